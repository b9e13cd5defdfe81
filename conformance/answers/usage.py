"""What an answer's ``usage`` counts."""

from __future__ import annotations

from conformance.answers.answer import Answer

__all__ = ["input_tokens", "prompt_tokens"]


def prompt_tokens(answer: Answer) -> int | None:
    """Return the ``prompt_tokens`` that an answer counts, or None where it counts none."""
    return _count(answer, "prompt_tokens")


def input_tokens(answer: Answer) -> int | None:
    """Return how many input tokens an answer counts, the total where only that is there; None: no count."""
    usage = answer.body.get("usage")
    return _count(answer, "prompt_tokens" if isinstance(usage, dict) and "prompt_tokens" in usage else "total_tokens")


def _count(answer: Answer, name: str) -> int | None:
    usage = answer.body.get("usage")
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if type(count) is int else None
