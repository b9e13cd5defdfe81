"""Examples of a strategy, drawn ahead of any request."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from conformance.generation.body import canonical

__all__ = ["draw", "keep_storage_in"]

T = TypeVar("T")

_ROUNDS = 4
_SPARE = 4
_STORAGE = "HYPOTHESIS_STORAGE_DIRECTORY"


def draw(strategy: SearchStrategy[T], count: int, seed: int) -> tuple[T, ...]:
    """Return up to ``count`` examples, no two equal as JSON; fewer where the strategy has no more to give.

    The same strategy, count and seed give the same examples in any process, folder and thread (for one version of
    Hypothesis), whatever was drawn before.
    """
    if count <= 0:
        return ()
    _keep_storage_out_of_the_way()
    found: dict[str, T] = {}
    for turn in range(_ROUNDS):
        # A round repeats itself now and then; the next one only makes up for that.
        lacking = count - len(found)
        for value in _one_round(strategy, lacking + turn * _SPARE, f"{seed}/{turn}") if lacking else ():
            found.setdefault(canonical(value), value)
    return tuple(found.values())[:count]


def _one_round(strategy: SearchStrategy[T], count: int, round_seed: str) -> list[T]:
    drawn: list[T] = []

    @seeded(round_seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate,),
        suppress_health_check=tuple(HealthCheck),
        verbosity=Verbosity.quiet,
        backend="hypothesis",
    )
    @given(strategy)
    def collect(value: T) -> None:
        drawn.append(value)

    try:
        collect()
    except Unsatisfiable:
        return []
    return drawn


def keep_storage_in(folder: Path) -> None:
    """Have Hypothesis cache in a folder what it reads of local modules, which takes it a second, unless it has one."""
    os.environ.setdefault(_STORAGE, str(folder))


def _keep_storage_out_of_the_way() -> None:
    """Have Hypothesis, where it has no folder, cache in one that goes with the process, not in ``cwd``."""
    if _STORAGE not in os.environ:
        folder = tempfile.mkdtemp(prefix="embedding-conformance-")
        os.environ[_STORAGE] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
