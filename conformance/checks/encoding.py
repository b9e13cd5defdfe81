"""Vectors as arrays and as base64."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from conformance.checks.acceptance import answered_or_refused
from conformance.checks.answer import Answer, Kind
from conformance.checks.registry import Scope, Selector, check, successes
from conformance.checks.space import CAP_OF_HARM, distance
from conformance.checks.wording import shown
from conformance.model.case import Case
from conformance.model.finding import Finding


def _float_wanted(case: Case) -> bool:
    return case.encoding in {None, "float"}


@check(
    "encoding.float-is-list",
    "Asked for floats, or for nothing, an answer holds arrays and no base64.",
    selector=successes(where=_float_wanted),
    after=("structure.item-object",),
)
def floats_come_as_arrays(answer: Answer) -> Iterator[Finding]:
    """A string where an array was asked for breaks every caller that indexes it."""
    for at, item in enumerate(answer.items):
        embedding = item.get("embedding")
        if isinstance(embedding, str):
            yield Finding(
                "a string where an array was asked for", "an array", shown(embedding), f"/data/{at}/embedding"
            )
            return


def _asked_base64(case: Case) -> bool:
    return case.encoding == "base64"


_to_base64 = Selector(
    picks=lambda answer: (
        _asked_base64(answer.case) and (answer.persistent or answer.kind not in {Kind.UNANSWERED, Kind.EXCUSED})
    ),
    wants=_asked_base64,
)


@check(
    "encoding.base64-harmless",
    "Asked for base64: a refusal, arrays of numbers, or strings of little-endian 32-bit floats.",
    selector=_to_base64,
    after=("structure.data",),
    probes=("encodings",),
)
def base64_does_no_harm(answer: Answer) -> Iterator[Finding]:
    """SDKs ask for base64 unasked, so an answer they misread is worse than a refusal."""
    yield from answered_or_refused(answer)
    if answer.kind is not Kind.SUCCESS:
        return
    width = answer.case.dimensions or answer.model.default_dimensions
    for at, (item, vector) in enumerate(zip(answer.items, answer.vectors, strict=True)):
        embedding = item.get("embedding") if isinstance(item, dict) else item
        pointer = f"/data/{at}/embedding"
        if vector is None or (isinstance(embedding, str) and not np.isfinite(vector).all()):
            yield Finding(
                f"the embedding of item {at} is neither an array of numbers nor base64 of finite 32-bit floats",
                expected="4 bytes a number, little-endian",
                observed=shown(embedding),
                pointer=pointer,
            )
            return
        if width is not None and vector.size != width:
            message = f"the embedding of item {at} holds {vector.size} 32-bit floats"
            yield Finding(message, f"{width} numbers, {4 * width} bytes", f"{4 * vector.size} bytes", pointer)
            return


@check(
    "encoding.sdk-default",
    "The call an SDK makes without being told a format, for base64, yields the vectors of the float call.",
    selector=Selector(
        picks=lambda answer: bool(answer.case.group.startswith("base64:")) and answer.kind is Kind.SUCCESS,
        wants=lambda case: case.group.startswith("base64:"),
    ),
    scope=Scope.GROUP,
    after=("structure.item-count", "encoding.base64-harmless", "vectors.numbers", "vectors.finite"),
    probes=("encodings",),
)
def base64_holds_the_float_vectors(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Little-endian 32-bit floats, as the official SDKs decode them; noise between two calls is allowed for."""
    by_role = {answer.case.role: answer for answer in answers}
    plain, coded = by_role["float"], by_role["base64"]
    for at, (one, other) in enumerate(zip(plain.by_input, coded.by_input, strict=True)):
        if one is None or other is None:
            continue
        if one.size != other.size:
            message = f"item {at}: {one.size} numbers as floats, {other.size} from base64"
        elif (drift := distance(one, other)) > CAP_OF_HARM:
            message = f"item {at}: the two vectors have a cosine of {1 - drift:.6f}"
        else:
            continue
        yield Finding(message, "one vector", message, f"/data/{at}/embedding", coded.key)
        return
