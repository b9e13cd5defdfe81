"""Rules of ``model``."""

from __future__ import annotations

from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "model.required",
        lambda request: request.asked("model") is ABSENT,
        "you must provide a model parameter",
        "model",
    ),
    RequestRule(
        "model.type",
        lambda request: request.asked("model") is not ABSENT and not isinstance(request.asked("model"), str),
        "model is a string, not {model}",
        "model",
    ),
    RequestRule(
        "model.enum",
        lambda request: isinstance(request.asked("model"), str) and request.model is None,
        "The model {model} does not exist or you do not have access to it.",
        "model",
        status=404,
        code="model_not_found",
    ),
)
