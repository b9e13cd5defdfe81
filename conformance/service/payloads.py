"""Small changes to success bodies; each tolerates a body that another behaviour has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import orjson

__all__ = ["change_items", "change_vectors", "put", "spell", "take", "with_usage_as"]


def put(body: Any, **members: Any) -> Any:
    """Return the body with members added or replaced."""
    return {**body, **members} if isinstance(body, dict) else body


def take(body: Any, *names: str) -> Any:
    """Return the body without the named members."""
    return {name: value for name, value in body.items() if name not in names} if isinstance(body, Mapping) else body


def with_usage_as(prompt_tokens: str, body: Any) -> Any:
    """Return the body whose usage counts the tokens of the prompt under a vendor's name."""
    usage = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(usage, dict) or prompt_tokens == "prompt_tokens":
        return body
    renamed = {prompt_tokens if name == "prompt_tokens" else name: count for name, count in usage.items()}
    return {**body, "usage": renamed}


def change_items(body: Any, change: Callable[[dict[str, Any], int], Any]) -> Any:
    """Return the body with every item of ``data`` replaced by ``change(item, position)``."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return body
    items = [change(item, place) if isinstance(item, dict) else item for place, item in enumerate(data)]
    return {**body, "data": items}


def change_vectors(body: Any, change: Callable[[Any], Any]) -> Any:
    """Return the body with ``change`` applied to every vector that is still an array."""

    def changed(item: dict[str, Any], _place: int) -> dict[str, Any]:
        vector = item.get("embedding")
        return {**item, "embedding": change(vector)} if isinstance(vector, np.ndarray) else item

    return change_items(body, changed)


def spell(body: Any, word: Callable[[float, int], str]) -> Any:
    """Return the body with every element written as ``word(element, position)``."""

    def written(vector: Any) -> orjson.Fragment:
        return orjson.Fragment("[" + ",".join(word(float(value), place) for place, value in enumerate(vector)) + "]")

    return change_vectors(body, written)
