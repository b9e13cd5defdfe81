"""What a refusal says, so that two can be told to be for one reason."""

from __future__ import annotations

import re

from conformance.answers.answer import Answer

__all__ = ["refusal_of"]

_CHANGING = re.compile(r"[0-9a-f]{8}[0-9a-f-]*|[0-9]+")
"""What differs between two refusals for one reason: numbers, and the ids of requests."""


def refusal_of(answer: Answer) -> tuple[int, str]:
    """Return the status of a refusal and what it says, less what changes from one to the next."""
    return answer.status, _CHANGING.sub("#", answer.response.body.decode("utf-8", "replace"))
