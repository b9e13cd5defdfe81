"""Models, limits and widths are written once: what the table says need not stand in request.json."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.completing import completed
from conformance.contract.loading import load
from conformance.contract.narrowing import narrow

TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
REQUEST = {
    "type": "object",
    "required": ["model", "input"],
    "properties": {"model": {"type": "string"}, "input": TEXTS},
}
TABLE: dict[str, Any] = {
    "any_model": False,
    "models": [
        {"name": "wide", "max_items": 7, "max_tokens": 90, "dimensions": [4, 2], "default_dimensions": 4},
        {"name": "free", "dimensions": {"min": 1, "max": 9}},
        {"name": "fixed", "max_items": 3},
    ],
}


def limits(request: Any, model: str) -> tuple[Any, Any, Any]:
    """Return what a schema says of the items, the tokens and the dimensions of a model."""
    properties = narrow(request, model)["properties"]
    listed = properties["input"]["anyOf"][1]
    return listed.get("maxItems"), properties["input"].get("x-max-tokens"), properties.get("dimensions")


def test_each_row_becomes_a_branch() -> None:
    """A model that offers no widths, where others do, takes none."""
    schema = completed(REQUEST, TABLE)
    assert limits(schema, "wide") == (7, 90, {"type": "integer", "enum": [4, 2], "default": 4})
    assert limits(schema, "free") == (None, None, {"type": "integer", "minimum": 1, "maximum": 9})
    assert limits(schema, "fixed") == (3, None, False)
    assert schema["properties"]["model"]["enum"] == ["wide", "free", "fixed"]


def test_what_the_schema_says_stays() -> None:
    """So that a contradiction can be told."""
    own = {**TEXTS, "maxItems": 5, "x-max-tokens": 8}
    stated = {**REQUEST, "properties": {**REQUEST["properties"], "input": own, "dimensions": False}}
    assert limits(completed(stated, TABLE), "wide") == (5, 8, False)


def test_limits_of_any_model_hold_for_each() -> None:
    """They stand in other_models."""
    schema = completed(REQUEST, {"any_model": True, "other_models": {"max_items": 4}})
    assert limits(schema, "whatever") == (4, None, None)
    assert completed(REQUEST, {"any_model": True}) == REQUEST


def test_a_contract_by_its_table_alone_has_the_limits_of_its_models() -> None:
    """The regions of the user's vendor are written so."""
    schema = load("dashscope-beijing-2026-11").request_schema
    assert limits(schema, "qwen3.7-text-embedding")[:2] == (20, 128000)
    assert limits(schema, "text-embedding-v2") == (25, 2048, False)


def test_a_contract_that_is_replaced_says_by_what(capsys: pytest.CaptureFixture[str]) -> None:
    """The reason stands in its place."""
    with pytest.raises(SystemExit, match="4"):
        main(["contracts", "show", "dashscope-2026-10"])
    told = capsys.readouterr().err
    assert "it held Beijing to the widths of Singapore" in told
    assert "dashscope-hongkong-2026-11" in told
