"""Pairs of texts that differ in one word stay two, whatever script they are in and whatever stands on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.neighbours import Neighbours
from conformance.checks.registry import Scope, check
from conformance.checks.relations.comparing import AFTER, about_two, are_claimed, by_role
from conformance.generation.keyed_pairs import KEYED
from conformance.generation.pair import Pair
from conformance.generation.pairs import pair_of
from conformance.model.finding import Finding, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["alike_pairs", "confused_pairs", "swept_alike"]

_ONCE_CLEANED = finding_kind(
    "relations.alike-once-cleaned",
    "{one:quote} and {other:quote} have one vector; they are one text to whatever {cleaning}",
    expected="two vectors",
    observed="one",
)
_CONFUSED = finding_kind(
    "relations.texts-confused",
    "{one:quote} and then {other:quote} have one vector; what goes by {key} takes them for one, as others may",
    expected="two vectors",
    observed="one",
)
_MOSTLY_ALIKE = finding_kind(
    "relations.pairs-mostly-alike",
    "{alike} of {pairs:pair} of different texts have one vector, among them {one:quote} and {other:quote}",
    expected="two vectors",
    observed="one for {alike} of {pairs:pair}",
)


def alike_pairs(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[tuple[Pair, VectorRow, VectorRow]]:
    """Give the pairs of which both texts have one vector."""
    return (found for found in _pairs(answers) if have_one_vector(*found[1:], space))


def confused_pairs(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report the pairs of texts, sent one after another, of which the later one has the vector of the earlier.

    Their group names them in order, since a sequence that is played again has other words before each text.
    """
    pairs = {pair.kind: pair for pair in KEYED}
    alike: dict[str, tuple[VectorRow, VectorRow]] = {}
    for kind, one, other in _sides(answers):
        if one.answer.claims(pairs[kind].one) and have_one_vector(one, other, space):
            alike.setdefault(kind, (one, other))
    for kind, rows in alike.items():
        yield about_two(_CONFUSED, *rows, key=pairs[kind].description)


def _sides(answers: Sequence[Answer]) -> Iterator[tuple[str, VectorRow, VectorRow]]:
    """Give the rows of each pair that was sent in two requests, by its kind; none where one is missing."""
    sent: dict[tuple[str, bool], list[Answer]] = {}
    for answer in answers:
        if answer.case.role is Role.KEYED:
            sent.setdefault((answer.case.group, answer.case.single), []).append(answer)
    for (group, _), both in sent.items():
        if len(both) == len(("one", "other")):
            first, second = ({row.place: row for row in rows_of(answer)} for answer in both)
            kinds = enumerate(group.split())
            yield from ((kind, first[at], second[at]) for at, kind in kinds if at in first and at in second)


def swept_alike(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[tuple[VectorRow, VectorRow]]:
    """Give the texts of a sweep that have one vector, whatever lists they stand in, each with an earlier one."""
    swept = [row for answer in answers if answer.case.role is Role.SWEPT for row in rows_of(answer)]
    neighbours, place = Neighbours.of(swept), {row.text: at for at, row in enumerate(swept)}
    for row in swept:
        other = neighbours.nearest_other(row)
        if other is not None and place[other.text] < place[row.text] and have_one_vector(other, row, space):
            yield other, row


def _pairs(answers: Sequence[Answer]) -> Iterator[tuple[Pair, VectorRow, VectorRow]]:
    """Give the pairs whose texts stand beside each other in a list, or were sent alone one after another."""
    lists = [[row for row in rows_of(answer) if row.vector.any()] for answer in answers]
    alone = [rows[0] for rows in lists if len(rows) == 1]
    for one, other in (beside for rows in (*lists, alone) for beside in pairwise(rows)):
        if (pair := pair_of(one.text, other.text)) is not None:
            yield pair, one, other


@check(
    "relations.text-as-sent",
    "A text is read as it was sent: what tools strip, mask or interpret makes a difference to its vector.",
    selector=by_role(Role.CLEANED),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.CLEANED),
    whole_target=True,
)
def text_is_read_as_it_was_sent(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Each pair has a cause of its own; where most are alike it is none of these, and none is named."""
    alike = [found for found in alike_pairs(answers, space) if are_claimed(found[1])]
    count = sum(1 for _ in _pairs(answers))
    if 2 * len(alike) > count:
        _, one, other = alike[0]
        yield about_two(_MOSTLY_ALIKE, one, other, alike=len(alike), pairs=count)
        return
    for pair, one, other in alike:
        yield about_two(_ONCE_CLEANED, one, other, cleaning=pair.description)
