"""The request schema as it stands for one model: branches taken, everything merged into plain properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from conformance.contract.conjunction import conjoin, refuse_unsupported
from conformance.contract.keywords import KeywordRole, keyword, named
from conformance.errors import ContractError
from conformance.model.contract import ANY_MODEL, Contract

__all__ = ["narrow", "narrowed"]

_IDENTITY = "$id"


def narrow(schema: Mapping[str, Any], model: str) -> dict[str, Any]:
    """Return the request schema of one model, without ``allOf`` and ``if``.

    ``model``, where a body has it, becomes an ``enum`` of one where the schema lists models, else a ``const``.
    Constraints beside an ``anyOf`` are moved into those branches whose type they concern. Raises ContractError for a
    model the schema does not list, and for keywords (or uses of them) that have no meaning here.
    """
    narrowed: dict[str, Any] = {"type": "object"}
    for part, pointer in _parts(schema, model, ""):
        refuse_unsupported(part, pointer)
        narrowed = conjoin(narrowed, part, pointer)
    properties = {name: _distributed(_explicit(part)) for name, part in narrowed.get("properties", {}).items()}
    named = {"model": _only(model, properties["model"])} if "model" in properties else {}
    return {**narrowed, "properties": {**properties, **named}}


def narrowed(contract: Contract) -> Iterator[dict[str, Any]]:
    """Yield the request schema of each model of a contract; of any model where it lists none."""
    for model in contract.models or (contract.model(ANY_MODEL),):
        yield narrow(contract.request_schema, model.name)


def _parts(schema: Mapping[str, Any], model: str, pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the schemas that together hold for a model, with their JSON pointers."""
    yield {key: part for key, part in schema.items() if key not in {*named(KeywordRole.BRANCHES), _IDENTITY}}, pointer
    for number, branch in enumerate(schema.get("allOf", ())):
        yield from _parts(branch, model, f"{pointer}/allOf/{number}")
    if "if" in schema:
        taken = "then" if _holds(schema["if"], model, f"{pointer}/if") else "else"
        yield from _parts(schema.get(taken, {}), model, f"{pointer}/{taken}")


def _holds(condition: Mapping[str, Any], model: str, pointer: str) -> bool:
    """Tell whether a condition is true of a request with this model; it may speak of nothing else."""
    if set(condition) - {"required", "properties"} or set(condition.get("properties", {})) != {"model"}:
        raise ContractError(f"request.json: {pointer} asks for more than the model", "branch by the model's name only")
    return Draft202012Validator(condition).is_valid({"model": model})


def _only(model: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of ``model`` that allows one name."""
    if not Draft202012Validator(schema).is_valid(model):
        named = ", ".join(map(repr, schema.get("enum", ()))) or "another name"
        raise ContractError(f"the contract does not allow the model {model!r}", f"use {named}")
    return {**schema, "enum": [model]} if "enum" in schema else {**schema, "const": model}


def _explicit(schema: Any) -> Any:
    """Write ``true`` as a schema that states nothing, at any depth, so that all but ``false`` are objects."""
    if isinstance(schema, bool):
        return {} if schema else False
    inner = dict(schema)
    if "items" in schema:
        inner["items"] = _explicit(schema["items"])
    if "anyOf" in schema:
        inner["anyOf"] = [_explicit(branch) for branch in schema["anyOf"]]
    if "properties" in schema:
        inner["properties"] = {name: _explicit(part) for name, part in schema["properties"].items()}
    return inner


def _distributed(schema: Any) -> Any:
    """Move what bounds one type beside an ``anyOf`` into those branches; the rest stays."""
    if not isinstance(schema, Mapping) or "anyOf" not in schema:
        return schema
    moved = {key: value for key, value in schema.items() if len(keyword(key).types) == 1}
    branches = [conjoin(branch, _of_concern(moved, branch), "/anyOf") for branch in schema["anyOf"]]
    return {**{key: value for key, value in schema.items() if key not in moved}, "anyOf": branches}


def _of_concern(constraints: Mapping[str, Any], branch: Any) -> dict[str, Any]:
    """Leave out the constraints that cannot touch values of the branch's one type."""
    kind = branch.get("type") if isinstance(branch, Mapping) else None
    return {key: value for key, value in constraints.items() if not isinstance(kind, str) or kind in keyword(key).types}
