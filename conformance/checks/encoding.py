"""Vectors as arrays and as base64."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.embedding_space import EmbeddingSpace, cosine_distance
from conformance.answers.printed_precision import printed_step
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import Scope, Selector, check, successes
from conformance.checks.wording import shown
from conformance.model.case import Case, Expect
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
        _asked_base64(answer.case)
        and (answer.reproducible or answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE})
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
    if answer.case.decided_by == "encoding.base64-harmless":
        yield from answered_or_refused(answer)
    if answer.kind is not AnswerKind.SUCCESS:
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
    "encoding.base64-strings",
    "Asked for base64 where it is documented, embeddings come as strings.",
    selector=successes(where=lambda case: _asked_base64(case) and case.expect is Expect.ANSWER),
    after=("structure.item-object", "encoding.base64-harmless"),
    probes=("encodings",),
)
def base64_comes_as_strings(answer: Answer) -> Iterator[Finding]:
    """Clients that asked for base64 decode what comes without looking."""
    for at, item in enumerate(answer.items):
        if not isinstance(item.get("embedding"), str):
            yield Finding("an array where base64 was asked for", "a string", "an array", f"/data/{at}/embedding")
            return


def _in_pair(case: Case) -> bool:
    return case.group.startswith("base64:")


@check(
    "encoding.sdk-default",
    "The call an SDK makes without being told a format, for base64, yields the vectors of the float call.",
    selector=Selector(
        picks=lambda answer: _in_pair(answer.case) and answer.kind is AnswerKind.SUCCESS,
        wants=_in_pair,
    ),
    scope=Scope.SPACE,
    after=("structure.item-count", "encoding.base64-harmless", "vectors.numbers", "vectors.finite"),
    probes=("noise", "encodings"),
)
def base64_holds_the_float_vectors(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Little-endian 32-bit floats, as the official SDKs decode them; noise between two calls is allowed for.

    Where repeats and batches give the same numbers, so must the two formats, as far as the floats are printed: less
    than that is no harm, but a sign of two paths.
    """
    pairs: dict[str, dict[str, Answer]] = {}
    for answer in answers:
        pairs.setdefault(answer.case.group, {})[answer.case.role] = answer
    for pair in pairs.values():
        if len(pair) == _BOTH:
            yield from islice(_apart(pair["float"], pair["base64"], space), 1)


_BOTH = 2


def _apart(plain: Answer, coded: Answer, space: EmbeddingSpace) -> Iterator[Finding]:
    for at, (one, other) in enumerate(zip(plain.by_input, coded.by_input, strict=True)):
        if one is None or other is None:
            continue
        advisory = False
        if one.size != other.size:
            message = f"item {at}: {one.size} numbers as floats, {other.size} from base64"
        elif (distance := cosine_distance(one, other)) > space.tolerance:
            message = f"item {at}: the two vectors have a cosine of {1 - distance:.6f}"
        elif not _same_numbers(one, other, distance, space):
            largest = float(np.abs(one - other).max())
            message, advisory = f"item {at}: numbers differ by up to {largest:.1e}, though repeats do not", True
        else:
            continue
        yield Finding(message, "one vector", message, f"/data/{at}/embedding", coded.key, advisory=advisory)


def _same_numbers(plain: Vector, coded: Vector, distance: float, space: EmbeddingSpace) -> bool:
    """Tell whether two vectors differ by no more than repeats and batches do, or than floats are printed."""
    if space.floor:
        return distance <= max(space.resolution, 4 * space.floor)
    return bool((np.abs(plain - coded) <= printed_step(plain)).all())
