"""Whole request bodies that are valid for one model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.generation.compiler import compile_schema

__all__ = ["valid_requests"]

Body = dict[str, Any]


def valid_requests(schema_for_model: Mapping[str, Any], texts: st.SearchStrategy[str]) -> st.SearchStrategy[Body]:
    """Return request bodies for a request schema narrowed to one model, their texts drawn from ``texts``.

    About every fourth list of two or more texts holds one of them twice. Raises ContractError as compile_schema does.
    """
    bodies = compile_schema(schema_for_model, texts)
    return st.tuples(bodies, st.integers(0, 3), st.integers(0, 63), st.integers(0, 63)).map(
        lambda drawn: drawn[0] if drawn[1] else _repeating(drawn[0], drawn[2], drawn[3])
    )


def _repeating(body: Body, source: int, place: int) -> Body:
    """Return the body with one text of its list put in place of another."""
    texts = body.get("input")
    if not isinstance(texts, list) or len(texts) < 2:
        return body
    repeated = list(texts)
    repeated[place % len(texts)] = texts[source % len(texts)]
    return {**body, "input": repeated}
