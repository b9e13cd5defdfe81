"""Models that read no word in Latin letters, learned from answers where the document names no language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import VectorRow, cosine_distance, rows_of
from conformance.answers.noise import ONE_VECTOR
from conformance.model.role import Role
from conformance.model.script import is_mostly_latin

__all__ = ["learn_unread_latin"]

_WORD = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LONGEST = 400
"""Characters of texts that are looked at."""
_FEWEST = 5
"""Fewer pairs of sentences with nothing in common are alike for another reason, or by chance."""
_MOSTLY = 0.9


def learn_unread_latin(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers, each told that its model reads no Latin, where all of them show that together.

    Sentences without a word in common that have as many words between the same marks have one vector then, while every
    Chinese one has its own: so does no cache, and no space that collapsed.
    """
    if not answers or answers[0].contract.languages:
        return tuple(answers)
    rows = _texts(answers)
    latin = list(_alike_in_shape(row for text, row in rows.items() if is_mostly_latin(text)))
    alike = sum(cosine_distance(one.vector, other.vector) <= ONE_VECTOR for one, other in latin)
    if len(latin) < _FEWEST or alike < _MOSTLY * len(latin):
        return tuple(answers)
    chinese = [
        row.vector.tobytes() for text, row in rows.items() if _CHINESE.search(text) and not is_mostly_latin(text)
    ]
    if len(chinese) < _FEWEST or len(set(chinese)) < _MOSTLY * len(chinese):
        return tuple(answers)
    return tuple(replace(answer, latin_unread=True) for answer in answers)


def _texts(answers: Iterable[Answer]) -> Mapping[str, VectorRow]:
    """Return the first row of each short text at the default dimensions."""
    found: dict[str, VectorRow] = {}
    for answer in answers:
        if answer.kind is AnswerKind.SUCCESS and answer.case.ordinary and not answer.case.varied:
            for row in rows_of(answer) if answer.case.role is not Role.LOAD else ():
                if row.dimensions is None and len(row.text) <= _LONGEST and row.vector.any():
                    found.setdefault(row.text, row)
    return found


def _alike_in_shape(rows: Iterable[VectorRow]) -> Iterator[tuple[VectorRow, VectorRow]]:
    """Give pairs of sentences that are the same but for their words, of which they share none."""
    shapes: dict[str, list[VectorRow]] = {}
    for row in rows:
        shapes.setdefault(_WORD.sub("w", row.text), []).append(row)
    for alike in shapes.values():
        for one, other in pairwise(alike):
            if _words(one) and _words(one).isdisjoint(_words(other)):
                yield one, other


def _words(row: VectorRow) -> set[str]:
    return set(_WORD.findall(row.text.casefold()))
