"""The request schema with what the table of models says: limits and widths are written once, there or here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.contract.narrowing import narrow
from conformance.errors import ContractError
from conformance.model.contract import ANY_MODEL

__all__ = ["completed"]

Schema = Mapping[str, Any]


def completed(request: Schema, table: Schema) -> Schema:
    """Return a request schema with a branch for what each model's row says and the schema does not.

    What the schema says itself stays as it is, so that a contradiction shows. A schema that cannot be narrowed is
    returned as it came, for the check that tells why.
    """
    rows, names = table.get("models", ()), table.get("parameters", {})
    width = names.get("dimensions", "dimensions")
    properties = request.get("properties", {})
    if not table["any_model"] and isinstance(properties.get("model"), Mapping):
        named = {"enum": [row["name"] for row in rows], **properties["model"]}
        named = properties["model"] if "const" in named else named
        request = {**request, "properties": {**properties, "model": named}}
    offered = any("dimensions" in row for row in rows)
    try:
        if table["any_model"]:
            added = list(_added(request, ANY_MODEL, table.get("other_models", {}), width, offered=False))
        else:
            added = [
                {"if": {"required": ["model"], "properties": {"model": {"const": row["name"]}}}, "then": part}
                for row in rows
                for part in _added(request, row["name"], row, width, offered=offered)
            ]
    except (ContractError, KeyError, TypeError, AttributeError):
        return request
    return {**request, "allOf": [*request.get("allOf", ()), *added]} if added else request


def _added(request: Schema, model: str, row: Schema, width: str, *, offered: bool) -> Iterator[dict[str, Any]]:
    """Yield, if there is any, the schema of what a row says beyond the request schema of its model."""
    properties = narrow(request, model)["properties"]
    text = _input(row, properties["input"])
    widths = _widths(row, properties.get(width), offered=offered)
    parts = {**({"input": text} if text else {}), **({} if widths is None else {width: widths})}
    if parts:
        yield {"properties": parts}


def _input(row: Schema, stated: Schema) -> dict[str, Any]:
    branches: Sequence[Schema] = stated.get("anyOf", (stated,))
    limited = any("maxItems" in branch for branch in branches)
    most = {"maxItems": row["max_items"]} if "max_items" in row and not limited else {}
    longest = {"x-max-tokens": row["max_tokens"]} if "max_tokens" in row and "x-max-tokens" not in stated else {}
    return {**most, **longest}


def _widths(row: Schema, stated: Any, *, offered: bool) -> Any:
    """Return the schema of the widths of a row, False where only others offer some; None: nothing is added."""
    if stated is False or (isinstance(stated, Mapping) and {"enum", "minimum", "maximum"} & stated.keys()):
        return None
    widths = row.get("dimensions")
    if widths is None:
        return False if offered and stated is None else None
    usual = {"default": row["default_dimensions"]} if "default_dimensions" in row else {}
    if isinstance(widths, Mapping):
        return {"type": "integer", "minimum": widths["min"], "maximum": widths["max"], **usual}
    return {"type": "integer", "enum": list(widths), **usual}
