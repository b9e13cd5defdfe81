"""The limits of a contract as plain data, for clients that would otherwise write them into their code."""

from __future__ import annotations

from typing import Any

from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import required_parameters, sent_parameters
from conformance.model.contract import ANY_MODEL, Contract, Model

__all__ = ["limits_of"]


def limits_of(contract: Contract) -> dict[str, Any]:
    """Return what a client has to keep to, as JSON values in a stable order; what is not documented is left out."""
    return {
        "contract": contract.name,
        "title": contract.title,
        "date": contract.date,
        "source": contract.source,
        **_stated(url=contract.url),
        "digest": contract.digest,
        "base_url": contract.base_url,
        "path": contract.path,
        "auth": str(contract.auth),
        "key": [_stated(header=at.header, scheme=at.scheme, query=at.query) for at in contract.key_places],
        **_stated(currency=contract.currency),
        "any_model": contract.any_model,
        "models": [_row(contract, model) for model in contract.models],
        **({"other_models": _row(contract, contract.model(ANY_MODEL), name="")} if contract.any_model else {}),
    }


def _row(contract: Contract, model: Model, name: str | None = None) -> dict[str, Any]:
    schema, names = narrow(contract.request_schema, model.name), contract.parameters
    low, high = model.dimension_range or (None, None)
    return _stated(
        name=model.name if name is None else name,
        max_items=model.max_items,
        max_tokens=model.max_tokens,
        max_request_tokens=model.max_request_tokens,
        max_request_characters=model.max_request_characters,
        max_request_bytes=model.max_request_bytes,
        dimensions=list(model.dimensions) or (None if low is None else {"min": low, "max": high}),
        default_dimensions=model.default_dimensions,
        dimensions_parameter=names.dimensions if isinstance(schema["properties"].get(names.dimensions), dict) else None,
        formats=_listed(schema, names.encoding_format),
        element_types=_listed(schema, names.element_type),
        required=list(required_parameters(schema)),
        sent=sent_parameters(schema),
        price=model.price,
    )


def _listed(schema: dict[str, Any], name: str) -> list[Any] | None:
    """Return the values that a parameter may have, without null; None where it is not documented."""
    part = schema["properties"].get(name)
    return [value for value in part.get("enum", ()) if value is not None] if isinstance(part, dict) else None


def _stated(**members: Any) -> dict[str, Any]:
    """Return the members that hold something."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
