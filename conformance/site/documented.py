"""What a contract documents of its models that visitors ask about: numbers, and no sentence of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.model.contract import Contract
from conformance.model.message import Message, template

__all__ = ["documented_limits"]

_ITEMS = template("documented.items", "documented: at most {count:text} in a request")
_TOKENS = template("documented.tokens", "documented: at most {count:token} in a text")


def documented_limits(contract: Contract, models: Iterable[str]) -> Mapping[str, Mapping[str, Message]]:
    """Return the limits of models, by the question that they belong to and by model."""
    found: dict[str, dict[str, Message]] = {}
    for name in models:
        model = contract.model(name)
        if model.max_items is not None:
            found.setdefault("list-size", {})[name] = _ITEMS(count=model.max_items)
        if model.max_tokens is not None:
            found.setdefault("long-text", {})[name] = _TOKENS(count=model.max_tokens)
    return found
