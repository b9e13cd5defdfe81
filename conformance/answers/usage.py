"""What an answer's ``usage`` counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.answers.answer import Answer

__all__ = ["counts", "input_tokens", "prompt_tokens"]


def counts(answer: Answer) -> Mapping[str, Any]:
    """Return the members of an answer's ``usage``; none where it has none, or it is no object."""
    usage = answer.body.get("usage")
    return usage if isinstance(usage, dict) else {}


def prompt_tokens(answer: Answer) -> int | None:
    """Return the ``prompt_tokens`` that an answer counts, or None where it counts none."""
    return _count(answer, "prompt_tokens")


def input_tokens(answer: Answer) -> int | None:
    """Return how many input tokens an answer counts, the total where only that is there; None: no count."""
    return _count(answer, "prompt_tokens" if "prompt_tokens" in counts(answer) else "total_tokens")


def _count(answer: Answer, name: str) -> int | None:
    count = counts(answer).get(name)
    return count if type(count) is int else None
