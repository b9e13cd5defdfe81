"""Copies of contracts that a test can break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.locations import schemas_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the folder of dashscope to a place where it can be broken."""
    return Path(shutil.copytree(schemas_folder() / "dashscope", tmp_path / "broken"))


@pytest.fixture
def replaced(tmp_path: Path) -> Callable[..., Path]:
    """Copy a contract and replace the first occurrence of a text in one of its files, which must be there."""

    def copy(old: str, new: str, file: str = "contract.toml", name: str = "dashscope") -> Path:
        path = Path(shutil.copytree(schemas_folder() / name, tmp_path / "replaced")) / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path.parent

    return copy


@pytest.fixture
def refused(replaced: Callable[..., Path]) -> Callable[..., ContractError]:
    """Load a contract after one replacement and return the refusal, which names the folder and a remedy."""

    def refusal(old: str, new: str, file: str = "contract.toml", name: str = "dashscope") -> ContractError:
        place = replaced(old, new, file, name)
        with pytest.raises(ContractError) as caught:
            load(str(place))
        assert str(place) in caught.value.problem
        assert caught.value.remedy
        return caught.value

    return refusal
