"""Vectors as arrays and as base64."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.comparison import norms_differ
from conformance.answers.embedding_space import EmbeddingSpace, cosine_distance, is_rather
from conformance.answers.noise import HARM
from conformance.answers.printed_precision import printed_step
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import Scope, Selector, check, successes
from conformance.model.case import Case, Expect
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.values import wire_value

_STRING = finding_kind(
    "encoding.string-for-array",
    "a string where an array was asked for",
    expected="an array",
    observed="{embedding:json}",
)
_ARRAY = finding_kind(
    "encoding.array-for-string", "an array where base64 was asked for", expected="a string", observed="an array"
)
_UNDECODABLE = finding_kind(
    "encoding.undecodable",
    "the embedding of item {item} is neither an array of numbers nor base64 of finite 32-bit floats",
    expected="4 bytes a number, little-endian",
    observed="{embedding:json}",
)
_OTHER_SIZE = finding_kind(
    "encoding.base64-size",
    "asked for base64, item {item} holds {floats} numbers, not {wanted}",
    expected="{wanted:number}",
    observed="{floats}",
)
_OTHER_KIND = finding_kind(
    "encoding.other-numbers",
    "asked for base64, item {item} holds {wanted:number} as {numbers}, which no client reads so",
    expected="4 bytes a number, little-endian",
    observed="{numbers}",
)
_OTHER_DIMENSIONS = finding_kind(
    "encoding.formats-differ-in-dimensions",
    "item {item}: {floats:dimension} as floats, {base64} from base64",
    expected="one vector",
    observed="{floats:dimension} as floats, {base64} from base64",
)
_OTHER_DIRECTION = finding_kind(
    "encoding.formats-differ",
    "item {item}: the two vectors have a cosine of {cosine:.6f}",
    expected="one vector",
    observed="a cosine of {cosine:.6f}",
)
_OTHER_NORM = finding_kind(
    "encoding.formats-differ-in-norm",
    "item {item}: the vector from base64 has an L2 norm of {base64:.4f}, as floats {floats:.4f}",
    expected="{floats:.4f}",
    observed="{base64:.4f}",
)
_OTHER_NUMBERS = finding_kind(
    "encoding.formats-differ-slightly",
    "item {item}: numbers differ by up to {difference:.1e}, though repeats do not",
    expected="one vector",
    observed="numbers differ by up to {difference:.1e}",
)


_READINGS = (
    (template("encoding.big-endian", "big-endian 32-bit floats")(), np.dtype(">f4")),
    (template("encoding.half-precision", "16-bit floats")(), np.dtype("<f2")),
    (template("encoding.double-precision", "64-bit floats")(), np.dtype("<f8")),
)
"""What else bytes may be, each of which is told by the numbers it gives: read wrongly, sizes are scattered wildly."""
_WILDLY = 1e3


def _float_wanted(case: Case) -> bool:
    return case.encoding in {None, "float"}


@check(
    "encoding.float-is-list",
    "Asked for floats, or for nothing, an answer holds arrays and no base64.",
    selector=successes(where=_float_wanted),
    after=("structure.data",),
)
def floats_come_as_arrays(answer: Answer) -> Iterator[Finding]:
    """A string where an array was asked for breaks every caller that indexes it."""
    for at, item in enumerate(answer.items):
        embedding = item.get("embedding") if isinstance(item, dict) else None
        if isinstance(embedding, str):
            yield _STRING(at=f"/data/{at}/embedding", embedding=wire_value(embedding))
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
    "Asked for base64: an error response, arrays of numbers, or strings of little-endian 32-bit floats.",
    selector=_to_base64,
    after=("structure.data",),
    probes=(ProbeName.ENCODINGS,),
)
def base64_does_no_harm(answer: Answer) -> Iterator[Finding]:
    """SDKs ask for base64 unasked, so an answer they misread is worse than an error response."""
    if answer.case.decided_by == "encoding.base64-harmless":
        yield from answered_or_refused(answer)
    if answer.kind is not AnswerKind.SUCCESS:
        return
    wanted = answer.case.dimensions or answer.model.default_dimensions
    for at, (item, vector) in enumerate(zip(answer.items, answer.vectors, strict=True)):
        embedding = item.get("embedding") if isinstance(item, dict) else item
        pointer = f"/data/{at}/embedding"
        if (numbers := _read_otherwise(embedding, vector, wanted)) is not None:
            yield _OTHER_KIND(at=pointer, item=at, wanted=wanted, numbers=numbers)
            return
        if vector is None or (isinstance(embedding, str) and not np.isfinite(vector).all()):
            yield _UNDECODABLE(at=pointer, item=at, embedding=wire_value(embedding))
            return
        if wanted is not None and vector.size != wanted:
            yield _OTHER_SIZE(
                at=pointer,
                item=at,
                floats=vector.size,
                wanted=wanted,
            )
            return


def _read_otherwise(embedding: object, vector: Vector | None, wanted: int | None) -> Message | None:
    """Return as what the bytes of a string are as many like numbers as are wanted, where 32-bit floats are not."""
    if not isinstance(embedding, str) or wanted is None or (vector is not None and _is_one(vector, wanted)):
        return None
    try:
        held = base64.b64decode(embedding, validate=True)
    except ValueError:
        return None
    return next(
        (name for name, kind in _READINGS if len(held) == wanted * kind.itemsize and _is_read(held, kind)), None
    )


def _is_read(held: bytes, kind: np.dtype[Any]) -> bool:
    with np.errstate(all="ignore"):
        numbers = np.frombuffer(held, kind).astype(np.float64)
    return _is_one(numbers, len(held) // kind.itemsize)


def _is_one(vector: Vector, wanted: int) -> bool:
    """Tell whether numbers are a vector by all that is seen: as many as are wanted, finite, and of like size."""
    if vector.size != wanted or not np.isfinite(vector).all():
        return False
    sizes = np.abs(vector)
    return bool(0 < sizes.max() < _WILDLY * np.median(sizes))


@check(
    "encoding.base64-strings",
    "Asked for base64 where it is documented, embeddings come as strings.",
    selector=successes(where=lambda case: _asked_base64(case) and case.expect is Expect.ANSWER),
    after=("structure.data",),
    probes=(ProbeName.ENCODINGS,),
)
def base64_comes_as_strings(answer: Answer) -> Iterator[Finding]:
    """Clients that asked for base64 decode what comes without looking."""
    for at, item in enumerate(answer.items):
        if isinstance(item, dict) and not isinstance(item.get("embedding"), str):
            yield _ARRAY(at=f"/data/{at}/embedding")
            return


def _in_pair(case: Case) -> bool:
    return case.role in {Role.FLOAT, Role.BASE64}


@check(
    "encoding.sdk-default",
    "The call an SDK makes without being told a format, for base64, yields the vectors of the float call.",
    selector=Selector(
        picks=lambda answer: _in_pair(answer.case) and answer.kind is AnswerKind.SUCCESS,
        wants=_in_pair,
    ),
    scope=Scope.SPACE,
    after=("structure.item-count", "encoding.base64-harmless", "vectors.numbers", "vectors.finite"),
    probes=(ProbeName.NOISE, ProbeName.ENCODINGS),
)
def base64_holds_the_float_vectors(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Little-endian 32-bit floats, as the official SDKs decode them; noise between two calls is allowed for.

    Where repeats and batches give the same numbers, so must the two formats, as far as the floats are printed: less
    than that is no harm, but a sign of two paths.
    """
    pairs: dict[str, dict[Role, Answer]] = {}
    for answer in answers:
        pairs.setdefault(answer.case.group, {})[answer.case.role] = answer
    for pair in pairs.values():
        if len(pair) == _BOTH:
            yield from islice(_apart(pair[Role.FLOAT], pair[Role.BASE64], space), 1)


_BOTH = 2
_ROUNDED = 1e-11


def _apart(plain: Answer, coded: Answer, space: EmbeddingSpace) -> Iterator[Finding]:
    for at, (one, other) in enumerate(zip(plain.by_input, coded.by_input, strict=True)):
        if one is None or other is None:
            continue
        place = f"/data/{at}/embedding"
        beside = (Evidence(plain.key, Part.COMPARED_WITH, place),)
        sides: dict[str, Any] = {"at": place, "of": coded.key, "beside": beside, "item": at}
        if one.size != other.size:
            yield _OTHER_DIMENSIONS(**sides, floats=one.size, base64=other.size)
        elif (distance := cosine_distance(one, other)) > space.tolerance or _is_swapped(at, plain, coded, space):
            bearable = distance <= HARM and not _is_swapped(at, plain, coded, space)
            yield _OTHER_DIRECTION(**sides, advisory=bearable, cosine=1 - distance)
        elif norms_differ(_norm(one), _norm(other)):
            yield _OTHER_NORM(**sides, floats=_norm(one), base64=_norm(other))
        elif not _same_numbers(one, other, distance, space):
            difference = float(np.abs(one - other).max())
            yield _OTHER_NUMBERS(**sides, advisory=True, difference=difference)


def _norm(vector: Vector) -> float:
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(vector))


def _is_swapped(at: int, plain: Answer, coded: Answer, space: EmbeddingSpace) -> bool:
    """Tell whether a vector from base64 is rather that of another item than its own."""
    own, vector = plain.by_input[at], coded.by_input[at]
    others = [other for place, other in enumerate(plain.by_input) if place != at and other is not None]
    if own is None or vector is None:
        return False
    return any(is_rather(vector, other, own, space.noise) for other in others)


def _same_numbers(plain: Vector, coded: Vector, distance: float, space: EmbeddingSpace) -> bool:
    """Tell whether two vectors differ by no more than repeats and batches do, or than floats are printed."""
    if space.noise.floor:
        return distance <= max(_ROUNDED, 4 * space.noise.floor)
    apart = np.abs(plain - coded)
    return not apart.any() or bool((apart <= printed_step(plain)).all())
