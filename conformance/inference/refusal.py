"""What a refusal says, so that two can be told to be for one reason."""

from __future__ import annotations

from conformance.answers.answer import Answer
from conformance.model.error_words import unvarying

__all__ = ["refusal_of"]


def refusal_of(answer: Answer) -> tuple[int, str]:
    """Return the status of a refusal and what it says, less what changes from one to the next."""
    return answer.status, unvarying(answer.response.body.decode("utf-8", "replace"))
