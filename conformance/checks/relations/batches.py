"""A text has one vector, whatever batch it comes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import CAP_OF_HARM, EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, against_own, between, by_role, quoted, rows, unequal_norms
from conformance.model.finding import Finding

_PROBES = ("noise", "batches")
_LISTS = ("batch", "smaller", "permuted", "duplicates")


@check(
    "relations.repeats-agree",
    "One request, repeated, gives one vector.",
    selector=by_role("noise"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def repeats_agree(answers: Sequence[Answer], _: EmbeddingSpace) -> Iterator[Finding]:
    """Jitter is allowed, and measured; beyond the cap of harm it changes what a search finds."""
    first: dict[tuple[str, str, int], VectorRow] = {}
    for answer in answers:
        for row in rows_of(answer):
            earlier = first.setdefault((answer.case.group, row.text, row.place), row)
            distance = cosine_distance(earlier.vector, row.vector)
            if distance > CAP_OF_HARM:
                yield Finding(
                    f"{answer.case.title}: {quoted(row.text)} has a cosine of {1 - distance:.6f} to its first vector",
                    expected=f"at least {1 - CAP_OF_HARM:.6f}",
                    observed=f"{1 - distance:.6f}",
                    pointer=f"/data/{row.place}/embedding",
                    exchange=answer.key,
                )


def _held_against_own(id_: str, statement: str, role: str, probes: Sequence[str] = _PROBES) -> None:
    """Register a check that holds the rows of one role against the same texts alone."""

    def judge(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
        yield from against_own(rows(answers, role), space)

    check(id_, statement, selector=by_role(role, "alone"), scope=Scope.SPACE, after=AFTER, probes=probes)(judge)


_held_against_own("relations.list-of-one", "A string and a list of this one string give one vector.", "list-of-one")
_held_against_own(
    "relations.equal-lengths", "Texts of equal length in tokens have in a batch the vectors they have alone.", "equal"
)
_held_against_own(
    "relations.unequal-lengths", "A short text beside a very long one has the vector it has alone.", "unequal"
)
_held_against_own(
    "relations.neighbours-unharmed", "An odd text in a batch leaves its neighbours' vectors alone.", "neighbours"
)


@check(
    "relations.batch-equals-alone",
    "Every text of a batch has the vector it has alone.",
    selector=by_role(*_LISTS, "alone"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def batch_equals_alone(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """The smallest failing batch is told first."""
    found = [
        (len(answer.case.texts or ()), finding)
        for answer in answers
        if answer.case.role in _LISTS
        for finding in against_own(rows_of(answer), space)
    ]
    yield from (finding for _, finding in sorted(found, key=lambda pair: pair[0]))


@check(
    "relations.order-follows-input",
    "The same texts in another order have the same vectors, in that order.",
    selector=by_role("batch", "permuted"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def order_follows_input(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Batching inside a server sorts texts, and does not always put them back."""
    known = {(row.text, row.width): row for row in rows(answers, "batch")}
    permuted = [row for row in rows(answers, "permuted") if (row.text, row.width) in known]
    if not permuted:
        raise UndecidedError("no batch was answered in two orders")
    for row in permuted:
        yield from between(known[row.text, row.width], row, space, "the vector it has in the other order")


@check(
    "relations.duplicates-agree",
    "One text at several places of a batch has one vector.",
    selector=by_role("duplicates"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def duplicates_agree(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Deduplication inside a server shifts rows where it is not undone."""
    for answer in answers:
        first: dict[str, VectorRow] = {}
        for row in rows_of(answer):
            yield from between(first.setdefault(row.text, row), row, space, "the vector of its first place")


@check(
    "relations.one-norm",
    "A text's vector has one length, whatever the form and the batch.",
    selector=by_role("alone", "batch", "list-of-one", "permuted", "duplicates", "noise", "history", "unequal"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(*_PROBES, "history"),
)
def one_norm(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Searches by inner product rank by it."""
    yield from unequal_norms([row for answer in answers for row in rows_of(answer)], space)
