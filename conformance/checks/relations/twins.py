"""What is near when it is short and plain stays near: at every length, in every language, beside any sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from conformance.answers.answer import Answer
from conformance.answers.comparison import differs_at_end, tail_pairs
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import OutOfSightError, Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role, compared_with, place_of, shorten_text
from conformance.model.finding import Finding, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["astray", "unrelated"]

_ASTRAY = finding_kind(
    "relations.twin-astray",
    "{case}: {text:quote} is nearer to {nearer:quote} (cosine {nearest:.6f}) than to its twin {twin:quote}",
    expected="its twin nearest",
    observed="a cosine of {cosine:.6f} to its twin",
)
_LONG_APART = finding_kind(
    "relations.long-twins-apart",
    "{case}: changed in little, it has a cosine of {cosine:.6f} to itself; unrelated sentences are no further apart",
    expected="more than {least:.6f}, which unrelated sentences have",
    observed="a cosine of {cosine:.6f}",
)
_ONE_WORD_APART = finding_kind(
    "relations.one-word-twins-apart",
    "{text:quote} has a cosine of {cosine:.6f} to {twin:quote}; unrelated sentences are no further apart",
    expected="more than {least:.6f}, which unrelated sentences have",
    observed="a cosine of {cosine:.6f}",
)
_LENGTHS_APART = finding_kind(
    "relations.lengths-apart",
    "{case}: it is nearer to {nearer:quote} (cosine {nearest:.6f}) than to a shorter text that begins likewise",
    expected="the shorter text nearer",
    observed="a cosine of {cosine:.6f} to the shorter text",
)
_FEWEST_DIMENSIONS = 32
"""Of fewer, some unrelated texts come as near to each other by chance as twins are."""
_MOST_STRAYS = 0.2
"""Of the pairs of plain twins: one of six, of which a router may have sent one text elsewhere."""
_SEVERAL_WORDS = 5
_TOO_NARROW = template(
    "relations.too-narrow-for-twins",
    "in vectors of {dimensions:dimension} unrelated texts are near each other by chance",
)
_NONE_PLAIN = template("relations.no-short-twins", "no list of short sentences beside their twins was answered")
_NO_MEASURE = template("relations.short-twins-apart", "short sentences and their twins are not near each other, either")


@check(
    "relations.twins-stay-near",
    "Where short sentences are near their twins, so are long texts, and sentences with a word or sign added.",
    selector=by_role(Role.LIKE, Role.TWINS, Role.TAIL, Role.CLEANED),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.DIFFERING, ProbeName.LONG_TEXTS, ProbeName.CLEANED),
)
def twins_stay_near(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Another model behind the same name, chosen by language or length, and texts too long for the hardware.

    Long texts are held against the nearest two unrelated sentences, of the language in which these are furthest apart,
    and so are sentences of which one word was changed. Of the plain twins one may be astray itself, no more.
    """
    plain = [list(rows_of(answer)) for answer in answers if answer.case.role is Role.LIKE]
    narrowest = min((row.vector.size for rows in plain for row in rows), default=_FEWEST_DIMENSIONS)
    if narrowest < _FEWEST_DIMENSIONS:
        raise OutOfSightError(_TOO_NARROW(dimensions=narrowest))
    apart = [min(distances) for rows in plain if (distances := list(unrelated(rows)))]
    strays = {
        (place, rows[at].place // 2)
        for place, rows in enumerate(plain)
        for at in range(len(rows))
        if astray(rows, at, space) is not None
    }
    if not apart:
        raise UndecidedError(_NONE_PLAIN(), without=Role.LIKE)
    if len(strays) > _MOST_STRAYS * sum(len(rows) // 2 for rows in plain):
        raise OutOfSightError(_NO_MEASURE())
    for answer in answers:
        if answer.case.role is Role.TWINS:
            yield from _strayed(list(rows_of(answer)), space)
    for name, (one, other) in tail_pairs(answers).items():
        distance = cosine_distance(one.vector, other.vector)
        if distance > max(apart) and not name.startswith("over"):
            yield _LONG_APART(
                at=place_of(other),
                of=other.answer.key,
                beside=compared_with(one),
                case=other.answer.case.title,
                cosine=1 - distance,
                least=1 - max(apart),
            )
    yield from _lengths_apart(answers, [row for rows in plain for row in rows], space)
    for answer in answers:
        if answer.case.role is Role.CLEANED and answer.case.ordinary:
            yield from _changed_in_one_word(list(rows_of(answer)), max(apart))


def _changed_in_one_word(rows: Sequence[VectorRow], apart: float) -> Iterator[Finding]:
    """Report sentences that differ in one word of several, and are as far apart as unrelated ones."""
    for one, other in pairwise(rows):
        distance = cosine_distance(one.vector, other.vector)
        if distance > apart and _differ_in_one_word(one.text, other.text):
            yield _ONE_WORD_APART(
                at=place_of(other),
                of=other.answer.key,
                beside=compared_with(one),
                text=shorten_text(other.text),
                twin=shorten_text(one.text),
                cosine=1 - distance,
                least=1 - apart,
            )


def _differ_in_one_word(one: str, other: str) -> bool:
    words, others = one.split(), other.split()
    changed = sum(left != right for left, right in zip(words, others, strict=False))
    return len(words) == len(others) >= _SEVERAL_WORDS and changed == 1


def _lengths_apart(answers: Sequence[Answer], others: Sequence[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report long texts that are nearer to an unrelated sentence than to the next shorter one, their beginning."""
    endings = (one for name, (one, _) in tail_pairs(answers).items() if differs_at_end(name))
    spaced = sorted((row for row in endings if " " in row.text), key=lambda row: len(row.text))
    for shorter, longer in pairwise(spaced):
        nearest = min(others, key=lambda other: cosine_distance(longer.vector, other.vector))
        distance, least = (cosine_distance(longer.vector, row.vector) for row in (shorter, nearest))
        if distance - least > space.noise.sway(longer.vector.size):
            yield _LENGTHS_APART(
                at=place_of(longer),
                of=longer.answer.key,
                beside=compared_with(shorter, nearest),
                case=longer.answer.case.title,
                nearer=shorten_text(nearest.text),
                nearest=1 - least,
                cosine=1 - distance,
            )


def _strayed(rows: Sequence[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report one of two twins of which either is nearer to another sentence."""
    by_place = {row.place: row for row in rows}
    for at, row in enumerate(rows):
        nearest, twin = astray(rows, at, space), by_place.get(row.place ^ 1)
        reported = row.place % 2 and twin is not None and astray(rows, rows.index(twin), space) is not None
        if nearest is not None and twin is not None and not reported:
            yield _ASTRAY(
                at=place_of(row),
                of=row.answer.key,
                beside=compared_with(twin, nearest),
                case=row.answer.case.title,
                text=shorten_text(row.text),
                nearer=shorten_text(nearest.text),
                nearest=1 - cosine_distance(row.vector, nearest.vector),
                twin=shorten_text(twin.text),
                cosine=1 - cosine_distance(row.vector, twin.vector),
            )


def astray(rows: Sequence[VectorRow], at: int, space: EmbeddingSpace) -> VectorRow | None:
    """Return the row that is nearer to the one at a place than its twin is, by more than noise, or None."""
    row = rows[at]
    twin = next((other for other in rows if other.place == row.place ^ 1), None)
    others = [other for other in rows if other is not row and other is not twin]
    if twin is None or not others:
        return None
    nearest = min(others, key=lambda other: cosine_distance(row.vector, other.vector))
    lead = cosine_distance(row.vector, twin.vector) - cosine_distance(row.vector, nearest.vector)
    return nearest if lead > space.noise.sway(row.vector.size) else None


def unrelated(rows: Sequence[VectorRow]) -> Iterator[float]:
    """Give the distances of rows that are no twins: twins stand side by side."""
    pairs = (pair for pair in combinations(rows, 2) if pair[0].place ^ 1 != pair[1].place)
    return (cosine_distance(one.vector, other.vector) for one, other in pairs)
