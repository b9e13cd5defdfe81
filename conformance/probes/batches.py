"""The same texts alone and in every sort of company."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import VectorRow, cosine_distance, rows_of, space_of
from conformance.generation.sentences import sentences
from conformance.generation.texts import ODD
from conformance.generation.words import words
from conformance.model.case import Case, Expect
from conformance.probes.plan_context import ENOUGH, PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.relation_cases import ANSWERED, alone, fitting, in_role, long_text, longest_list, sentinels

NAME = "batches"
SMALLER = "smaller-batches"

_LONG_WORDS = 1200
_WORDS_WITHOUT_LIMIT = 150


@probe(NAME, Stage.COMPARISONS)
def company(context: PlanContext) -> Iterator[Case]:
    """Send sentinels alone, then together: whole, in other orders, in part, doubled, beside odd and long texts."""
    texts = sentinels(context)
    yield from (alone(context, NAME, text) for text in texts)
    yield from _orders(context, texts)
    yield from _longest(context)
    yield from fitting(context, _parts(context, texts))
    yield from fitting(context, _equal_lengths(context))
    yield from fitting(context, _unequal_lengths(context))
    yield from fitting(context, _odd_neighbours(context))


def _orders(context: PlanContext, texts: Sequence[str]) -> Iterator[Case]:
    yield in_role(context, NAME, "batch", f"a list of {len(texts)}", texts)
    yield in_role(context, NAME, "permuted", f"the same {len(texts)} in reverse", texts[::-1])
    shuffled = sorted(texts, key=lambda text: _place(text, context.seed))
    yield in_role(context, NAME, "permuted", f"the same {len(texts)} shuffled", shuffled)


def _longest(context: PlanContext) -> Iterator[Case]:
    """Send the longest documented list where it is longer than the sentinels; the texts at its ends alone as well."""
    count = context.model.max_items or 0
    if count <= ENOUGH:
        return
    texts, parameters = longest_list(context, count)
    yield in_role(context, NAME, "batch", f"a list of {count} texts", texts, **parameters)
    if parameters != context.as_shown():
        ends = (*texts[:2], *texts[-2:])
        yield from (in_role(context, NAME, "alone", "a text alone", text, **parameters) for text in ends)


def _place(text: str, seed: int) -> int:
    """Return a number that shuffles texts the same way in every process."""
    return int.from_bytes(hashlib.sha256(f"{seed} {text}".encode()).digest()[:8])


def _parts(context: PlanContext, texts: Sequence[str]) -> Iterator[Case]:
    for at in sorted({0, len(texts) // 2, len(texts) - 1}):
        yield in_role(context, NAME, "list-of-one", "a list of one", [texts[at]])
    first, second, third = sentences(3)
    yield in_role(context, NAME, "batch", "a list of two", [second, first])
    yield in_role(context, NAME, "batch", "the first half of the list", texts[: max(len(texts) // 2, 2)])
    yield in_role(context, NAME, "duplicates", "a list with one text three times", [first, second, first, third, first])


def _equal_lengths(context: PlanContext) -> Iterator[Case]:
    """Send the same nine words in four orders: as many tokens each time, whatever the tokenizer."""
    spoken = words(9, salt=5).split()
    turned = [" ".join(spoken[at:] + spoken[:at]) for at in (0, 2, 4, 7)]
    yield from (alone(context, NAME, text) for text in turned)
    yield in_role(context, NAME, "equal", "a list of two texts of equal length", turned[:2])
    yield in_role(context, NAME, "equal", "a list of four texts of equal length", turned)


def _unequal_lengths(context: PlanContext) -> Iterator[Case]:
    first, second = sentences(2)
    long = long_text(context, _LONG_WORDS, _WORDS_WITHOUT_LIMIT, salt=6)
    yield alone(context, NAME, long)
    yield in_role(context, NAME, "unequal", "a short text before a long one", [first, long])
    yield in_role(context, NAME, "unequal", "a short text after a long one", [long, first])
    yield in_role(context, NAME, "unequal", "a long text between short ones", [second, long, first])


def _odd_neighbours(context: PlanContext) -> Iterator[Case]:
    first, second = sentences(2)
    for kind in ("blank", "control", "special-tokens", "lone-emoji"):
        rule = "text.blank" if kind == "blank" else "text.odd"
        case = in_role(context, NAME, "neighbours", f"{kind} text between two others", [first, ODD[kind][0], second])
        decided_by = "validation.empty-input" if kind == "blank" else "validation.odd-text"
        yield replace(case, decided_by=decided_by, rule=rule, expect=context.policy(rule), ordinary=False)


_SPANS = ((1, 0), (0, 1), (1, 1), (3, 0), (0, 3), (3, 3))
"""How many neighbours on either side are sent with a row that fails."""
_MOST_OF_A_LIMIT = 0.5
"""Sentences are short: all of these together are far below the length of one long text."""


@adaptive_probe(
    SMALLER,
    Stage.COMPARISONS,
    needs=(NAME,),
    decided=(ANSWERED,),
    estimate=Estimate(len(_SPANS), _MOST_OF_A_LIMIT, reserved=True),
)
def smaller_batches(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where a batch fails, send smaller ones around the row that fails, to tell the smallest that does."""
    row = _first_drifted(answers)
    if row is None or row.answer.case.expect is not Expect.ANSWER:
        return
    texts = list(row.answer.case.texts or ())
    at = row.place
    spans = {(max(at - before, 0), min(at + after + 1, len(texts))) for before, after in _SPANS}
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        if 1 < end - start < len(texts):
            part = texts[start:end]
            yield in_role(context, SMALLER, "smaller", f"a list of {len(part)} around the row that differs", part)


def _first_drifted(answers: Sequence[Answer]) -> VectorRow | None:
    space = space_of(answers)
    rows = (row for answer in answers if answer.case.role == "batch" for row in rows_of(answer))
    pairs = ((row, space.own_row(row)) for row in rows)
    return next(
        (row for row, own in pairs if own is not None and cosine_distance(row.vector, own.vector) > space.tolerance),
        None,
    )
