"""What a service of few or short texts does take: comparisons made small enough, where no document names its limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.words import counted
from conformance.inference.learned_limits import most_items, most_words
from conformance.model.case import Case
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.long_texts import pairs_of_endings
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe
from conformance.probes.relation_cases import ANSWERED

_NAME = ProbeName.FITTING

_FITTING = template("request.fitting", "{request}, as much of it as is taken")

_MOST = 24
_TWO_PAIRS = 4
"""Fewer texts are no two pairs of twins."""
_MADE_TO_FIT = frozenset(
    {Role.ALONE, Role.BATCH, Role.PERMUTED, Role.DUPLICATES, Role.EQUAL, Role.UNEQUAL, Role.NEIGHBOURS, Role.KINDS}
    | {Role.LIKE, Role.SCRIPTS, Role.CLEANED}
)


@adaptive_probe(
    _NAME,
    Stage.LENGTHS,
    needs=(ProbeName.BATCHES, ProbeName.DIFFERING, ProbeName.TOKEN_UNIT, ProbeName.LONG_TEXTS),
    decided=(ANSWERED,),
    estimate=Estimate(_MOST, 1.0, reserved=True),
)
def plan_what_fits(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where lists or texts are refused for their size, send the same comparisons as large as the service takes them."""
    items = most_items(answers)
    words = most_words(answers) if context.model.max_tokens is None else None
    if items is None and words is None:
        return
    cases = [*_shortened(context, answers, items, words), *(_endings(context, answers, words))]
    yield from list({case.request.key: case for case in cases}.values())[:_MOST]


def _shortened(context: PlanContext, answers: Sequence[Answer], items: int | None, words: int | None) -> Iterator[Case]:
    """Give the refused comparisons, with fewer and shorter texts."""
    refused = [answer.case for answer in answers if answer.kind is AnswerKind.ERROR_RESPONSE and _is_planned(answer)]
    kept = next((case.texts or () for case in refused if case.role is Role.BATCH), ())[:items]
    for case in refused:
        texts = tuple(text if words is None else _cut(text, words) for text in case.texts or ())
        if not case.single and items is not None and len(texts) > items:
            texts = _fewer(case.role, texts, kept, items)
        if texts and texts != case.texts:
            yield _with_texts(context, case, texts)


def _is_planned(answer: Answer) -> bool:
    return answer.case.role in _MADE_TO_FIT and answer.case.dimensions is None


def _fewer(role: Role, texts: tuple[str, ...], kept: Sequence[str], items: int) -> tuple[str, ...]:
    """Return as many texts of a list as are taken, such that the comparison still is one; none where it is not."""
    if items < 2:
        return ()
    if role is Role.PERMUTED:
        return tuple(text for text in texts if text in kept)
    if role is Role.DUPLICATES:
        return texts[:items] if len({*texts[:items]}) < items else (texts[0],) * items
    if role is Role.LIKE:
        return texts[: items // 2 * 2] if items >= _TWO_PAIRS else ()
    if role in {Role.SCRIPTS, Role.CLEANED}:
        return texts[: items // 2 * 2]
    return texts[:items]


def _cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words]) if (counted(text) or 0) > words else text


def _with_texts(context: PlanContext, case: Case, texts: tuple[str, ...]) -> Case:
    request = context.request(texts[0] if case.single else texts, **context.usual_parameters)
    return replace(
        case, title=_FITTING(request=case.title), probe=_NAME, request=request, texts=texts, control=context.plain
    )


def _endings(context: PlanContext, answers: Sequence[Answer], words: int | None) -> Iterator[Case]:
    """Give pairs of texts with two endings, beginnings and middles, as long as is taken, where none was answered."""
    answered = any(answer.case.role is Role.TAIL and answer.kind is AnswerKind.SUCCESS for answer in answers)
    if words is not None and not answered:
        yield from (replace(case, probe=_NAME) for case in pairs_of_endings(context, words))
