"""What one answer says of the request it answers, read off the bytes that were sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.model.exchange import Credential
from conformance.model.rule import RuleId

__all__ = ["LIMIT_RULES", "form_of", "sent_body", "sent_model", "vector_of", "violates_only", "was_embedded"]

LIMIT_RULES = frozenset({RuleId.INPUT_MAX_ITEMS, RuleId.TEXT_OVER_LENGTH})
"""The rules of limits: a request may exceed one that no document names, and violate nothing."""


def sent_body(answer: Answer) -> Mapping[str, Any]:
    """Return the body that was sent, its members by their usual names; empty where it is no JSON object."""
    try:
        body = json.loads(answer.case.request.body)
    except ValueError:
        return {}
    return answer.contract.parameters.in_usual_names(body) if isinstance(body, dict) else {}


def sent_model(answer: Answer) -> str:
    """Return the model that a request names, in its path or in its body."""
    return answer.contract.route.model_in(answer.case.request.path) or str(sent_body(answer).get("model", ""))


def violates_only(answer: Answer, *rules: str) -> bool:
    """Tell whether a request violates nothing but limits and the rules named, so that its answer speaks of those."""
    case = answer.case
    authorised = case.request.credential is Credential.VALID and case.ordinary
    return authorised and (not case.rule or case.rule in LIMIT_RULES or case.rule in rules)


def form_of(value: Any) -> tuple[str, int]:
    """Return the form an input has and how many inputs it is; no form for what is neither texts nor token IDs."""
    if isinstance(value, str):
        return "string", 1
    if not isinstance(value, list) or not value:
        return "", 0
    if all(isinstance(item, str) for item in value):
        return "list", len(value)
    if _are_token_ids(value):
        return "tokens", 1
    return ("token-lists", len(value)) if all(map(_are_token_ids, value)) else ("", 0)


def was_embedded(answer: Answer, inputs: int) -> bool | None:
    """Tell whether a vector came back for each of so many inputs; None where it was neither answered nor refused."""
    if answer.kind is AnswerKind.SUCCESS:
        return len(answer.vectors) == inputs and all(vector is not None and vector.size for vector in answer.vectors)
    return False if answer.kind in {AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR} else None


def vector_of(answer: Answer) -> Vector | None:
    """Return the vector of the only input, or None where not exactly one came."""
    return answer.vectors[0] if was_embedded(answer, 1) else None


def _are_token_ids(value: Any) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(type(item) is int for item in value)
