"""What all our tests share: nothing is left behind, and how many seeds the fault matrix takes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

__all__: list[str] = []

_ROOT = Path(__file__).resolve().parent.parent
_STORAGE = tempfile.TemporaryDirectory(prefix="hypothesis-", ignore_cleanup_errors=True)
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = _STORAGE.name  # read when Hypothesis first needs it, so before any test


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the fault matrix."""
    parser.addoption("--all-seeds", action="store_true", help="judge faults and oddities with every seed, not with one")


@pytest.fixture(autouse=True, scope="session")
def _nothing_left_behind() -> Iterator[None]:
    """Fail the last test where the tests left a folder of Hypothesis behind."""
    places = {folder / ".hypothesis" for folder in (_ROOT, Path.cwd())}
    clean = {place for place in places if not place.exists()}
    yield
    left = sorted(str(place) for place in clean if place.exists())
    assert not left, f"the tests left {left[0]} behind"
