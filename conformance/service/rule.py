"""One rule that a request is held to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.service.draft import ABSENT, Draft
from conformance.service.refusal import Refusal

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and how a breach of it is answered; ``broken`` says whether a draft breaks it."""

    name: str
    broken: Callable[[Draft], bool]
    message: str
    param: str | None = None
    status: int = 400
    code: str | None = "invalid_parameter_error"

    def refusal(self, draft: Draft) -> Refusal:
        """Return the refusal, its message filled in with what the model allows."""
        return Refusal(self.name, self.message.format_map(_facts(draft)), self.status, self.code, self.param)


def _facts(draft: Draft) -> Mapping[str, Any]:
    model = draft.model
    return {
        "model": json.dumps(draft.asked("model")) if draft.asked("model") is not ABSENT else "",
        "items": model.items if model else 0,
        "tokens": model.tokens if model else 0,
        "widths": ", ".join(map(str, model.widths)) if model else "",
    }
