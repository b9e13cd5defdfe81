"""What the service reads of a contract: models, limits, policy, shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from conformance.service.contract_files import Files, read_files
from conformance.service.envelope import Shape, shapes

__all__ = ["TOLERATED", "ServedContract", "ServedModel", "read_served_contract"]

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
_USUAL_WIDTH = 1536
_WIDTH_OF_ANY = 384


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One model as served: its full width, the widths on offer, the most items and the most tokens of one text."""

    name: str
    width: int
    widths: Sequence[int] = ()
    default: int | None = None
    items: int = 2048
    tokens: int = 8192
    request_tokens: int | None = None
    """The most tokens of all texts together, or None."""
    unit: bool = True


@dataclass(frozen=True, slots=True)
class ServedContract:
    """A contract as the service understands it; ``refused`` and ``answered`` are the rules its policy names so."""

    name: str
    base_path: str
    endpoint: str
    key_wanted: bool
    models: tuple[ServedModel, ...]
    other: ServedModel | None
    """What any model that is not listed is like, or None where there is no such model."""
    refused: frozenset[str]
    answered: frozenset[str]
    names: Mapping[str, str]
    """The names parameters go by on the wire, where they are not OpenAI's."""
    known: frozenset[str]
    """The parameters on the wire that are documented."""
    formats: frozenset[str]
    """The encoding formats documented."""
    string_input: bool
    """Whether a single string is documented as input."""
    token_input: bool
    """Whether token numbers are documented as input."""
    members: frozenset[str]
    """The members of an answer that are documented."""
    counts: frozenset[str]
    """The members of usage that are documented."""
    shapes: tuple[Shape, ...]
    errors: Mapping[str, Mapping[str, Any]]
    """Documented status and code of refusals, by case or rule."""

    def model(self, name: object) -> ServedModel | None:
        """Return the model served under a name, or None."""
        known = next((model for model in self.models if model.name == name), None)
        if known is None and self.other is not None and isinstance(name, str):
            return replace(self.other, name=name)
        return known

    def shape(self, status: int) -> Shape:
        """Return the shape of the body that an error with a status has."""
        named = [shape for shape in self.shapes if status in shape.statuses]
        return next(iter((*named, *(shape for shape in self.shapes if not shape.statuses), *self.shapes)))


def read_served_contract(contract: str) -> ServedContract:
    """Read the terms of a contract by its name or the path of its folder; raises OSError where there is none."""
    return _served_contract(read_files(contract))


def _served_contract(files: Files) -> ServedContract:
    data, request, response = files.table, files.request, files.response
    endpoint, policy = data["endpoint"], data.get("policy", {})
    properties, names = request["properties"], data.get("parameters", {})
    return ServedContract(
        name=data["name"],
        base_path=urlsplit(endpoint["base_url"]).path.rstrip("/"),
        endpoint=endpoint["path"],
        key_wanted=endpoint.get("auth") == "required",
        models=tuple(_model(entry) for entry in data.get("models", ())),
        other=_other(data, properties.get(names.get("dimensions", "dimensions"))) if data["any_model"] else None,
        refused=frozenset(rule for rule, word in policy.items() if word == "refuse"),
        answered=frozenset(rule for rule, word in policy.items() if word == "answer"),
        names=MappingProxyType(dict(names)),
        known=frozenset(properties),
        formats=frozenset(properties.get(names.get("encoding_format", "encoding_format"), {}).get("enum", ("float",))),
        string_input=any(branch.get("type") == "string" for branch in _forms(properties["input"])),
        token_input=any(_of_integers(branch) for branch in _forms(properties["input"])),
        members=frozenset(response.get("properties", ())),
        counts=frozenset(response.get("properties", {}).get("usage", {}).get("properties", ())),
        shapes=shapes(data.get("envelopes"), files.error),
        errors=MappingProxyType(dict(data.get("errors", {}))),
    )


def _forms(schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    branches: Sequence[Mapping[str, Any]] = schema.get("anyOf", (schema,))
    return branches


def _of_integers(branch: Mapping[str, Any]) -> bool:
    return bool(branch.get("items", {}).get("type") == "integer")


def _other(data: Mapping[str, Any], width: Any) -> ServedModel:
    """Return what models are like that are not listed; any width up to their own where only the least is documented."""
    model = _model({"name": "", **data.get("other_models", {})})
    free = isinstance(width, Mapping) and "minimum" in width and not model.widths
    return replace(model, widths=range(1, model.width + 1)) if free else model


def _model(entry: Mapping[str, Any]) -> ServedModel:
    name, offered = entry["name"], entry.get("dimensions", ())
    widths = range(offered["min"], offered["max"] + 1) if isinstance(offered, Mapping) else tuple(offered)
    default = entry.get("default_dimensions")
    usual = _USUAL_WIDTH if name else _WIDTH_OF_ANY
    return ServedModel(
        name=name,
        width=max(max(widths, default=0), default or 0) or _WIDTHS.get(name, usual),
        widths=widths,
        default=default,
        items=entry.get("max_items", 2048),
        tokens=entry.get("max_tokens", 8192),
        request_tokens=entry.get("max_request_tokens"),
        unit=name not in _RAW,
    )
