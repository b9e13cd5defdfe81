"""What was asked before does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.comparison import Comparison, compare
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.answers.noise import SAME
from conformance.checks.registry import Scope, check
from conformance.checks.relations.baselines import QUIET, base64_amiss, beside, form_of, forms_amiss
from conformance.checks.relations.comparing import (
    AFTER,
    by_role,
    compared_with,
    differing,
    differing_kind,
    place_of,
    shorten_text,
)
from conformance.model.case import Case
from conformance.model.finding import Finding, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

_ALIKE = 1e-4
"""Cosine distance within which two models are one, served twice."""

_FROM_BEFORE = differing_kind("relations.differs-from-before", "the vector it had before")
_MODELS_ALIKE = finding_kind(
    "relations.models-alike",
    "{model} and {other} give {text:quote} one vector",
    expected="two vectors",
    observed="one",
)


@check(
    "relations.history-free",
    "A text has the same vector whatever was asked before it.",
    selector=beside(by_role(Role.HISTORY), *QUIET, Role.FLOAT, Role.BASE64),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.HISTORY, ProbeName.IDLE, ProbeName.LONG_IDLE, ProbeName.LONGER_STEP),
)
def history_does_not_matter(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Caches with incomplete keys, and state that leaks, show at the second request.

    The same request is what an answer is held against, where it was sent before; else the same text in another form
    or encoding, unless that gives other vectors at any time.
    """
    steps = [answer for answer in answers if answer.case.role is Role.HISTORY]
    quiet = [answer for answer in answers if answer.case.role is not Role.HISTORY]
    forms, base64 = forms_amiss(quiet, space), base64_amiss(quiet, space)

    def is_amiss(case: Case) -> bool:
        return form_of(case) in forms or (base64 and case.encoding == "base64")

    yield from differing(_FROM_BEFORE, _with_before(steps, is_amiss), space, space.noise.serial_tolerance)


def _with_before(steps: Sequence[Answer], is_amiss: Callable[[Case], bool]) -> Iterator[Comparison]:
    same: dict[tuple[str, bytes, int], VectorRow] = {}  # models that stand in the path are sent one body
    first: dict[tuple[str, str, int | None], VectorRow] = {}
    for answer in steps:
        sound = not is_amiss(answer.case)
        for row in rows_of(answer):
            before = same.setdefault((answer.case.model, answer.case.request.body, row.place), row)
            if sound:
                text = first.setdefault((answer.case.model, row.text, row.dimensions), row)
                before = text if before is row else before
            if before is not row:
                yield compare(row, before)


@check(
    "relations.models-differ",
    "Two models give a text two vectors.",
    selector=by_role(Role.HISTORY),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.HISTORY),
)
def models_have_spaces_of_their_own(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """One model that answers to two names may be meant, so this is advice."""
    seen: dict[tuple[str, int | None], list[VectorRow]] = {}
    for answer in answers:
        for row in rows_of(answer):
            seen.setdefault((row.text, row.dimensions), []).append(row)
    for found in seen.values():
        one = found[0]
        other = next((row for row in found if row.answer.case.model != one.answer.case.model), None)
        if other is not None and cosine_distance(one.vector, other.vector) <= max(
            _ALIKE, min(space.noise.repeats, SAME)
        ):
            yield _models_alike(one, other)
            return


def _models_alike(one: VectorRow, other: VectorRow) -> Finding:
    return _MODELS_ALIKE(
        at=place_of(other),
        of=other.answer.key,
        beside=compared_with(one),
        advisory=True,
        model=one.answer.case.model,
        other=other.answer.case.model,
        text=shorten_text(one.text),
    )
