"""Pairs of texts that differ in one word stay two, whatever script they are in and whatever stands on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.neighbours import Neighbours
from conformance.checks.registry import Scope, check
from conformance.checks.relations.comparing import AFTER, about_two, are_claimed, by_role
from conformance.generation.pairs import KEYED, Pair, pair_of
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
    "{one:quote} and then {other:quote} have one vector, as if a cache went by {key}",
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

    They are known by their places, since a sequence that is played again has other words before each text.
    """
    sent = [answer for answer in answers if answer.case.role is Role.KEYED]
    strings, lists = ([each for each in sent if each.case.single is single] for single in (True, False))
    for place, pair in enumerate(KEYED):
        both = [rows for form in (strings, lists) if (rows := _rows_at(place, form)) is not None]
        alike = [rows for rows in both if rows[0].answer.contract.claims(pair.one) and have_one_vector(*rows, space)]
        for one, other in alike[:1]:
            yield about_two(_CONFUSED, one, other, key=pair.told)


def _rows_at(place: int, answers: Sequence[Answer]) -> tuple[VectorRow, VectorRow] | None:
    """Return the rows at one place of two answers; None where one is missing."""
    rows = [row for answer in answers for row in rows_of(answer) if row.place == place]
    return (rows[0], rows[1]) if len(rows) == 2 else None


def swept_alike(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[tuple[VectorRow, VectorRow]]:
    """Give the texts of a sweep that have one vector, whatever lists they stand in, each with an earlier one."""
    swept = [row for answer in answers if answer.case.role is Role.SWEPT for row in rows_of(answer)]
    known, place = Neighbours.of(swept), {row.text: at for at, row in enumerate(swept)}
    for row in swept:
        other = known.nearest_other(row)
        if other is not None and place[other.text] < place[row.text] and have_one_vector(other, row, space):
            yield other, row


def _pairs(answers: Sequence[Answer]) -> Iterator[tuple[Pair, VectorRow, VectorRow]]:
    for answer in answers:
        known = {row.place: row for row in rows_of(answer) if row.vector.any()}
        for place in range(0, len(answer.case.texts or ()), 2):
            one, other = known.get(place), known.get(place + 1)
            pair = pair_of(one.text, other.text) if one is not None and other is not None else None
            if one is not None and other is not None and pair is not None:
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
        yield about_two(_ONCE_CLEANED, one, other, cleaning=pair.told)
