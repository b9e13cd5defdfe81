"""Different texts are different, and like ones near: a space that has collapsed ranks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role, quoted
from conformance.model.finding import Finding

__all__ = ["TOO_NOISY", "similarities"]

TOO_NOISY = 1e-5
"""Cosine distance between repeats beyond which the end of a long text cannot be told from noise."""
_CROWDED = 0.02
"""Cosine distance within which unrelated sentences hardly differ; what ranks them still may."""
_LIKENESS = 0.5
"""Correlation of similarities below which two widths do not agree about what is near."""
_FEWEST = 3
"""Fewer similarities correlate by nothing, or wholly."""


@check(
    "relations.different-texts-differ",
    "Texts that differ in words have different vectors, in every script and style, and after any common beginning.",
    selector=by_role("kinds", "prefixes"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "differing"),
)
def different_texts_differ(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Tokenizers that know no capitals, accents or scripts make one text of many."""
    found = False
    wavers = space.repeat_noise > TOO_NOISY
    for answer in answers:
        prefixed = answer.case.role == "prefixes"
        if prefixed and wavers:
            continue
        undocumented = prefixed and answer.model.max_tokens is None
        for one, other in combinations(rows_of(answer), 2):
            if one.text != other.text and cosine_distance(one.vector, other.vector) <= space.resolution:
                found = True
                yield _one_vector(one, other, advisory=undocumented)
                break
    if wavers and not found:
        raise UndecidedError(
            f"repeats differ by {space.repeat_noise:.1e} in cosine distance, more than an ending would"
        )


def _one_vector(one: VectorRow, other: VectorRow, *, advisory: bool) -> Finding:
    return Finding(
        f"{one.answer.case.title}: {quoted(one.text)} and {quoted(other.text)} have one vector",
        expected="two vectors",
        observed="one",
        pointer=f"/data/{other.place}/embedding",
        exchange=one.answer.key,
        advisory=advisory,
    )


@check(
    "relations.like-is-near",
    "A sentence is nearer to itself with a small change than to unrelated ones.",
    selector=by_role("like"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "differing"),
)
def like_is_near(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Not a measure of quality: it fails for spaces that are random or collapsed, and for no working model.

    Collapsed are those in which unrelated sentences differ no more than one text may from itself. Where they differ
    more, but little, the space may be as its model made it, so that it is advice.
    """
    for answer in answers:
        pairs = list(rows_of(answer))
        if len(pairs) < 2:
            continue
        astray = [at for at in range(len(pairs)) if _nearest(pairs, at) != at ^ 1]
        if 2 * len(astray) >= len(pairs):
            message = f"{len(astray)} of {len(pairs)} sentences are nearer to an unrelated one than to their twin"
            yield Finding(
                f"{answer.case.title}: {message}", "twins nearest to each other", message, "/data", answer.key
            )
        apart = [cosine_distance(one.vector, other.vector) for one, other in _unrelated(pairs)]
        if apart and (widest := max(apart)) < _CROWDED:
            message, advisory = (
                f"unrelated sentences have cosines of {1 - widest:.6f} and more",
                widest > space.tolerance,
            )
            told = f"{answer.case.title}: {message}"
            yield Finding(told, f"below {1 - _CROWDED}", message, "/data", answer.key, advisory=advisory)


def _nearest(rows: Sequence[VectorRow], at: int) -> int:
    others = (other for other in range(len(rows)) if other != at)
    return min(others, key=lambda other: cosine_distance(rows[at].vector, rows[other].vector))


def _unrelated(rows: Sequence[VectorRow]) -> Iterator[tuple[VectorRow, VectorRow]]:
    """Give the pairs of rows that are no twins: twins stand side by side."""
    return (pair for pair in combinations(rows, 2) if pair[0].place ^ 1 != pair[1].place)


@check(
    "relations.widths-agree",
    "All widths of one model agree about which texts are near.",
    selector=by_role("widths"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "differing"),
)
def widths_agree(answers: Sequence[Answer], _: EmbeddingSpace) -> Iterator[Finding]:
    """A width served by another path, or another model, has a space of its own."""
    if len(answers) < 2:
        raise UndecidedError("fewer than two widths were answered")
    first, *others = answers
    reference = similarities(list(rows_of(first)))
    for answer in others:
        here = similarities(list(rows_of(answer)))
        if here.size != reference.size or here.size < _FEWEST:
            continue
        agreement = float(np.corrcoef(reference, here)[0, 1]) if here.std() and reference.std() else 0.0
        if not agreement >= _LIKENESS:
            message = f"the similarities of six texts correlate by {agreement:.2f} with those at the default width"
            yield Finding(f"{answer.case.title}: {message}", f"at least {_LIKENESS}", message, "/data", answer.key)


def similarities(rows: Sequence[VectorRow]) -> np.ndarray:
    """Return the cosines of all pairs of rows, shape (n·(n-1)/2,)."""
    return np.array([1 - cosine_distance(one.vector, other.vector) for one, other in combinations(rows, 2)])
