"""What the service reads of a contract: models, limits, policy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.locations import schemas_folder

__all__ = ["TOLERATED", "Model", "Terms", "read_terms"]

TOLERATED = frozenset(
    {
        "dimensions.forbidden",
        "dimensions.null",
        "encoding_format.base64",
        "encoding_format.null",
        "headers.content-type",
        "text.blank",
        "text.odd",
        "unknown-parameter",
    }
)
"""What the service lets pass where a contract leaves it open; it refuses every other broken request."""

_WIDTHS = {"text-embedding-v1": 1536, "text-embedding-v2": 1536}
"""Widths given by the vendor's later guide only, for models whose contract names none."""
_RAW = frozenset({"text-embedding-v1"})
"""Models whose worked example shows vectors that are not of unit length."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model as served: its full width, the widths on offer, the most items and the most tokens of one text."""

    name: str
    width: int
    widths: tuple[int, ...] = ()
    default: int | None = None
    items: int = 2048
    tokens: int = 8192
    unit: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract as the service understands it; ``refused`` are the policy rules the contract itself refuses."""

    name: str
    base_path: str
    endpoint: str
    key_wanted: bool
    models: tuple[Model, ...]
    any_model: bool
    refused: frozenset[str]

    def model(self, name: object) -> Model | None:
        """Return the model served under a name, or None."""
        known = next((model for model in self.models if model.name == name), None)
        if known is None and self.any_model and isinstance(name, str):
            return Model(name, width=384)
        return known


def read_terms(contract: str) -> Terms:
    """Read the terms of a contract by its name; raises OSError where there is none of that name."""
    text = (schemas_folder() / contract / "contract.toml").read_text(encoding="utf-8")
    return _terms(tomllib.loads(text))


def _terms(data: Mapping[str, Any]) -> Terms:
    endpoint = data["endpoint"]
    return Terms(
        name=data["name"],
        base_path=urlsplit(endpoint.get("base_url", "")).path.rstrip("/") or "/v1",
        endpoint=endpoint.get("path", "/embeddings"),
        key_wanted=endpoint.get("auth") == "required",
        models=tuple(_model(entry) for entry in data.get("models", ())),
        any_model=data.get("any_model", False),
        refused=frozenset(rule for rule, word in data.get("policy", {}).items() if word == "refuse"),
    )


def _model(entry: Mapping[str, Any]) -> Model:
    widths = tuple(entry.get("dimensions", ()))
    name = entry["name"]
    default = entry.get("default_dimensions")
    return Model(
        name=name,
        width=max((*widths, default or 0), default=0) or _WIDTHS.get(name, 1536),
        widths=widths,
        default=default,
        items=entry.get("max_items", 2048),
        tokens=entry.get("max_tokens", 8192),
        unit=name not in _RAW,
    )
