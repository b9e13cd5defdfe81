"""What answers to the suite's own requests teach: key, policy, error responses, the form of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.error_responses import ErrorResponses, error_responses_of
from conformance.inference.schema_inference import schema_of
from conformance.model.case import Expect
from conformance.model.contract import PROMPT_TOKENS, Auth
from conformance.model.facts import Beyond, Facts
from conformance.model.rule import RuleId
from conformance.model.rules import POLICY_RULES

__all__ = ["Learned", "learn"]

_TOTAL = "total_tokens"


@dataclass(frozen=True, slots=True)
class Learned:
    """What was seen of the service as a whole; as begun with, nothing."""

    auth: Auth = Auth.OPTIONAL
    policy: Mapping[str, Expect] = field(default_factory=dict)
    error_responses: ErrorResponses = field(default_factory=ErrorResponses)
    response_schema: Mapping[str, Any] | None = None
    prompt_tokens: str = PROMPT_TOKENS
    """The name under which usage counts the tokens of the input."""


def learn(answers: Sequence[Answer], facts: Sequence[Facts]) -> Learned:
    """Learn from answers to planned requests, which violate one rule each or none."""
    good = [answer for answer in answers if answer.kind is AnswerKind.SUCCESS and answer.case.encoding != "base64"]
    bodies = [answer.parsed.value for answer in good if isinstance(answer.parsed.value, dict)]
    return Learned(
        auth=_auth(answers),
        policy={rule: _policy(rule, answers, facts) for rule in POLICY_RULES},
        error_responses=error_responses_of(answers),
        response_schema=schema_of(bodies) if bodies else None,
        prompt_tokens=_name_of_prompt_tokens([body.get("usage") for body in bodies]),
    )


def _name_of_prompt_tokens(usages: Sequence[Any]) -> str:
    """Return the only other count that is the total in every answer, where there is none by the usual name."""
    counts = [usage for usage in usages if isinstance(usage, Mapping)]
    names = {name for usage in counts for name in usage} - {_TOTAL}
    if not counts or PROMPT_TOKENS in names:
        return PROMPT_TOKENS
    equal = [
        name
        for name in names
        if all(type(usage.get(name)) is int and usage[name] == usage.get(_TOTAL) for usage in counts)
    ]
    return equal[0] if len(equal) == 1 and len(counts) == len(usages) else PROMPT_TOKENS


def _auth(answers: Sequence[Answer]) -> Auth:
    """Tell whether a key is needed; it is not where a request without one was answered, or none was sent."""
    tried = [answer for answer in answers if answer.case.rule == RuleId.AUTH_MISSING]
    return Auth.REQUIRED if any(answer.kind is AnswerKind.ERROR_RESPONSE for answer in tried) else Auth.OPTIONAL


def _policy(rule: str, answers: Sequence[Answer], facts: Sequence[Facts]) -> Expect:
    """Return what to expect where a rule is violated: a refusal only where every such request was refused."""
    if rule == RuleId.TEXT_OVER_LENGTH:
        return _beyond(facts)
    tried = [answer for answer in answers if answer.case.rule == rule and answer.expected is not Expect.ANSWER]
    refused = tried and all(answer.kind is AnswerKind.ERROR_RESPONSE for answer in tried)
    return Expect.REFUSE if refused else Expect.EITHER


def _beyond(facts: Sequence[Facts]) -> Expect:
    outcomes = {model.beyond for model in facts}
    if len(outcomes) != 1:
        return Expect.EITHER
    wanted: dict[Beyond | None, Expect] = {Beyond.REFUSED: Expect.REFUSE, Beyond.CUT: Expect.ANSWER}
    return wanted.get(outcomes.pop(), Expect.EITHER)
