"""A text has one vector, in whatever form it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import Comparison, compare
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.checks.registry import Scope, Selector, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, differing, differing_kind
from conformance.model.case import Case, Expect
from conformance.model.finding import Finding
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId

_FROM_OTHER_FORM = differing_kind("relations.differs-from-other-form", "the vector it has where that is left out")
_HEEDED = differing_kind("relations.ignored-is-heeded", "the vector it has without what the document says is ignored")
_ONE_FORM = template("relations.one-form", "no text was answered in two forms")

_NOTHING_IGNORED = template(
    "relations.nothing-ignored-answered", "nothing that is ignored was answered beside the same request without it"
)

_FORMS = frozenset({ProbeName.FORMS, ProbeName.BROKEN})
"""The documented forms, and those that are left open."""


def _has_a_form(case: Case) -> bool:
    """Tell whether a case asks for floats of ordinary texts, with nothing that changes a vector but its size."""
    return (
        case.probe in _FORMS
        and case.role is Role.NONE
        and case.ordinary
        and not case.varied
        and not case.no_effect
        and case.encoding != "base64"
        and case.texts is not None
        and case.rule != RuleId.MODEL_ENUM
    )


@check(
    "relations.forms-agree",
    "A text has one vector, whether defaults are asked for or left out, and whatever is said that changes nothing.",
    selector=Selector(
        picks=lambda answer: (
            answer.kind is AnswerKind.SUCCESS and answer.expected is not Expect.REFUSE and _has_a_form(answer.case)
        ),
        wants=lambda case: _has_a_form(case) and case.expect is Expect.ANSWER,
    ),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.FORMS),
)
def forms_agree(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """A width or a format that is told may lead to another head, or another model, than one that is left out."""
    compared = list(_with_first(answers))
    if not compared:
        raise UndecidedError(_ONE_FORM())
    for comparison in compared:
        left_open = comparison.row.answer.expected is Expect.EITHER
        for finding in differing(_FROM_OTHER_FORM, [comparison], space):
            yield replace(finding, advisory=True) if left_open else finding


@check(
    "relations.ignored-changes-nothing",
    "What the document says is ignored changes no vector.",
    selector=Selector(
        picks=lambda answer: answer.kind is AnswerKind.SUCCESS and answer.case.probe in _FORMS,
        wants=lambda case: case.no_effect and case.expect is Expect.ANSWER,
    ),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.FORMS, ProbeName.BROKEN),
)
def ignored_changes_nothing(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """A caller who passes it on from elsewhere, and one who leaves it out, share an index."""
    # By its body, since a control that is asked again is another request.
    plain = {answer.case.request.body: answer for answer in reversed(answers) if not answer.case.rule}
    pairs = [
        (answer, plain[control.body])
        for answer in answers
        if answer.case.no_effect and (control := answer.case.control) is not None and control.body in plain
    ]
    if not pairs:
        raise UndecidedError(_NOTHING_IGNORED())
    compared = [compare(*rows) for pair in pairs for rows in zip(*map(rows_of, pair), strict=False)]
    yield from differing(_HEEDED, compared, space)


def _with_first(answers: Sequence[Answer]) -> Iterator[Comparison]:
    """Hold each row against the one that came first for the same input in as many dimensions, and so by default."""
    first: dict[tuple[tuple[str, ...] | None, bool, int, int], VectorRow] = {}
    for answer in answers:
        for row in rows_of(answer):
            kept = first.setdefault((answer.case.texts, answer.case.single, row.place, row.vector.size), row)
            if kept is not row:
                yield compare(row, kept)
