"""Whether requests can be drawn from a schema: asked of a contract when it loads, so that no run stumbles later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import Any

from conformance.contract.conjunction import escaped
from conformance.contract.keywords import TYPES, KeywordRole, keyword, named
from conformance.errors import ContractError
from conformance.generation.literals import admits

__all__ = ["constraints", "refuse_undrawable", "types_drawn"]

_LITERAL = frozenset({"type", "enum", "const"})
_INNER = ("items", "properties", "required")
_BOUNDS = (("Length", "string"), ("Items", "array"))


def refuse_undrawable(schema: Any, pointer: str = "") -> None:
    """Raise ContractError, naming keyword and JSON pointer, where no valid value can be drawn from a schema.

    The schema is one without branches by the model: see ``narrow``.
    """
    if schema is True:
        return
    if not isinstance(schema, Mapping):
        raise _refusal(f"the schema at {pointer or '/'} admits nothing")
    stated = constraints(schema)
    if stated.keys() & {"enum", "const"}:
        _refuse_literals(stated, pointer)
    elif "anyOf" in stated:
        for branch, place in _branches(stated, pointer):
            refuse_undrawable(branch, place)
    else:
        _refuse_bounds(stated, pointer)
        for part, place in _parts(stated, pointer):
            refuse_undrawable(part, place)


def constraints(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema states beside its annotations."""
    return {name: value for name, value in schema.items() if keyword(name).role is not KeywordRole.ANNOTATES}


def types_drawn(stated: Mapping[str, Any]) -> list[str]:
    """Return the types to draw: those named, else those the keywords speak of, else text."""
    kinds = stated.get("type")
    if kinds is None:
        meant = (kind for kind in TYPES if any(kind in keyword(name).types for name in stated))
        return [next(meant, "string")]
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _branches(stated: Mapping[str, Any], pointer: str) -> Iterator[tuple[Any, str]]:
    """Yield the branches of an ``anyOf``, with what stands beside it; both must not state the same."""
    beside = {name: value for name, value in stated.items() if name != "anyOf"}
    for number, branch in enumerate(stated["anyOf"]):
        place = f"{pointer}/anyOf/{number}"
        if isinstance(branch, bool):
            yield branch and beside, place
            continue
        for name in sorted(beside.keys() & branch.keys()):
            raise _refusal(f"the keyword {name!r} at {place} stands beside anyOf too")
        yield {**beside, **branch}, place


def _refuse_literals(stated: Mapping[str, Any], pointer: str) -> None:
    for name in sorted(stated.keys() - _LITERAL):
        if not keyword(name).types:
            raise _unknown(name, pointer)
        if name in _INNER:
            raise _refusal(f"the keyword {name!r} at {pointer}/{name} stands beside enum or const")
    if not any(admits(stated, value) for value in stated.get("enum", [stated.get("const")])):
        raise _refusal(f"the schema at {pointer or '/'} admits none of its own values")


def _refuse_bounds(stated: Mapping[str, Any], pointer: str) -> None:
    """Refuse keywords that bound no type that is drawn, and bounds that leave nothing between them."""
    kinds = types_drawn(stated)
    for kind in kinds:
        if kind not in TYPES:
            raise _refusal(f"the type {kind!r} at {pointer}/type is not one of JSON")
    for name in stated:
        if name != "type" and not set(keyword(name).types) & set(kinds):
            raise _unknown(name, pointer)
    for noun, kind in _BOUNDS:
        if kind in kinds and stated.get(f"max{noun}", stated.get(f"min{noun}", 0)) < stated.get(f"min{noun}", 0):
            raise _refusal(f"the keyword 'max{noun}' at {pointer}/max{noun} is below min{noun}")
    low, high = stated.get("minimum"), stated.get("maximum")
    if low is not None and high is not None:
        _refuse_range(low, high, "integer" if "integer" in kinds else "number", pointer)


def _refuse_range(low: float, high: float, kind: str, pointer: str) -> None:
    if low > high or (kind == "integer" and ceil(low) > floor(high)):
        raise ContractError(
            f"request.json: no {kind} lies from {low} to {high} at {pointer or '/'}",
            "set minimum and maximum further apart",
        )


def _parts(stated: Mapping[str, Any], pointer: str) -> Iterator[tuple[Any, str]]:
    """Yield the schemas of items and members; a member that is forbidden and not required is never drawn."""
    if "items" in stated:
        yield stated["items"], f"{pointer}/items"
    required = stated.get("required", ())
    for name, part in stated.get("properties", {}).items():
        if part is not False or name in required:
            yield part, f"{pointer}/properties/{escaped(name)}"


def _unknown(name: str, pointer: str) -> ContractError:
    return _refusal(f"the keyword {name!r} at {pointer}/{escaped(name)} cannot be drawn")


def _refusal(problem: str) -> ContractError:
    names = ", ".join(sorted(named(KeywordRole.CONSTRAINS)))
    return ContractError(f"request.json: {problem}", f"write the request schema with {names} and satisfiable bounds")
