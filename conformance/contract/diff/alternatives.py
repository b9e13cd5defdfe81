"""Several things of which any may be: one or the other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from conformance.model.message import Message, Value, template

__all__ = ["either"]

_OR = template("change.or", "{one} or {other}")
_ONE = template("change.one", "{one}")
_NOT_DOCUMENTED = template("change.not-documented", "not documented")


def either(values: Iterable[Value]) -> Message:
    """Return values joined by «or»; that nothing is documented where there are none."""
    messages = [message if isinstance(message, Message) else _ONE(one=message) for message in values]
    return reduce(lambda one, other: _OR(one=one, other=other), messages) if messages else _NOT_DOCUMENTED()
