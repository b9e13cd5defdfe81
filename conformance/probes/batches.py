"""The same texts alone, and in lists of every size and order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.comparison import compare
from conformance.answers.embedding_space import VectorRow, rows_of, space_of
from conformance.generation.pairs import LOOKALIKES
from conformance.generation.sentences import ordinary_texts
from conformance.generation.text_kind import TEXT_KINDS
from conformance.generation.texts import ODD
from conformance.generation.words import words
from conformance.model.case import Case, Expect
from conformance.model.depth import smoke
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.lengths import calibration_texts
from conformance.probes.plan_context import ENOUGH, PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.relation_cases import (
    ANSWERED,
    TEXT_ALONE,
    case_in_role,
    list_of_two,
    long_text,
    longest_list,
    sentinels,
    shorter_lists,
    text_alone,
    text_twice,
)
from conformance.probes.request_title import LIST, LIST_OF_TEXTS, LIST_OF_TWO, TEXT_TWICE, with_parameters

_NAME = ProbeName.BATCHES

_REVERSED = template("request.same-reversed", "the same {count} in reverse")
_SHUFFLED = template("request.same-shuffled", "the same {count} shuffled")
_LIST_OF_ONE = template("request.list-of-one", "a list of one")
_AFTER_VARIANTS = template("request.after-variants", "two texts, each after a variant of itself")
_THREE_TIMES = template("request.one-text-three-times", "a list with one text three times")
_TWO_EQUAL = template("request.two-equal-lengths", "a list of two texts of equal length")
_FOUR_EQUAL = template("request.four-equal-lengths", "a list of four texts of equal length")
_SHORT_FIRST = template("request.short-before-long", "a short text before a long one")
_SHORT_LAST = template("request.short-after-long", "a short text after a long one")
_LONG_BETWEEN = template("request.long-between-short", "a long text between short ones")
_ODD_BETWEEN = template("request.odd-between-others", "{kind} text between two others")
_AROUND_ROW = template("request.list-around-row", "a list of {count} around the row that differs")

_ORDERS = "orders"
"""An order tells of the others only beside the first."""
_MOST_REDUCED = 3
_OFTEN_SENT = 48
_LONG_WORDS = 850
_WORDS_WITHOUT_LIMIT = 150


@probe(_NAME, Stage.COMPARISONS, share=smoke(9))
def plan_batches(context: PlanContext) -> Iterator[Case]:
    """Send sentinels alone, then in lists: all, in other orders, in part, doubled, beside odd and long texts."""
    texts = sentinels(context)
    yield from (text_alone(context, _NAME, text) for text in texts)
    yield from _orders(context, texts)
    yield from _longest(context)
    yield from _parts(context, texts)
    yield from _reduced(context)
    yield from _equal_lengths(context)
    yield from _unequal_lengths(context)
    yield from _odd_neighbours(context)
    yield from _lookalikes(context)


def _orders(context: PlanContext, texts: Sequence[str]) -> Iterator[Case]:
    count = len(texts)
    yield case_in_role(context, _NAME, Role.BATCH, LIST(count=count), texts, _ORDERS)
    yield case_in_role(context, _NAME, Role.PERMUTED, _REVERSED(count=count), texts[::-1], _ORDERS)
    shuffled = sorted(texts, key=lambda text: _place(text, context.options.seed))
    yield case_in_role(context, _NAME, Role.PERMUTED, _SHUFFLED(count=count), shuffled, _ORDERS)


def _longest(context: PlanContext) -> Iterator[Case]:
    """Send the longest documented list where it is longer than the sentinels; the texts at its ends alone as well.

    Where no limit is documented, what clients often send tells what lists of their size come to.
    """
    count = context.model.max_items or _OFTEN_SENT
    if count <= ENOUGH:
        return
    texts, parameters = longest_list(context, count)
    yield case_in_role(context, _NAME, Role.BATCH, LIST_OF_TEXTS(count=count), texts, **parameters)
    if parameters != context.usual_parameters:
        ends = (*texts[:2], *texts[-2:])
        yield from (case_in_role(context, _NAME, Role.ALONE, TEXT_ALONE(), text, **parameters) for text in ends)


def _place(text: str, seed: int) -> int:
    """Return a number that shuffles texts the same way in every process."""
    return int.from_bytes(hashlib.sha256(f"{seed} {text}".encode()).digest()[:8])


def _parts(context: PlanContext, texts: Sequence[str]) -> Iterator[Case]:
    for at in sorted({0, len(texts) // 2, len(texts) - 1}):
        yield case_in_role(context, _NAME, Role.LIST_OF_ONE, _LIST_OF_ONE(), [texts[at]])
    for listed in shorter_lists(context):
        yield case_in_role(context, _NAME, Role.BATCH, LIST(count=len(listed)), listed)
    first, second, third = ordinary_texts(context.plain_text, 3)
    variants = [second.upper(), second, f"\n{first} ", first]
    yield case_in_role(context, _NAME, Role.BATCH, _AFTER_VARIANTS(), variants)
    yield case_in_role(context, _NAME, Role.DUPLICATES, TEXT_TWICE(), text_twice(context))
    yield case_in_role(context, _NAME, Role.DUPLICATES, _THREE_TIMES(), [first, second, first, third, first])


def _reduced(context: PlanContext) -> Iterator[Case]:
    """Send a list with each number of dimensions that is not the default, and one of its texts alone, by turns."""
    listed = list_of_two(context)
    reduced = [dimensions for dimensions in context.dimensions if dimensions != context.model.default_dimensions]
    for turn, dimensions in enumerate(reduced[-_MOST_REDUCED:]):
        text = listed[turn % 2]
        for role, title, input_ in ((Role.BATCH, LIST_OF_TWO(), listed), (Role.ALONE, TEXT_ALONE(), text)):
            asked = with_parameters(title, {"dimensions": dimensions})
            yield case_in_role(context, _NAME, role, asked, input_, dimensions=dimensions)


def _equal_lengths(context: PlanContext) -> Iterator[Case]:
    """Send the same nine words in four orders: as many tokens each time, whatever the tokenizer."""
    nine = words(9, salt=5).split()
    turned = [" ".join(nine[at:] + nine[:at]) for at in (0, 2, 4, 7)]
    yield from (text_alone(context, _NAME, text) for text in turned)
    yield case_in_role(context, _NAME, Role.EQUAL, _TWO_EQUAL(), turned[:2])
    yield case_in_role(context, _NAME, Role.EQUAL, _FOUR_EQUAL(), turned)


def _unequal_lengths(context: PlanContext) -> Iterator[Case]:
    """Send short texts beside a long one, once beside one that is sent early on, to learn what a word costs."""
    first, second = ordinary_texts(context.plain_text, 2)
    long = long_text(context, _LONG_WORDS, _WORDS_WITHOUT_LIMIT, salt=6)
    *_, sent_early = (long, *calibration_texts(context))
    yield from (text_alone(context, _NAME, text) for text in (sent_early, long))
    yield case_in_role(context, _NAME, Role.UNEQUAL, _SHORT_FIRST(), [first, sent_early])
    yield case_in_role(context, _NAME, Role.UNEQUAL, _SHORT_LAST(), [long, first])
    yield case_in_role(context, _NAME, Role.UNEQUAL, _LONG_BETWEEN(), [second, long, first])


def _odd_neighbours(context: PlanContext) -> Iterator[Case]:
    first, second = ordinary_texts(context.plain_text, 2)
    for kind in ("blank", "control", "special-tokens", "lone-emoji"):
        rule = RuleId.TEXT_BLANK if kind == "blank" else RuleId.TEXT_ODD
        title = _ODD_BETWEEN(kind=TEXT_KINDS[kind])
        case = case_in_role(context, _NAME, Role.NEIGHBOURS, title, [first, ODD[kind][0], second])
        decided_by = "validation.empty-input" if kind == "blank" else "validation.odd-text"
        yield replace(case, decided_by=decided_by, rule=rule, expect=context.policy(rule), ordinary=False)


def _lookalikes(context: PlanContext) -> Iterator[Case]:
    """Send texts that a server may take for another form of input, alone and in a list."""
    yield from (text_alone(context, _NAME, text) for text in LOOKALIKES)
    yield case_in_role(context, _NAME, Role.BATCH, LIST(count=len(LOOKALIKES)), LOOKALIKES)


_SPANS = ((1, 0), (0, 1), (1, 1), (3, 0), (0, 3), (3, 3))
"""How many neighbours on either side are sent with a row that fails."""
_MOST_OF_A_LIMIT = 0.5
"""Sentences are short: all of these together are far below the length of one long text."""


@adaptive_probe(
    ProbeName.SMALLER_BATCHES,
    Stage.COMPARISONS,
    needs=(_NAME,),
    decided=(ANSWERED,),
    estimate=Estimate(len(_SPANS), _MOST_OF_A_LIMIT, reserved=True),
    share=smoke(),
)
def plan_smaller_batches(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where a batch fails, send smaller ones around the row that fails, to find the smallest that does."""
    row = _first_differing(answers)
    if row is None or row.answer.case.expect is not Expect.ANSWER:
        return
    texts = list(row.answer.case.texts or ())
    at = row.place
    spans = {(max(at - before, 0), min(at + after + 1, len(texts))) for before, after in _SPANS}
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        if 1 < end - start < len(texts):
            part = texts[start:end]
            yield case_in_role(context, ProbeName.SMALLER_BATCHES, Role.SMALLER, _AROUND_ROW(count=len(part)), part)


def _first_differing(answers: Sequence[Answer]) -> VectorRow | None:
    space = space_of(answers)
    rows = (row for answer in answers if _has_smaller_parts(answer.case) for row in rows_of(answer))
    pairs = ((row, space.own_row(row)) for row in rows)
    return next(
        (row for row, own in pairs if own is not None and compare(row, own).differs(space)),
        None,
    )


def _has_smaller_parts(case: Case) -> bool:
    """Tell whether a batch is of more than two texts, in the default dimensions."""
    return case.role is Role.BATCH and case.dimensions is None and len(case.texts or ()) > _TWO


_TWO = 2
