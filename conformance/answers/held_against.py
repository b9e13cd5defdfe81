"""Answers held against the reference of their contract: pairs of vectors, of token counts, and the noise of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.kinship import STRANGE
from conformance.answers.likeness import CountPair, Likeness, TextPair, measure
from conformance.answers.noise import HARM
from conformance.answers.usage import input_tokens
from conformance.answers.vector_row import VectorRow, cosine_distance, rows_of
from conformance.model.probe_name import ProbeName
from conformance.model.reference import Reference, TokenCount

__all__ = ["held_against", "measured_noise", "reference_rows", "strangers", "token_counts"]

_PROBES = frozenset({ProbeName.REFERENCE, ProbeName.REFERENCE_AGAIN})


def reference_rows(answers: Sequence[Answer]) -> tuple[VectorRow, ...]:
    """Return the rows of the texts of a reference, in the order in which they were sent."""
    return tuple(row for answer in _of_reference(answers) for row in rows_of(answer))


def held_against(answers: Sequence[Answer]) -> Likeness:
    """Measure what a model gives for the texts of the reference that its contract holds."""
    asked = [answer for answer in answers if answer.case.probe in _PROBES]
    reference = asked[0].contract.reference if asked else None
    if reference is None:
        return measure(())
    rows = reference_rows(asked)
    referenced = {entry.text: entry for entry in reference.texts if entry.vector}
    vectors = {text: np.array(entry.vector) for text, entry in referenced.items()}
    pairs = [
        TextPair(row.text, referenced[row.text].sort, vectors[row.text], np.asarray(row.vector), row.answer.key)
        for row in rows
        if row.text in referenced
    ]
    return measure(
        pairs,
        tuple(_count_pairs(reference, token_counts(asked))),
        noise=max(reference.noise, measured_noise(rows)),
        unanswered=len(referenced.keys() - {pair.text for pair in pairs}),
    )


def strangers(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers of which every vector is another model's, where no more than half of all are."""
    asked = list(_of_reference(answers))
    strange: dict[str, list[bool]] = {}
    for row in held_against(answers).texts:
        strange.setdefault(row.request, []).append(row.related < STRANGE)
    found = [answer for answer in asked if all(strange.get(answer.key, (False,)))]
    return found if 2 * len(found) <= len(asked) else []


def measured_noise(rows: Sequence[VectorRow]) -> float:
    """Return the largest distance between two vectors of one text; what lies beyond harm is no noise."""
    first: dict[str, VectorRow] = {}
    found = [
        cosine_distance(row.vector, first[row.text].vector)
        for row in rows
        if first.setdefault(row.text, row) is not row
    ]
    return max((distance for distance in found if distance <= HARM), default=0.0)


def token_counts(answers: Sequence[Answer]) -> tuple[TokenCount, ...]:
    """Return what was counted for each request that was sent once."""
    found = (
        (answer.case.texts or (), input_tokens(answer))
        for answer in _of_reference(answers)
        if not answer.case.request.repeat
    )
    return tuple(TokenCount(texts, tokens) for texts, tokens in found if tokens is not None)


def _of_reference(answers: Sequence[Answer]) -> Iterator[Answer]:
    """Return the answers that have a vector for each text of the reference that was asked for."""
    asked = (answer for answer in answers if answer.case.probe in _PROBES and answer.kind is AnswerKind.SUCCESS)
    return (answer for answer in asked if len(answer.vectors) == len(answer.case.texts or ()))


def _count_pairs(reference: Reference, counts: Sequence[TokenCount]) -> Iterator[CountPair]:
    """Pair the counts of the same texts; where requests were parted otherwise, of the smallest equal sets of them."""
    before, now = list(reference.counts), list(counts)
    while before:
        texts, tokens = {*before[0].texts}, 0
        while True:
            mine = [count for count in before if texts & {*count.texts}]
            theirs = [count for count in now if texts & {*count.texts}]
            joined = texts.union(*(count.texts for count in (*mine, *theirs)))
            if joined == texts:
                break
            texts = joined
        tokens = sum(count.tokens for count in mine)
        before = [count for count in before if count not in mine]
        covered = {text for count in theirs for text in count.texts}
        if covered == texts == {text for count in mine for text in count.texts}:
            yield CountPair(len(texts), tokens, sum(count.tokens for count in theirs))
