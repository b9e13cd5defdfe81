"""Values of which each was seen, as one value of a message."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.model.message import Value, template

__all__ = ["join_alternatives"]

_OR = template("alternatives.or", "{first} or {second}")


def join_alternatives(values: Sequence[Value]) -> Value:
    """Return the only value as it is, and several as a message that puts «or» between them."""
    *others, last = values
    return _OR(first=join_alternatives(others), second=last) if others else last
