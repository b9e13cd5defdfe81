"""What one answer says of the request it answers, read off the bytes that were sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.model.exchange import Credential

__all__ = ["DOUBTS", "asked", "form_of", "taken", "telling", "vector_of"]

DOUBTS = frozenset({"input.maxItems", "text.over-length"})
"""The limits of which a request may be in doubt without being broken otherwise."""


def asked(answer: Answer) -> Mapping[str, Any]:
    """Return the body that was sent, its members by their usual names; empty where it is no JSON object."""
    try:
        body = json.loads(answer.case.request.body)
    except ValueError:
        return {}
    return answer.contract.parameters.in_usual_names(body) if isinstance(body, dict) else {}


def telling(answer: Answer, *rules: str) -> bool:
    """Tell whether a request breaks nothing but limits in doubt and the rules named, so that its answer tells."""
    case = answer.case
    sound = case.request.credential is Credential.VALID and case.ordinary
    return sound and (not case.rule or case.rule in DOUBTS or case.rule in rules)


def form_of(given: Any) -> tuple[str, int]:
    """Return the form an input has and how many inputs it is; no form for what is neither texts nor token numbers."""
    if isinstance(given, str):
        return "string", 1
    if not isinstance(given, list) or not given:
        return "", 0
    if all(isinstance(item, str) for item in given):
        return "list", len(given)
    if _numbers(given):
        return "tokens", 1
    return ("token-lists", len(given)) if all(map(_numbers, given)) else ("", 0)


def taken(answer: Answer, rows: int) -> bool | None:
    """Tell whether so many vectors came back; None where it was neither answered nor refused."""
    if answer.kind is AnswerKind.SUCCESS:
        return len(answer.vectors) == rows and all(vector is not None and vector.size for vector in answer.vectors)
    return False if answer.kind in {AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR} else None


def vector_of(answer: Answer) -> Vector | None:
    """Return the vector of the only input, or None where not one came."""
    return answer.vectors[0] if taken(answer, 1) else None


def _numbers(given: Any) -> bool:
    return isinstance(given, Sequence) and bool(given) and all(type(item) is int for item in given)
