"""How far a long text is read, by what changes of it show and which do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector, surely_differ, tail_pairs
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.checks.relations.comparing import are_claimed, shorten_text
from conformance.model.message import Message, template
from conformance.model.role import Role

__all__ = ["Reach"]

_CUT = template(
    "relations.cut-between",
    "; as if it were cut, or known by its beginning alone, between word {after} and word {before}",
)
_SHORT_TOO = template(
    "relations.short-texts-alike",
    "; {one:quote} and {other:quote} have one vector, too, so that it is not for their length",
)
_NONE_SEEN = template("relations.no-change-seen", "; nor does one at its beginning, so that it is not cut")
_SCATTERED = template(
    "relations.changes-scattered", "; of {changes:change} in other places {seen} show and {unseen} do not, in no order"
)
_FOREIGN = template("relations.vector-of-other", "; it has the vector of {text:quote}")
_NOT_STABLE = template("relations.other-when-repeated", "; sent again, the text has another vector")
_SAME_BEGINNING = 12
"""Characters: texts with a common beginning have one vector where both are cut."""
_SURELY_READ = 400
"""Characters that no limit of length leaves unread."""
_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of why a change does not show; ``said`` follows the finding, which rests on ``shown_by``, too."""

    said: Message
    shown_by: tuple[VectorRow, ...] = ()

    @classmethod
    def of(cls, pair: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace) -> Reach | None:
        """Return what is known of a pair of texts of which the change does not show; None where nothing is."""
        if (foreign := _foreign(pair, space)) is not None:
            return cls(_FOREIGN(text=shorten_text(foreign.text)), (foreign,))
        probes = [row for answer in answers if answer.case.role is Role.CUT for row in rows_of(answer)]
        whole = next((row for row in probes if row.answer.case.group == _WHOLE), None)
        if whole is None:
            return None
        if (unlike := _unlike(whole, answers, space)) is not None:
            return cls(_NOT_STABLE(), (whole, unlike))
        if (short := _short_alike(answers, space)) is not None:
            one, other = short
            return cls(_SHORT_TOO(one=shorten_text(one.text), other=shorten_text(other.text)), short)
        changed = {int(row.answer.case.group): row for row in probes if row.answer.case.group != _WHOLE}
        ending = _place_of_change(pair) if whole.text in {row.text for row in pair} else None
        return _between(whole, changed, _other_places(answers), space, ending=ending)


def _between(
    whole: VectorRow,
    changed: Mapping[int, VectorRow],
    places: Mapping[str, tuple[VectorRow, VectorRow]],
    space: EmbeddingSpace,
    *,
    ending: int | None,
) -> Reach | None:
    """Name a cut only where all changes before it are seen, its beginning's among them, and none after it is.

    ``ending`` is the word from which on the pair differs, which is not seen.
    """
    seen = sorted(word for word, row in changed.items() if surely_differ(whole, row, space))
    unseen = sorted(word for word, row in changed.items() if have_one_vector(whole, row, space))
    unseen += [] if ending is None else [ending]
    beginning, middle = places.get("beginning"), places.get("middle")
    if beginning is not None and have_one_vector(*beginning, space):
        return Reach(_NONE_SEEN(), beginning)
    if not unseen or (not seen and beginning is None):
        return None
    last, first = max(seen, default=0), unseen[0]
    middle_unseen = middle is not None and have_one_vector(*middle, space) and _place_of_change(middle) < last
    if last > first or middle_unseen:
        scattered = _SCATTERED(changes=len(changed), seen=len(seen), unseen=len(unseen))
        return Reach(scattered, (whole, *changed.values()))
    shown_by = [changed[word] for word in (last, first) if word in changed]
    return Reach(_CUT(after=last, before=first), (whole, *shown_by))


def _foreign(pair: Iterable[VectorRow], space: EmbeddingSpace) -> VectorRow | None:
    """Return a text, sent alone, that has the vector of one of a pair though it begins otherwise."""
    for row in pair:
        others = (own for own in space.own.values() if own.dimensions == row.dimensions)
        for own in others:
            apart = own.text[:_SAME_BEGINNING] != row.text[:_SAME_BEGINNING]
            if apart and own.vector.size == row.vector.size and have_one_vector(row, own, space):
                return own
    return None


def _unlike(whole: VectorRow, answers: Sequence[Answer], space: EmbeddingSpace) -> VectorRow | None:
    """Return an earlier answer to the very text that is not what it gave when it was sent again."""
    earlier = (row for answer in answers if answer.case.role is Role.TAIL for row in rows_of(answer))
    return next((row for row in earlier if row.text == whole.text and surely_differ(whole, row, space)), None)


def _short_alike(answers: Sequence[Answer], space: EmbeddingSpace) -> tuple[VectorRow, VectorRow] | None:
    """Return two short texts of other words that have one vector: what makes them one may do so to long ones."""
    for answer in answers:
        if answer.case.role in {Role.KINDS, Role.PREFIXES}:
            short = [row for row in rows_of(answer) if len(row.text) <= _SURELY_READ]
            for one, other in combinations(short, 2):
                if _words(one) != _words(other) and are_claimed(one, other) and have_one_vector(one, other, space):
                    return one, other
    return None


def _words(row: VectorRow) -> list[str]:
    return sorted(row.text.casefold().split())


def _other_places(answers: Sequence[Answer]) -> dict[str, tuple[VectorRow, VectorRow]]:
    """Return the pairs that differ at the beginning and in the middle, by the place."""
    return {name.partition(":")[0]: pair for name, pair in tail_pairs(answers).items()}


def _place_of_change(pair: tuple[VectorRow, VectorRow]) -> int:
    """Return at which word two texts begin to differ."""
    one, other = (row.text.split(" ") for row in pair)
    return next((at for at, (word, changed) in enumerate(zip(one, other, strict=False)) if word != changed), len(one))
