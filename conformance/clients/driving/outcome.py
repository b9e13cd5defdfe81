"""What a caller got from a driven client, compared with the vectors it should have got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.clients.driving.driver import DriverReply
from conformance.model.excerpt import excerpt
from conformance.model.message import Message, Template, template

__all__ = ["Got", "Outcome", "outcome_members", "outcome_of"]

_SAME = 0.999
"""Cosine; rounding to half precision or to whole numbers stays above, another text's vector far below."""
_LONGEST = 120


class Got(StrEnum):
    """What a caller got, as results files name it."""

    VECTORS = "its vectors"
    OTHERS = "other vectors"
    ERROR = "an error"
    NOTHING = "nothing"
    UNKNOWN = "not known"
    """The client asked for what was not recorded, so that nobody knows what it would have got."""


_GOT: Mapping[Got, Template] = MappingProxyType(
    {
        Got.VECTORS: template("got.its-vectors", "its vectors"),
        Got.OTHERS: template("got.other-vectors", "other vectors"),
        Got.ERROR: template("got.an-error", "an error"),
        Got.NOTHING: template("got.nothing", "nothing"),
        Got.UNKNOWN: template("got.not-known", "not known"),
    }
)
_IN_DETAIL = template("outcome.in-detail", "{got}: {detail}")
_ERROR_WORDS = template("outcome.error-words", "{words}")
_NO_LIST = template("outcome.no-list", "a {type} in place of a list of vectors")
_COUNT = template("outcome.count", "{vectors:vector} for {texts:text}")
_NO_NUMBERS = template("outcome.no-numbers", "vector {place} is no list of numbers")
_DIMENSIONS = template("outcome.dimensions", "vector {place} has {dimensions:dimension}, not {expected}")
_NOT_FINITE = template("outcome.not-finite", "vector {place} has elements that are no finite numbers")
_ZEROS = template("outcome.zeros", "vector {place} is all zeros")
_OF_ANOTHER = template("outcome.of-another-text", "vector {place} is that of text {text}")
_OF_NONE = template("outcome.of-no-text", "vector {place} is not that of its text (cosine {cosine:.3f})")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a caller got, and in detail how it is wrong or what the error said."""

    got: Got
    detail: Message | None = None

    @property
    def message(self) -> Message:
        """The outcome with its detail, on one line."""
        got = _GOT[self.got]()
        return got if self.detail is None else _IN_DETAIL(got=got, detail=self.detail)


def outcome_of(reply: DriverReply, truth: NDArray[np.float32], dimensions: int | None = None) -> Outcome:
    """Return what a caller got; ``truth`` is an (n, d) array, the vectors of its texts in their order.

    Where ``dimensions`` were asked for, vectors of another width are not its own, though they came as they were sent.
    """
    if reply.broken is not None:
        return Outcome(Got.NOTHING, reply.broken)
    if reply.error is not None:
        return Outcome(Got.ERROR, _describe_error(reply.error))
    wrong = _find_wrong(reply.vectors, truth)
    if wrong is None and dimensions is not None and dimensions != truth.shape[1]:
        wrong = _DIMENSIONS(place=0, dimensions=truth.shape[1], expected=dimensions)
    return Outcome(Got.OTHERS, wrong) if wrong else Outcome(Got.VECTORS)


def outcome_members(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as members of a row of the results document."""
    detail = outcome.detail
    members = {"got": str(outcome.got), "detail": "" if detail is None else str(detail)}
    return members if detail is None else {**members, "detail_data": detail.to_json()}


def _describe_error(error: Mapping[str, Any]) -> Message | None:
    """Return type, status and message of an error, as far as it has them, in the client's own words."""
    words = " ".join(" ".join(str(error[name]) for name in ("type", "status", "message") if error.get(name)).split())
    return _ERROR_WORDS(words=excerpt(words, _LONGEST)) if words else None


def _find_wrong(vectors: Any, truth: NDArray[np.float32]) -> Message | None:
    """Return how vectors first differ from those they should be, or None where they do not."""
    if not isinstance(vectors, list):
        return _NO_LIST(type=type(vectors).__name__)
    if len(vectors) != len(truth):
        return _COUNT(vectors=len(vectors), texts=len(truth))
    found = (_find_wrong_row(place, row, truth) for place, row in enumerate(vectors))
    return next((wrong for wrong in found if wrong), None)


def _find_wrong_row(place: int, row: Any, truth: NDArray[np.float32]) -> Message | None:
    if not isinstance(row, list) or any(type(value) not in {int, float} for value in row):
        return _NO_NUMBERS(place=place)
    if len(row) != truth.shape[1]:
        return _DIMENSIONS(place=place, dimensions=len(row), expected=truth.shape[1])
    with np.errstate(all="ignore"):
        vector = np.asarray(row, dtype=np.float64)
        if not np.isfinite(vector).all():
            return _NOT_FINITE(place=place)
        norm = float(np.linalg.norm(vector))
    return _find_another_text(place, vector / norm, truth) if norm else _ZEROS(place=place)


def _find_another_text(place: int, vector: NDArray[np.float64], truth: NDArray[np.float32]) -> Message | None:
    rows = truth.astype(np.float64)
    cosines: Sequence[float] = np.nan_to_num(rows @ vector / np.linalg.norm(rows, axis=1)).tolist()
    if cosines[place] >= _SAME:
        return None
    nearest = int(np.argmax(cosines))
    if cosines[nearest] >= _SAME:
        return _OF_ANOTHER(place=place, text=nearest)
    return _OF_NONE(place=place, cosine=cosines[place])
