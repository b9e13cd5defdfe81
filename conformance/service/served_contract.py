"""The contract as the service reads it: models, limits, policy, error shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from conformance.service.contract_files import Files, read_files
from conformance.service.envelope import Shape, shapes
from conformance.service.key_form import KeyForm, key_forms, query_of

__all__ = ["TOLERATED", "ServedContract", "ServedElements", "ServedModel", "read_served_contract"]

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
"""Rules that the service does not enforce unless the contract's policy is "refuse"; it enforces all others."""

_FULL_DIMENSIONS = {"text-embedding-v1": 1536, "text-embedding-v2": 1536}
"""Full dimensions that only the vendor's later guide states, for models whose contract states none."""
_RAW = frozenset({"text-embedding-v1"})
"""Models whose worked example shows vectors whose L2 norm is not 1."""
_ELEMENT_TYPES = ("int8", "uint8", "binary", "ubinary")
_NONE = "no-such-"
_USUAL_DIMENSIONS = 1536
_DIMENSIONS_OF_UNLISTED = 384


@dataclass(frozen=True, slots=True)
class ServedElements:
    """A type of elements, whether its bytes come as base64, and to what floats are scaled."""

    type: str
    base64: bool = False
    greatest: int = 127


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One model as served: its dimensions, the most inputs of a request and the most tokens of one text."""

    name: str
    full_dimensions: int
    offered_dimensions: Sequence[int] = ()
    default: int | None = None
    items: int = 2048
    tokens: int = 8192
    request_tokens: int | None = None
    """The most tokens of all texts together, or None."""
    request_characters: int | None = None
    request_bytes: int | None = None
    unit: bool = True
    space: str = ""
    """The space that it shares with other models, by the name of the first, or empty."""
    required: frozenset[str] = frozenset()
    """The parameters beside model and input without which there is no answer, by their names on the wire."""


@dataclass(frozen=True, slots=True)
class ServedContract:
    """A contract as the service reads it; ``refused`` and ``answered`` are the rules with that policy."""

    name: str
    base_path: str
    endpoint: str
    """The template of the path below the base path, without its query."""
    resources: Mapping[str, str]
    """Templates of the paths below the base path under which the service tells of models, model and version."""
    query: frozenset[str]
    """The parameters that the query of every call has."""
    keys: tuple[KeyForm, ...]
    key_wanted: bool
    models: tuple[ServedModel, ...]
    other: ServedModel | None
    """The model that answers under any unlisted name, or None where only listed names exist."""
    refused: frozenset[str]
    answered: frozenset[str]
    names: Mapping[str, str]
    """Names of parameters on the wire, by OpenAI's name, where they differ."""
    parameters: frozenset[str]
    """Documented parameters, by their names on the wire."""
    formats: frozenset[str]
    """Documented encoding formats."""
    elements: Mapping[str, ServedElements]
    """What vectors are made of by the values of parameters that ask for it."""
    default_elements: ServedElements | None
    """Those that come unasked, or None for floats."""
    string_input: bool
    """Whether a single string is documented as input."""
    token_input: bool
    """Whether lists of token IDs, or lists of such lists, are documented as input."""
    listed: Mapping[str, tuple[Any, ...]]
    """The documented values of parameters of which others are refused, by their names on the wire."""
    ignored: frozenset[str]
    """The documented parameters that change nothing."""
    members: frozenset[str]
    """Documented members of an answer."""
    counts: frozenset[str]
    """Documented members of ``usage``, by OpenAI's names."""
    prompt_tokens: str
    """The name under which the tokens of a prompt are counted."""
    shapes: tuple[Shape, ...]
    errors: Mapping[str, Mapping[str, Any]]
    """Documented status and code of error responses, by case or rule."""

    def model(self, name: object) -> ServedModel | None:
        """Return the model served under a name, or None; any name may be one, but those that say that they are none."""
        listed = next((model for model in self.models if model.name == name), None)
        if listed is None and self.other is not None and isinstance(name, str) and _NONE not in name:
            return replace(self.other, name=name)
        return listed

    def status(self, usual: int) -> int:
        """Return the status of a mistake that has none in the document: the usual one, if a shape is given for it."""
        if any(not shape.statuses or usual in shape.statuses for shape in self.shapes):
            return usual
        described = (status for shape in self.shapes for status in sorted(shape.statuses) if status // 100 == 4)
        return next(described, usual)

    def shape(self, status: int) -> Shape:
        """Return the shape of error bodies with this status."""
        named = [shape for shape in self.shapes if status in shape.statuses]
        return next(iter((*named, *(shape for shape in self.shapes if not shape.statuses), *self.shapes)))


def read_served_contract(contract: str) -> ServedContract:
    """Read a contract by its name or the path of its folder; raises OSError where it does not exist."""
    return _served_contract(read_files(contract))


def _served_contract(files: Files) -> ServedContract:
    data, request, response = files.table, files.request, files.response
    endpoint, policy = data["endpoint"], data.get("policy", {})
    properties, names = request["properties"], data.get("parameters", {})
    prompt_tokens = data.get("usage", {}).get("prompt_tokens", "prompt_tokens")
    stated = {value: _elements(row) for value, row in data.get("elements", {}).items()}
    elements = {**{name: ServedElements(name) for name in _ELEMENT_TYPES}, **stated}
    return ServedContract(
        name=data["name"],
        base_path=urlsplit(endpoint["base_url"]).path.rstrip("/"),
        endpoint=endpoint["path"].partition("?")[0],
        resources={
            name: endpoint[name].partition("?")[0] for name in ("models", "model", "version") if endpoint.get(name)
        },
        query=frozenset(query_of(endpoint["path"].partition("?")[2])),
        keys=key_forms(endpoint.get("key")),
        key_wanted=endpoint.get("auth") == "required",
        models=tuple(
            replace(_model(row), required=_required(request, row["name"]), space=_space(data, row["name"]))
            for row in data.get("models", ())
        ),
        other=_other(data, request) if data["any_model"] else None,
        refused=frozenset(rule for rule, word in policy.items() if word == "refuse"),
        answered=frozenset(rule for rule, word in policy.items() if word in {"answer", "ignore"}),
        names=MappingProxyType(dict(names)),
        parameters=frozenset(properties) | _widths_named(data, names),
        formats=frozenset(properties.get(names.get("encoding_format", "encoding_format"), {}).get("enum", ("float",))),
        elements=MappingProxyType(elements),
        default_elements=next((elements[value] for value in _defaults(properties, names) if value in elements), None),
        string_input=any(branch.get("type") == "string" for branch in _forms(properties["input"])),
        token_input=any(_of_integers(branch) for branch in _forms(properties["input"])),
        listed=_listed(request, policy),
        ignored=frozenset(name for name, part in _described(request) if part.get("x-ignored")),
        members=frozenset(response.get("properties", ())),
        counts=frozenset(
            "prompt_tokens" if name == prompt_tokens else name
            for name in response.get("properties", {}).get("usage", {}).get("properties", ())
        ),
        prompt_tokens=prompt_tokens,
        shapes=shapes(data.get("envelopes"), files.error),
        errors=MappingProxyType(dict(data.get("errors", {}))),
    )


def _elements(row: Mapping[str, Any]) -> ServedElements:
    return ServedElements(**row)


def _described(request: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the parameters that are described at the top of a request schema, or in branches of it."""
    branches = [branch.get(word, {}) for branch in request.get("allOf", ()) for word in ("then", "else")]
    parts = [item for schema in (request, *branches) for item in schema.get("properties", {}).items()]
    return [(name, part) for name, part in parts if isinstance(part, Mapping)]


def _listed(request: Mapping[str, Any], policy: Mapping[str, str]) -> Mapping[str, tuple[Any, ...]]:
    """Return the values of parameters that only this vendor has, where its policy refuses others."""
    own = ((name, part) for name, part in _described(request) if policy.get(f"{name}.enum") == "refuse")
    usual = {"model", "input", "dimensions", "encoding_format"}
    return MappingProxyType({name: tuple(part["enum"]) for name, part in own if name not in usual and "enum" in part})


def _forms(schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    branches: Sequence[Mapping[str, Any]] = schema.get("anyOf", (schema,))
    return branches


def _of_integers(branch: Mapping[str, Any]) -> bool:
    """Tell whether a form is a list of integers, or a list of such lists."""
    items = branch.get("items", {})
    return items.get("type") == "integer" or ("items" in items and _of_integers(items))


def _widths_named(data: Mapping[str, Any], names: Mapping[str, str]) -> frozenset[str]:
    """Return the name of the parameter for dimensions where any model offers some, whether or not a schema has it."""
    rows = (*data.get("models", ()), data.get("other_models", {}))
    return (
        frozenset({names.get("dimensions", "dimensions")}) if any("dimensions" in row for row in rows) else frozenset()
    )


def _defaults(properties: Mapping[str, Any], names: Mapping[str, str]) -> list[Any]:
    """Return the documented defaults of the parameters that say what vectors are made of."""
    asking = (names.get("element_type", ""), names.get("encoding_format", "encoding_format"))
    return [properties[name]["default"] for name in asking if "default" in properties.get(name, {})]


def _required(request: Mapping[str, Any], model: str) -> frozenset[str]:
    """Return what a request for a model has to carry beside model and input: at the top, or in a branch for it."""
    found = set(request.get("required", ()))
    for branch in request.get("allOf", ()):
        named = branch.get("if", {}).get("properties", {}).get("model", {})
        meant = model in named.get("enum", (named.get("const", model),))
        found |= set(branch.get("then" if meant else "else", {}).get("required", ()))
    return frozenset(found - {"model", "input"})


def _space(data: Mapping[str, Any], model: str) -> str:
    groups = data.get("shared_spaces", {}).get("models", ())
    return next((str(group[0]) for group in groups if model in group), "")


def _other(data: Mapping[str, Any], request: Mapping[str, Any]) -> ServedModel:
    """Return the model for all unlisted names; it offers all dimensions where only a minimum is documented."""
    dimensions = request["properties"].get(data.get("parameters", {}).get("dimensions", "dimensions"))
    model = replace(_model({"name": "", **data.get("other_models", {})}), required=_required(request, ""))
    free = isinstance(dimensions, Mapping) and "minimum" in dimensions and not model.offered_dimensions
    return replace(model, offered_dimensions=range(1, model.full_dimensions + 1)) if free else model


def _model(entry: Mapping[str, Any]) -> ServedModel:
    name, offered = entry["name"], entry.get("dimensions", ())
    offered_dimensions = range(offered["min"], offered["max"] + 1) if isinstance(offered, Mapping) else tuple(offered)
    default = entry.get("default_dimensions")
    usual = _USUAL_DIMENSIONS if name else _DIMENSIONS_OF_UNLISTED
    return ServedModel(
        name=name,
        full_dimensions=max(max(offered_dimensions, default=0), default or 0) or _FULL_DIMENSIONS.get(name, usual),
        offered_dimensions=offered_dimensions,
        default=default,
        items=entry.get("max_items", 2048),
        tokens=entry.get("max_tokens", 8192),
        request_tokens=entry.get("max_request_tokens"),
        request_characters=entry.get("max_request_characters"),
        request_bytes=entry.get("max_request_bytes"),
        unit=name not in _RAW,
    )
