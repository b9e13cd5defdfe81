"""Why a run stopped early: one message, however many reasons there are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from conformance.model.message import Message, template

__all__ = ["join_reasons"]

_BOTH = template("stopped.both", "{first}; {second}")


def join_reasons(reasons: Iterable[Message | None]) -> Message | None:
    """Return the reasons there are as one message, or None where there is none."""
    present = [reason for reason in reasons if reason is not None]
    return reduce(lambda first, second: _BOTH(first=first, second=second), present) if present else None
