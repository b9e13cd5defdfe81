"""No two texts of a run have one vector, whatever requests they came in: a cache may take any text for any other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.vector_row import Asked
from conformance.checks.registry import Scope, Selector, check
from conformance.checks.relations.comparing import AFTER, about_two
from conformance.model.case import Case
from conformance.model.finding import Finding, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.script import is_mostly_latin

_READ = 60
"""Characters: what differs further on in a text may be cut, and is judged by other checks."""
_WHOLE = 400
"""Characters of a text that is read whole, whichever end is cut off of longer ones."""
_WORD = re.compile(r"[^\W\d_]{3,}")
"""Three letters or more, so that no function word makes the difference, nor a number."""

_SHARED = finding_kind(
    "relations.texts-share-vector",
    "{one:quote} and {other:quote}, sent in different requests, have one vector",
    expected="two vectors",
    observed="one",
)


def _in_floats(case: Case) -> bool:
    """Tell whether a case asks ordinary texts for vectors that leave room for every one of them."""
    return case.ordinary and case.comparable and case.elements is None


@check(
    "relations.texts-stay-apart",
    "No two texts of a run that differ in words have one vector, whatever requests they come in.",
    selector=Selector(
        picks=lambda answer: answer.kind is AnswerKind.SUCCESS and _in_floats(answer.case),
        wants=lambda _: False,
    ),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.BATCHES, ProbeName.DIFFERING, ProbeName.SCRIPTS),
)
def texts_stay_apart(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Costs nothing; texts of one answer are told by the checks that planned them."""
    for one, *others in _sharing(answers, space):
        for other in others:
            if (
                one.answer is not other.answer
                and not one.answer.latin_unread
                and not _of_one_frame(one, other)
                and not _may_be_cut(one, other)
                and _differ_in_words(one.text, other.text)
            ):
                yield about_two(_SHARED, one, other)


def _sharing(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterable[Sequence[VectorRow]]:
    """Group the texts that have one vector to the last bit, as what was taken from a cache has; each text once."""
    first: dict[Asked, VectorRow] = {}
    for answer in answers:
        for row in rows_of(answer) if answer.case.model == space.model else ():
            if row.vector.any():
                first.setdefault(row.asked, row)
    by_vector: dict[bytes, list[VectorRow]] = {}
    for row in first.values():
        by_vector.setdefault(row.vector.tobytes(), []).append(row)
    return by_vector.values()


def _of_one_frame(one: VectorRow, other: VectorRow) -> bool:
    """Tell whether two texts are one but for what cleaning takes away, which is a warning whatever it is."""
    cleaned = one.answer.case.role is other.answer.case.role is Role.CLEANED
    return cleaned and bool(_words(one.text) & _words(other.text))


def _may_be_cut(one: VectorRow, other: VectorRow) -> bool:
    """Tell whether two long texts may be cut at either end, since no document says how long one may be."""
    return one.answer.model.max_tokens is None and min(len(one.text), len(other.text)) > _WHOLE


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text[:_READ].casefold()))


def _differ_in_words(one: str, other: str) -> bool:
    """Tell whether each of two texts begins with a word that the other does not begin with.

    One of them is in Latin letters: a model may know no word of two others.
    """
    if not (is_mostly_latin(one) or is_mostly_latin(other)):
        return False
    here, there = _words(one), _words(other)
    return bool(here - there and there - here)
