"""Lists whose texts are too much together, where a limit of all of them is documented and small enough to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from conformance.generation.words import words
from conformance.model.case import Case
from conformance.model.contract import Contract, Model
from conformance.model.depth import Depth
from conformance.model.message import Message, template
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.result import NOT_TRIED
from conformance.model.rule import RuleId
from conformance.model.rules import RULES
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

__all__ = ["plan_totals", "untried_totals", "why_untried"]

_TOKENS = template("request.total-tokens", "texts of some {count} tokens together, at most {most}")
_CHARACTERS = template("request.total-characters", "texts of {count} characters together, at most {most}")
_BYTES = template("request.total-bytes", "texts of {count} bytes together, at most {most}")

_CHARACTERS_OF_A_WORD = 4
_MOST_TOKENS: Mapping[Depth, int] = MappingProxyType({Depth.SMOKE: 10_000, Depth.STANDARD: 10_000, Depth.DEEP: 100_000})
"""What goes beyond a larger limit would cost the caller too much."""
_MOST_CHARACTERS: Mapping[Depth, int] = MappingProxyType(
    {depth: _CHARACTERS_OF_A_WORD * most for depth, most in _MOST_TOKENS.items()}
)
_MOST_TEXTS = 64
_SURELY_WITHIN = 100
"""Words that any model takes in one text."""


@probe(ProbeName.TOTALS, Stage.NEGATIVE)
def plan_totals(context: PlanContext) -> Iterator[Case]:
    """Send a list that is clearly beyond the tokens of a request, or just beyond its characters or bytes."""
    model, depth = context.model, context.options.depth
    if model.max_request_tokens is not None and model.max_request_tokens <= _MOST_TOKENS[depth]:
        texts = _texts(context, 2 * model.max_request_tokens)
        count = sum(len(text.split()) for text in texts)
        if count > model.max_request_tokens:
            yield _case(context, _TOKENS(count=count, most=model.max_request_tokens), texts)
    for most, title in ((model.max_request_characters, _CHARACTERS), (model.max_request_bytes, _BYTES)):
        if most is not None and most <= _MOST_CHARACTERS[depth]:
            texts = _texts(context, most // _CHARACTERS_OF_A_WORD + 1)
            count = sum(map(len, texts))
            if count > most:
                yield _case(context, title(count=count, most=most), texts)


def untried_totals(contract: Contract, model: str, depth: Depth) -> tuple[str, ...]:
    """Return the limits of all texts of a request that a run of a depth does not go beyond, by their names."""
    context = PlanContext.of(contract, model, options=PlanOptions(examples=0, depth=depth), first=True)
    return () if any(True for _ in plan_totals(context)) else _documented(context.model)


def why_untried(check: str, model: Model) -> Message | None:
    """Return why nothing was sent that a check decides on, where it is a limit of all texts of a request; else None."""
    return NOT_TRIED() if check == RULES[RuleId.INPUT_TOTAL].check and _documented(model) else None


def _documented(model: Model) -> tuple[str, ...]:
    limits = ("max_request_tokens", "max_request_characters", "max_request_bytes")
    return tuple(name for name in limits if getattr(model, name) is not None)


def _texts(context: PlanContext, count: int) -> list[str]:
    """Return texts of so many words together, each and their number surely within their own limits."""
    longest = _SURELY_WITHIN if context.model.max_tokens is None else max(1, context.model.max_tokens * 3 // 4)
    texts = min(context.model.max_items or _MOST_TEXTS, _MOST_TEXTS)
    length = min(longest, -(-count // texts))
    return [words(length, salt=at) for at in range(min(texts, -(-count // length)))]


def _case(context: PlanContext, title: Message, texts: list[str]) -> Case:
    rule = RuleId.INPUT_TOTAL
    case = context.valid(ProbeName.TOTALS, RULES[rule].check, title, texts, **context.usual_parameters)
    return replace(case, rule=rule, expect=context.policy(rule), control=context.plain, varied=True)
