"""Different texts are different, and like ones near: a space that has collapsed ranks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector, surely_differ
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import OutOfSightError, Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, about_two, are_claimed, by_role
from conformance.checks.relations.pairs import alike_pairs, confused_pairs, swept_alike
from conformance.checks.relations.twins import astray, unrelated
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["similarities"]

_COLLAPSED = 1e-4
"""Cosine distance within which unrelated sentences differ no more than one text may from itself in half precision."""
_CROWDED = 0.02
"""Cosine distance within which unrelated sentences hardly differ; what ranks them still may."""
_LIKENESS = 0.5
"""Correlation of similarities below which vectors of two numbers of dimensions do not agree about what is near."""
_FEWEST = 3
"""Fewer similarities correlate by nothing, or wholly."""

_ALIKE = finding_kind(
    "relations.texts-alike",
    "{case}: {one:quote} and {other:quote} have one vector",
    expected="two vectors",
    observed="one",
)
_TWINS_APART = finding_kind(
    "relations.twins-apart",
    "{case}: {astray} of {sentences:sentence} are nearer to an unrelated one than to their twin",
    expected="twins nearest to each other",
    observed="{astray} of {sentences:sentence} are nearer to an unrelated one than to their twin",
)
_CROWDED_SPACE = finding_kind(
    "relations.space-crowded",
    "{case}: unrelated sentences have cosines of {cosine:.6f} and more",
    expected="below {most}",
    observed="unrelated sentences have cosines of {cosine:.6f} and more",
)
_DISAGREE = finding_kind(
    "relations.dimensions-disagree",
    "{case}: the similarities of six texts correlate by {correlation:.2f} with those at the default dimensions",
    expected="at least {least}",
    observed="a correlation of {correlation:.2f}",
)
_TOO_NOISY = template(
    "relations.too-noisy-for-endings",
    "repeats differ by {distance:.1e} in cosine distance, and some different texts by hardly more",
)
_TOO_FEW = template("relations.too-few-dimensions", "fewer than two numbers of dimensions were answered")


@check(
    "relations.different-texts-differ",
    "Texts that differ in words have different vectors, in every script and style, and after any common beginning.",
    selector=by_role(Role.KINDS, Role.PREFIXES, Role.SCRIPTS, Role.KEYED, Role.SWEPT),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.DIFFERING, ProbeName.SCRIPTS, ProbeName.CACHE_KEYS, ProbeName.SWEEP),
)
def different_texts_differ(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Tokenizers that know no capitals, accents or scripts make one text of many."""
    found, lost = False, False
    for pair, one, other in alike_pairs([answer for answer in answers if answer.case.role is Role.SCRIPTS], space):
        found = True
        yield _one_vector(
            one, other, advisory=not other.answer.contract.names_language(pair.kind) or other.answer.latin_unread
        )
    for answer in answers:
        if answer.case.role in {Role.SCRIPTS, Role.KEYED, Role.SWEPT}:
            continue
        undocumented = answer.case.role is Role.PREFIXES and answer.model.max_tokens is None
        pairs = [pair for pair in combinations(rows_of(answer), 2) if pair[0].text != pair[1].text]
        if alike := [pair for pair in pairs if have_one_vector(*pair, space)]:
            found = True
            one, other = next((pair for pair in alike if are_claimed(*pair)), alike[0])
            yield _one_vector(one, other, advisory=undocumented or not are_claimed(one, other))
        lost = lost or not all(surely_differ(*pair, space) for pair in pairs)
    for one, other in swept_alike(answers, space):
        found = True
        yield _one_vector(one, other, advisory=not are_claimed(one, other))
    for confused in confused_pairs(answers, space):
        found = True
        yield confused
    if lost and not found:
        raise OutOfSightError(_TOO_NOISY(distance=max(space.noise.repeats, space.noise.load)))


def _one_vector(one: VectorRow, other: VectorRow, *, advisory: bool) -> Finding:
    return about_two(_ALIKE, one, other, advisory=advisory, case=one.answer.case.title)


@check(
    "relations.like-is-near",
    "A sentence is nearer to itself with a small change than to unrelated ones.",
    selector=by_role(Role.LIKE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.DIFFERING),
)
def like_is_near(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Not a measure of quality: it fails for spaces that are random or collapsed, and for no working model.

    Collapsed are those in which unrelated sentences differ no more than one text may from itself. Where they differ
    more, but little, the space may be as its model made it, so that it is advice.
    """
    for answer in answers:
        pairs = list(rows_of(answer))
        if len(pairs) < 2 or not are_claimed(*pairs):
            continue
        strayed = [at for at in range(len(pairs)) if astray(pairs, at, space) is not None]
        about: dict[str, Any] = {"at": "/data", "of": answer.key, "case": answer.case.title}
        if 2 * len(strayed) >= len(pairs):
            yield _TWINS_APART(**about, astray=len(strayed), sentences=len(pairs))
        apart = list(unrelated(pairs))
        if apart and (widest := max(apart)) < _CROWDED:
            advisory = widest > _COLLAPSED
            yield _CROWDED_SPACE(**about, advisory=advisory, cosine=1 - widest, most=1 - _CROWDED)


@check(
    "relations.widths-agree",
    "Vectors of one model agree in all dimensions about which texts are near.",
    selector=by_role(Role.DIMENSIONS),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.DIFFERING),
)
def dimensions_agree(answers: Sequence[Answer], _: EmbeddingSpace) -> Iterator[Finding]:
    """Dimensions served by another path, or another model, have a space of their own."""
    if len(answers) < 2:
        raise UndecidedError(_TOO_FEW())
    first, *others = answers
    reference = similarities(list(rows_of(first)))
    for answer in others:
        here = similarities(list(rows_of(answer)))
        if here.size != reference.size or here.size < _FEWEST:
            continue
        agreement = float(np.corrcoef(reference, here)[0, 1]) if here.std() and reference.std() else 0.0
        if not agreement >= _LIKENESS:
            yield _DISAGREE(
                at="/data",
                of=answer.key,
                beside=(Evidence(first.key, Part.COMPARED_WITH, "/data"),),
                case=answer.case.title,
                correlation=agreement,
                least=_LIKENESS,
            )


def similarities(rows: Sequence[VectorRow]) -> np.ndarray:
    """Return the cosines of all pairs of rows, shape (n·(n-1)/2,)."""
    return np.array([1 - cosine_distance(one.vector, other.vector) for one, other in combinations(rows, 2)])
