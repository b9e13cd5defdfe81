"""Texts that differ in one word: pairs in many scripts, in what something may clean or interpret, and hundreds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

from conformance.generation.cleaned_pairs import CLEANED, ODD_CLEANED
from conformance.generation.keyed_pairs import KEYED
from conformance.generation.pair import Pair, in_lists
from conformance.generation.script_pairs import SCRIPTS
from conformance.generation.sweeps import SWEEP_KINDS, SWEEPS
from conformance.model.case import Case, Manner
from conformance.model.depth import DEEP, smoke
from conformance.model.exchange import Connection
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.plan_context import ENOUGH, Input, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import case_in_role

_ONE_WORD = template("request.pairs-one-word", "pairs of texts that differ in one word: {kinds}")
_CLEANED = template("request.pairs-cleaned", "pairs of texts that are one to who {kinds}")
_KEYED = template("request.texts-of-one-key", "texts that a cache may confuse, request {number}")
_SWEPT = template("request.swept", "{count:text} that differ in {kind}")
_AND = template("request.pairs-and", "{first}, {second}")

_MOST = 6
"""Texts of a list: where one text is refused, so are all that stand beside it."""


@probe(ProbeName.SCRIPTS, Stage.CONTRASTS, share=smoke(2))
def plan_scripts(context: PlanContext) -> Iterator[Case]:
    """Send pairs that differ in one word, three a list, in the scripts that users write."""
    for pairs, texts in _inputs(context, SCRIPTS):
        yield _case(context, ProbeName.SCRIPTS, Role.SCRIPTS, _ONE_WORD(kinds=_describe_pairs(pairs)), texts)


@probe(ProbeName.SWEEP, Stage.CONTRASTS, share=DEEP)
def plan_sweep(context: PlanContext) -> Iterator[Case]:
    """Send hundreds of texts that differ in one word, number or character, in lists as long as they may be."""
    most = min(context.model.max_items or _MOST, ENOUGH)
    for kind, texts in SWEEPS.items():
        for at in range(0, len(texts), most):
            listed = texts[at : at + most]
            title = _SWEPT(count=len(listed), kind=SWEEP_KINDS[kind])
            yield case_in_role(context, ProbeName.SWEEP, Role.SWEPT, title, listed)


@probe(ProbeName.CLEANED, Stage.CONTRASTS, share=smoke(6))
def plan_cleaned(context: PlanContext) -> Iterator[Case]:
    """Send pairs that are one text to whatever cleans texts: most of that stands before all models of a target."""
    if not context.first:
        return
    for pairs, texts in _inputs(context, CLEANED):
        yield _case(context, ProbeName.CLEANED, Role.CLEANED, _CLEANED(kinds=_describe_pairs(pairs)), texts)
    for pairs, texts in _inputs(context, ODD_CLEANED):
        case = _case(context, ProbeName.CLEANED, Role.CLEANED, _CLEANED(kinds=_describe_pairs(pairs)), texts)
        policy = context.policy(RuleId.TEXT_ODD)
        yield replace(case, decided_by="validation.odd-text", rule=RuleId.TEXT_ODD, expect=policy, ordinary=False)


@probe(ProbeName.CACHE_KEYS, Stage.SEQUENCES, manner=Manner.SEQUENCE, share=smoke(4))
def plan_cache_keys(context: PlanContext) -> Iterator[Case]:
    """Send texts one after another that share a key: two strings, then all of one side in a list before the other."""
    most = context.model.max_items or _MOST
    pairs = [pair for pair in KEYED if context.surely_takes(pair.one, pair.other)]
    sides: list[tuple[Sequence[Pair], Input]] = [(pairs[:1], pairs[0].one), (pairs[:1], pairs[0].other)]
    for listed in (pairs[at : at + most] for at in range(0, len(pairs), most)):
        sides += [(listed, [pair.one for pair in listed]), (listed, [pair.other for pair in listed])]
    for number, (sent, input_) in enumerate(sides, 1):
        decided_by = "validation.ordinary-text-accepted"
        case = context.valid(
            ProbeName.CACHE_KEYS, decided_by, _KEYED(number=number), input_, **context.usual_parameters
        )
        case = replace(case, role=Role.KEYED, group=" ".join(pair.kind for pair in sent))
        yield replace(case, request=replace(case.request, connection=Connection.APART))


def _inputs(context: PlanContext, pairs: Sequence[Pair]) -> Iterator[tuple[tuple[Pair, ...], Input]]:
    """Yield lists of pairs, as long as they may be; where a list may hold one text alone, each text by itself."""
    most = min(context.model.max_items or _MOST, _MOST)
    if most == 1:
        yield from (((pair,), text) for pair in pairs for text in (pair.one, pair.other))
    for listed in in_lists(pairs, most):
        yield listed, [text for pair in listed for text in (pair.one, pair.other)]


def _describe_pairs(pairs: Sequence[Pair]) -> Message:
    return reduce(lambda first, second: _AND(first=first, second=second), (pair.description for pair in pairs))


def _case(context: PlanContext, name: str, role: Role, title: Message, texts: Input) -> Case:
    decided_by = "validation.ordinary-text-accepted"
    return replace(context.valid(name, decided_by, title, texts, **context.usual_parameters), role=role)
