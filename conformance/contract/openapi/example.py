"""An answer as an example, by which mock servers give vectors of the documented width and form."""

from __future__ import annotations

import base64
from typing import Any

from conformance.model.contract import Contract
from conformance.validation.schema import SchemaJudge

__all__ = ["answer_example"]

_PRIME = 37
"""Makes neighbouring numbers unlike each other."""


def answer_example(contract: Contract) -> dict[str, Any]:
    """Return the answer to one text by the first model; empty where its width or another member is not known."""
    width = contract.models[0].default_dimensions if contract.models else None
    if width is None:
        return {}
    documented = contract.response_schema.get("properties", {})
    usual = {
        "object": "list",
        "data": [{"object": "embedding", "index": 0, "embedding": _vector(contract, width)}],
        "model": contract.models[0].name,
        "usage": {contract.prompt_tokens: 1, "total_tokens": 1},
        "id": "example",
    }
    example = {name: value for name, value in usual.items() if name in documented}
    return {} if SchemaJudge(contract.response_schema).violations(example) else example


def _vector(contract: Contract, width: int) -> list[float] | list[int] | str:
    """Return a vector of what the vendor sends where nothing is asked for."""
    elements = contract.default_elements
    if elements is None:
        return [(_PRIME * at % 128 - 64) / 128 for at in range(width)]
    numbers = [_PRIME * at % 256 for at in range(width * elements.bits // 8)]
    if elements.base64:
        return base64.b64encode(bytes(numbers)).decode()
    return [number + elements.range[0] for number in numbers]
