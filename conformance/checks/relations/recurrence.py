"""Every text that a run sends more than once, for whatever reason, has one vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import Comparison, compare
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.noise import HARM
from conformance.answers.vector_row import Asked
from conformance.checks.registry import Scope, Selector, check
from conformance.checks.relations.comparing import AFTER, differing, differing_kind
from conformance.model.case import Case
from conformance.model.finding import Finding
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId

_COMPARED_ELSEWHERE = frozenset(
    {
        Role.BATCH,
        Role.DUPLICATES,
        Role.EQUAL,
        Role.HISTORY,
        Role.LIST_OF_ONE,
        Role.LOAD,
        Role.NEIGHBOURS,
        Role.NOISE,
        Role.PERMUTED,
        Role.SMALLER,
        Role.UNEQUAL,
    }
)
"""Roles whose rows a check of their own holds against the same texts alone."""
_PLAIN_RULES = frozenset({"", RuleId.ENCODING_FORMAT_BASE64, RuleId.INPUT_MAX_ITEMS})
"""Rules that may be broken without another vector, and none."""

_FROM_ELSEWHERE = differing_kind("relations.differs-from-elsewhere", "the vector it has elsewhere in the run")


def _recurs(case: Case) -> bool:
    """Tell whether the texts of a case may have been sent before, and must have the same vectors."""
    plain = case.role not in _COMPARED_ELSEWHERE and case.rule in _PLAIN_RULES
    return bool(case.texts) and plain and case.comparable


@check(
    "relations.text-keeps-vector",
    "A text has one vector in all of a run, in whatever form and list it is sent.",
    selector=Selector(
        picks=lambda answer: answer.kind is AnswerKind.SUCCESS and _recurs(answer.case), wants=lambda _: False
    ),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.BATCHES),
)
def text_keeps_its_vector(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Replicas, routes and caches that no probe aims at: only what is beyond all noise is told, since others tell less.

    What is asked for by default is what is left out, and base64 holds the numbers that floats do.
    """
    yield from differing(_FROM_ELSEWHERE, _recurrences(answers, space), space, HARM)


def _recurrences(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Comparison]:
    first: dict[Asked, VectorRow] = {}
    for row in space.own.values():
        first.setdefault(_sent(row), row)
    for answer in answers:
        for row in rows_of(answer) if answer.case.model == space.model else ():
            earlier = first.setdefault(_sent(row), row)
            if earlier.answer.key != row.answer.key:
                yield compare(row, earlier)


def _sent(row: VectorRow) -> Asked:
    """Return what rows of one text have in common: the dimensions, too, of which the default need not be asked for."""
    text, dimensions, variant = row.asked
    return text, dimensions or row.answer.model.default_dimensions, variant
