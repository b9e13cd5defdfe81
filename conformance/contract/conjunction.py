"""Two schemas that hold together, as one: for the keywords that the table knows and no others."""

from __future__ import annotations

from typing import Any

from conformance.contract.keywords import KeywordRole, keyword, named
from conformance.errors import ContractError

__all__ = ["conjoin", "escaped", "refuse_unsupported"]

_SUPPORTED = frozenset({KeywordRole.CONSTRAINS, KeywordRole.ANNOTATES})


def refuse_unsupported(schema: Any, pointer: str = "") -> None:
    """Raise ContractError at the first keyword that neither constrains nor annotates, at any depth."""
    if isinstance(schema, bool):
        return
    for name, value in schema.items():
        if keyword(name).role not in _SUPPORTED:
            constraining = ", ".join(sorted(named(KeywordRole.CONSTRAINS)))
            supported = f"; known are {constraining}, and if/then/else by the model in allOf"
            problem = f"request.json: keyword {name!r} at {pointer or '/'} is not supported"
            raise ContractError(problem, keyword(name).instead + supported)
        if name == "properties":
            for member, part in value.items():
                refuse_unsupported(part, f"{pointer}/properties/{escaped(member)}")
        elif name == "anyOf":
            for number, part in enumerate(value):
                refuse_unsupported(part, f"{pointer}/anyOf/{number}")
        elif name == "items":
            refuse_unsupported(value, f"{pointer}/items")


def escaped(name: str) -> str:
    """Return a member's name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def conjoin(first: Any, second: Any, pointer: str = "") -> Any:
    """Return one schema that allows what both allow; where both annotate, the second is heard.

    Raises ContractError where that cannot be written with the keywords there are, or nothing at all would be allowed.
    """
    if isinstance(first, bool) or isinstance(second, bool):
        return (second if first else False) if isinstance(first, bool) else (first if second else False)
    merged = dict(first)
    for name, value in second.items():
        merged[name] = _both(name, merged[name], value, pointer) if name in merged else value
    return merged


def _both(name: str, first: Any, second: Any, pointer: str) -> Any:
    place, entry = f"{pointer}/{name}", keyword(name)
    if entry.role is not KeywordRole.CONSTRAINS or first == second:
        return second
    if entry.merge is None:
        raise ContractError(f"request.json: {place} meets another {name}", f"write one {name} for each property")
    return entry.merge(first, second, place)
