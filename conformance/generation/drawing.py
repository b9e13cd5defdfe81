"""Examples of a strategy, drawn ahead of any request."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import TypeVar

from hypothesis import Verbosity, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from conformance.generation.body import canonical

__all__ = ["draw"]

T = TypeVar("T")

_BYTES = 2**14
"""Random bytes from which an example is made: a hundred times what a request takes."""
_IN_VAIN = 10
"""Of a strategy that in so many times the count in a row gives nothing new, there is no more."""


def draw(strategy: SearchStrategy[T], count: int, seed: int) -> tuple[T, ...]:
    """Return up to ``count`` examples, no two equal as JSON; fewer where the strategy has no more to give.

    The same strategy, count and seed give the same examples in any process, folder and thread (for one version of
    Hypothesis), whatever was drawn before.
    """
    found: dict[str, T] = {}
    random, in_vain = Random(seed), 0  # noqa: S311  # it is to repeat itself

    @settings(database=None, verbosity=Verbosity.quiet)
    @given(strategy)
    def keep(value: T) -> None:
        found.setdefault(canonical(value), value)

    with suppress(Unsatisfiable):  # a strategy that admits nothing
        while len(found) < count and in_vain < _IN_VAIN * count:
            before = len(found)
            # As a fuzzer drives it, Hypothesis needs no folder, reads no modules for constants, and remembers nothing.
            keep.hypothesis.fuzz_one_input(random.randbytes(_BYTES))  # type: ignore[attr-defined]
            in_vain = 0 if len(found) > before else in_vain + 1
    return tuple(found.values())
