"""What ``model`` is held to."""

from __future__ import annotations

from conformance.service.rule import Rule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule("model.required", lambda draft: draft.asked("model") is ABSENT, "you must provide a model parameter", "model"),
    Rule(
        "model.type",
        lambda draft: draft.asked("model") is not ABSENT and not isinstance(draft.asked("model"), str),
        "model is a string, not {model}",
        "model",
    ),
    Rule(
        "model.enum",
        lambda draft: isinstance(draft.asked("model"), str) and draft.model is None,
        "The model {model} does not exist or you do not have access to it.",
        "model",
        status=404,
        code="model_not_found",
    ),
)
