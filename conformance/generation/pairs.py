"""All pairs of texts that differ in words, by their texts; and texts that look like another form of input."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from conformance.generation.cleaned_pairs import CLEANED, ODD_CLEANED
from conformance.generation.keyed_pairs import KEYED
from conformance.generation.pair import Pair
from conformance.generation.script_pairs import SCRIPTS

__all__ = ["LOOKALIKES", "pair_of"]

LOOKALIKES = ("4711", "[12, 7]", '["roses"]')
"""Texts that look like the number of a token, a list of those, and a list of texts."""

_PAIRS: Mapping[frozenset[str], Pair] = MappingProxyType(
    {frozenset((pair.one, pair.other)): pair for pair in (*SCRIPTS, *CLEANED, *ODD_CLEANED, *KEYED)}
)


def pair_of(one: str, other: str) -> Pair | None:
    """Return the pair that two texts make, or None."""
    return _PAIRS.get(frozenset((one, other)))
