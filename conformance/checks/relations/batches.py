"""A text has one vector, whatever batch it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.comparison import Comparison, compare, rows
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.noise import HARM, SAME
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.baselines import beside
from conformance.checks.relations.comparing import (
    AFTER,
    against_alone,
    by_role,
    compared_with,
    differing,
    differing_kind,
    likely_cause,
    nearer_to,
    of_other_dimensions,
    place_of,
    shorten_text,
    shows_order,
    unequal_norms,
)
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["GONE", "ONE_MOVED", "REPEATS_AGREE", "told_of_all"]

_PROBES = (ProbeName.NOISE, ProbeName.BATCHES)
_LISTS = (Role.BATCH, Role.SMALLER, Role.PERMUTED, Role.DUPLICATES)

_REPEAT_DIFFERS = finding_kind(
    "relations.repeat-differs",
    "{case}: {text:quote} has a cosine of {cosine:.6f} to its first vector{nearer}{cause}",
    expected="at least {least:.6f}",
    observed="{cosine:.6f}",
)
GONE = finding_kind(
    "relations.gone-when-asked-again",
    "{what}; gone when asked again (seen in {count} of {answers:answer}, from number {first} to number {last})",
    expected="the same each time",
    observed="seen in {count} of {answers:answer}, and not when asked again",
)
ONE_MOVED = finding_kind(
    "relations.one-moved",
    "{what}; asked again, one of the two has another vector than before"
    " (seen in {count} of {answers:answer}, from number {first} to number {last})",
    expected="the same each time",
    observed="another vector when asked again",
)
_FROM_OTHER_ORDER = differing_kind("relations.differs-from-other-order", "the vector it has in the other order")
_FROM_FIRST_PLACE = differing_kind("relations.differs-from-first-place", "the vector of its first place")
_ONE_ORDER = template("relations.one-order", "no batch was answered in two orders")


REPEATS_AGREE = "relations.repeats-agree"


@check(
    REPEATS_AGREE,
    "One request, repeated, gives one vector.",
    selector=by_role(Role.NOISE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def repeats_agree(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Jitter is allowed, and measured; the repeat that differs most is told, for all that are due to the same."""
    first: dict[tuple[str, int], VectorRow] = {}
    rows_in_turn = (row for answer in answers for row in rows_of(answer))
    compared = [compare(row, first.setdefault(_slot(row), row)) for row in rows_in_turn]
    foreign = [comparison for comparison in compared if comparison.nearer_other(space) is not None]
    worst = max(foreign or compared, key=lambda comparison: comparison.distance, default=None)
    if worst is not None and (foreign or worst.distance > SAME):
        yield _repeat_differs(worst, space)


def _slot(row: VectorRow) -> tuple[str, int]:
    """Return what a row is a repeat of: the same place of the same request."""
    return row.answer.case.group, row.place


def _repeat_differs(compared: Comparison, space: EmbeddingSpace) -> Finding:
    if compared.of_other_dimensions:
        return of_other_dimensions(compared)
    row, nearer = compared.row, compared.nearer_other(space)
    bearable = nearer is None and compared.distance <= HARM
    return _REPEAT_DIFFERS(
        at=place_of(row),
        of=row.answer.key,
        beside=compared_with(compared.reference, *([] if nearer is None else [nearer])),
        advisory=bearable,
        case=row.answer.case.title,
        text=shorten_text(row.text),
        cosine=compared.cosine,
        nearer=nearer_to(nearer),
        cause=likely_cause(compared, space) if bearable else None,
        least=1 - SAME,
    )


def told_of_all(
    kind: FindingKind, first: Finding, repeats: Iterable[str], *, numbers: Sequence[int], answers: int, advisory: bool
) -> Finding:
    """Return that one side of a difference has another vector when it is asked again: it is due to nothing asked.

    ``numbers`` are the places of the answers that differed, of all in the order in which they were sent.
    """
    own, *others = first.evidence
    return kind(
        at=own.pointer,
        of=own.exchange,
        beside=(*others, *(Evidence(key, Part.REPEAT) for key in repeats)),
        advisory=advisory,
        what=first.message,
        count=len(numbers),
        answers=answers,
        first=numbers[0],
        last=numbers[-1],
    )


def _held_against_alone(id_: str, statement: str, role: Role, probes: Sequence[str] = _PROBES) -> None:
    """Register a check that holds the rows of one role against the same texts alone."""

    def judge(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
        yield from against_alone(rows(answers, role), space)

    check(id_, statement, selector=by_role(role, Role.ALONE), scope=Scope.SPACE, after=AFTER, probes=probes)(judge)


_held_against_alone(
    "relations.list-of-one", "A string and a list of this one string give one vector.", Role.LIST_OF_ONE
)
_held_against_alone(
    "relations.equal-lengths",
    "Texts of equal length in tokens have in a batch the vectors they have alone.",
    Role.EQUAL,
)
_held_against_alone(
    "relations.unequal-lengths",
    "A short text beside a very long one has the vector it has alone.",
    Role.UNEQUAL,
    (*_PROBES, ProbeName.TOKEN_LIMITS),
)
_held_against_alone(
    "relations.neighbours-unharmed", "An odd text in a batch leaves its neighbours' vectors alone.", Role.NEIGHBOURS
)


@check(
    "relations.batch-equals-alone",
    "Every text of a batch has the vector it has alone.",
    selector=by_role(*_LISTS, Role.ALONE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(*_PROBES, ProbeName.LONG_TEXTS, ProbeName.FULL_LIST),
)
def batch_equals_alone(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """The smallest failing batch is told first, before it the smallest that shows in which order its vectors came."""
    found = [
        ((not shows_order(finding), len(answer.case.texts or ())), finding)
        for answer in answers
        if answer.case.role in _LISTS
        for finding in against_alone(rows_of(answer), space)
    ]
    yield from (finding for _, finding in sorted(found, key=lambda pair: pair[0]))


@check(
    "relations.order-follows-input",
    "The same texts in another order have the same vectors, in that order.",
    selector=beside(by_role(Role.PERMUTED), Role.BATCH),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def order_follows_input(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Batching inside a server sorts texts, and does not always put them back."""
    batched = {_in_list(row): row for row in rows(answers, Role.BATCH)}
    permuted = [row for row in rows(answers, Role.PERMUTED) if _in_list(row) in batched]
    if not permuted:
        raise UndecidedError(_ONE_ORDER())
    yield from differing(_FROM_OTHER_ORDER, (compare(row, batched[_in_list(row)]) for row in permuted), space)


def _in_list(row: VectorRow) -> tuple[str, int | None, int]:
    """Return what a row shares with the same text in another order of its list: the size of the list, too."""
    return row.text, row.dimensions, len(row.answer.case.texts or ())


@check(
    "relations.duplicates-agree",
    "One text at several places of a batch has one vector.",
    selector=by_role(Role.DUPLICATES),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def duplicates_agree(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Deduplication inside a server shifts rows where it is not undone."""
    for answer in answers:
        first: dict[str, VectorRow] = {}
        compared = (compare(row, first.setdefault(row.text, row)) for row in rows_of(answer))
        yield from differing(_FROM_FIRST_PLACE, compared, space)


@check(
    "relations.one-norm",
    "A text's vector has one L2 norm, whatever the form and the batch.",
    selector=by_role(
        Role.ALONE, Role.BATCH, Role.LIST_OF_ONE, Role.PERMUTED, Role.DUPLICATES, Role.NOISE, Role.HISTORY, Role.UNEQUAL
    ),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(*_PROBES, ProbeName.HISTORY),
)
def one_norm(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Searches by inner product rank by it."""
    yield from unequal_norms([row for answer in answers for row in rows_of(answer)], space)
