"""The shape that is drawn beside a verdict, or beside what a client's caller got."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.model.verdict import Verdict

__all__ = ["got_shape", "shape"]

_OF_GOT: Mapping[str, Verdict] = {
    "its vectors": Verdict.PASS,
    "other vectors": Verdict.FAIL,
    "an error": Verdict.ADVICE,
    "nothing": Verdict.ERROR,
    "not known": Verdict.INCONCLUSIVE,
}
"""What a client's caller can get, each with the verdict whose shape is drawn beside it."""


def shape(verdict: str) -> str:
    """Return the name of the shape drawn beside a verdict."""
    return verdict if verdict in set(Verdict) else Verdict.NOT_APPLICABLE.value


def got_shape(got: str) -> str:
    """Return the name of the shape drawn beside what a caller got."""
    return shape(_OF_GOT.get(got, ""))
