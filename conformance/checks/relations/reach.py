"""How far a long text is read, by what changes of it show and which do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector, rows, surely_differ, tail_pairs
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.usage import prompt_tokens
from conformance.checks.relations.comparing import are_claimed, shorten_text
from conformance.model.message import Message, template
from conformance.model.role import Role

__all__ = ["OF_SHORT_TEXTS", "Reach", "may_be_cut"]

OF_SHORT_TEXTS = frozenset({Role.KINDS, Role.PREFIXES})
"""Roles of lists of short texts: where two of them have one vector, long ones may have so without being cut."""

_CUT = template(
    "relations.cut-between",
    "; as if it were cut, or known by its beginning alone, between word {after} and word {before}",
)
_CUT_OR_LENGTH = template(
    "relations.cut-or-length-between",
    "; as if it were cut, or known by its beginning and its length, between word {after} and word {before}",
)
_SHORT_TOO = template(
    "relations.short-texts-alike",
    "; {one:quote} and {other:quote} have one vector, too, so that it is not for their length",
)
_NONE_SEEN = template("relations.no-change-seen", "; nor does one at its beginning, so that it is not cut")
_NOR_ELSEWHERE = template("relations.no-change-seen-elsewhere", "; nor does one at the beginning of {text:quote}")
_SCATTERED = template(
    "relations.changes-scattered", "; of {changes:change} in other places {seen} show and {unseen} do not, in no order"
)
_FOREIGN = template("relations.vector-of-other", "; it has the vector of {text:quote}")
_DWARFED = template(
    "relations.vector-dwarfed", "; one number of the vector, {number:.4g}, dwarfs what else there is to see"
)
_NOT_STABLE = template("relations.other-when-repeated", "; sent again, the text has another vector")
_SAME_BEGINNING = 12
"""Characters: texts with a common beginning have one vector where both are cut."""
_SURELY_READ = 400
"""Characters that no limit of length leaves unread."""
_WHOLE = "whole"

_Size = Callable[[VectorRow], int | None]


def _characters(row: VectorRow) -> int:
    return len(row.text)


def _tokens(row: VectorRow) -> int | None:
    return prompt_tokens(row.answer)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of why a change does not show; ``said`` follows the finding, which rests on ``shown_by``, too."""

    said: Message
    shown_by: tuple[VectorRow, ...] = ()

    @classmethod
    def of(cls, pair: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace) -> Reach | None:
        """Return what is known of a pair of texts of which the change does not show; None where nothing is."""
        if (place := pair[0].dwarfing) is not None:
            return cls(_DWARFED(number=float(pair[0].vector[place])))
        if (foreign := _foreign(pair, space)) is not None:
            return cls(_FOREIGN(text=shorten_text(foreign.text)), (foreign,))
        whole = next((row for row in rows(answers, Role.CUT) if row.answer.case.group == _WHOLE), None)
        if whole is None:
            return None
        if (unlike := _unlike(whole, answers, space)) is not None:
            return cls(_NOT_STABLE(), (whole, unlike))
        if (short := _short_alike(answers, space)) is not None:
            one, other = short
            return cls(_SHORT_TOO(one=shorten_text(one.text), other=shorten_text(other.text)), short)
        return _seen_of_beginning(whole, pair, answers, space) or _between(whole, pair, answers, space)


def may_be_cut(pair: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace) -> bool:
    """Tell whether a pair of which a change does not show may be cut: nothing shows that it is not for their length."""
    return (
        pair[0].dwarfing is None
        and _foreign(pair, space) is None
        and _short_alike(answers, space) is None
        and _unseen_beginning(answers, space) is None
    )


@dataclass(frozen=True, slots=True)
class _Try:
    """A text that is another one from a word on."""

    word: int
    row: VectorRow


def _seen_of_beginning(
    whole: VectorRow, pair: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace
) -> Reach | None:
    """Return that a change at the beginning is not seen either, of this text or of another."""
    beginning = _unseen_beginning(answers, space)
    if beginning is None:
        return None
    text = beginning[0].text
    of_this = whole.text == text and whole.text in {row.text for row in pair}
    return Reach(_NONE_SEEN() if of_this else _NOR_ELSEWHERE(text=shorten_text(text)), beginning)


def _unseen_beginning(answers: Sequence[Answer], space: EmbeddingSpace) -> tuple[VectorRow, VectorRow] | None:
    """Return a long text with two beginnings that has one vector."""
    beginning = _other_places(answers).get("beginning")
    return beginning if beginning is not None and have_one_vector(*beginning, space) else None


def _between(
    whole: VectorRow, pair: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace
) -> Reach | None:
    """Name a cut only where all changes before it are seen, a beginning's among them, and none after it is.

    A change that makes a text longer or shorter is seen by whatever goes by lengths, so that it tells of no cut, unless
    texts of two lengths have one vector.
    """
    places = _other_places(answers)
    if whole.text not in {row.text for row in pair}:
        return None
    tries = [*_changed_from(answers), *_changed_at(places.values(), whole)]
    ending = _place_of_change(pair)
    seen = [change for change in tries if surely_differ(whole, change.row, space)]
    unseen = [change for change in tries if have_one_vector(whole, change.row, space)]
    heeded = _heeded(whole, (*pair, *(change.row for change in unseen)))
    telling = [change for change in seen if all(size(change.row) == size(whole) for size in heeded)]
    first = min(unseen, key=lambda change: change.word, default=None)
    last = max(telling, key=lambda change: change.word, default=None)
    if last is None and "beginning" not in places:
        return None
    after, before = 0 if last is None else last.word, ending if first is None else min(first.word, ending)
    if after > before:
        scattered = _SCATTERED(changes=len(tries), seen=len(seen), unseen=len(unseen))
        return Reach(scattered, (whole, *(change.row for change in tries)))
    shown_by = (whole, *(change.row for change in (last, first) if change is not None))
    by_length = _characters in heeded or len(telling) < len(seen)
    said = _CUT_OR_LENGTH if by_length else _CUT
    return Reach(said(after=after, before=before), shown_by)


def _changed_from(answers: Iterable[Answer]) -> Iterator[_Try]:
    changed = (row for row in rows(answers, Role.CUT) if row.answer.case.group != _WHOLE)
    return (_Try(int(row.answer.case.group), row) for row in changed)


def _changed_at(places: Iterable[tuple[VectorRow, VectorRow]], whole: VectorRow) -> Iterator[_Try]:
    """Give the changes of the very text at its beginning and in its middle."""
    return (_Try(_place_of_change(pair), pair[1]) for pair in places if pair[0].text == whole.text)


def _heeded(whole: VectorRow, alike: Iterable[VectorRow]) -> list[_Size]:
    """Return the sizes that may be a part of what a text is known by: all texts of its vector have the same."""
    others = list(alike)
    return [size for size in (_characters, _tokens) if all(size(row) == size(whole) for row in others)]


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
        if answer.case.role in OF_SHORT_TEXTS:
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
