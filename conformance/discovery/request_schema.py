"""The request schema that a service was seen to honour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.contract.sent_parameters import SENT
from conformance.model.facts import ElementOffer, Facts, Offer

__all__ = ["common_elements", "request_schema", "with_sent"]

_STRING = {"type": "string", "minLength": 1}
_NUMBERS = {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0}}


def request_schema(facts: Sequence[Facts], sent: Mapping[str, Any], *, sent_required: bool = False) -> dict[str, Any]:
    """Return the schema of requests to all models explored, with a branch for the limits of each.

    ``sent`` are the parameters that went out with every request, by name.
    """
    coded = bool(facts) and all(model.base64 is Offer.HONOURED for model in facts)
    properties = {
        "model": {"type": "string", "enum": [model.model for model in facts]},
        "input": {"description": "What was answered, model by model."},
        "encoding_format": {"type": "string", "enum": ["float", "base64"] if coded else ["float"]},
    }
    if offer := common_elements(facts):
        formats = ["base64"] if coded and offer.parameter == "encoding_format" else []
        default = {"default": offer.default} if offer.default and not offer.sent else {}
        properties[offer.parameter] = {"type": "string", "enum": [*offer.values, *formats], **default}
    return {
        "type": "object",
        "required": ["model", "input", *(sent if sent_required else ())],
        "properties": with_sent(properties, sent),
        "allOf": [_branch(model) for model in facts],
    }


def with_sent(properties: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties of a request with the parameters that go out with each."""
    added = {name: {"description": "Sent with every request.", SENT: value} for name, value in sent.items()}
    return {**properties, **{name: {**properties.get(name, {}), **part} for name, part in added.items()}}


def common_elements(facts: Sequence[Facts]) -> ElementOffer | None:
    """Return the parameter for the type of elements with the values that all models heed, or None where they differ."""
    offers = [model.elements for model in facts]
    first = next(iter(offers), None)
    if first is None or any(
        one is None or (one.parameter, one.default) != (first.parameter, first.default) for one in offers
    ):
        return None
    return replace(
        first, values=tuple(value for value in first.values if all(value in one.values for one in offers if one))
    )


def _branch(facts: Facts) -> dict[str, Any]:
    properties: dict[str, Any] = {"input": {"anyOf": _forms(facts)}}
    if facts.tokens is not None and facts.tokens.beyond is not None:
        properties["input"]["x-max-tokens"] = facts.tokens.answered
    if facts.widths is not None:
        properties["dimensions"] = _widths(facts)
    return {
        "if": {"required": ["model"], "properties": {"model": {"const": facts.model}}},
        "then": {"properties": properties},
    }


def _forms(facts: Facts) -> list[dict[str, Any]]:
    """Return the forms of input that were answered; a string where not even that was tried."""
    limit = {} if facts.items is None or facts.items.beyond is None else {"maxItems": facts.items.answered}
    schemas = {
        "string": _STRING,
        "list": {"type": "array", "minItems": 1, **limit, "items": _STRING},
        "tokens": _NUMBERS,
        "token-lists": {"type": "array", "minItems": 1, **limit, "items": _NUMBERS},
    }
    return [schema for form, schema in schemas.items() if facts.takes(form)] or [_STRING]


def _widths(facts: Facts) -> dict[str, Any] | bool:
    widths = facts.widths
    if widths is None or widths.offer is not Offer.HONOURED:
        return False
    if widths.range is not None:
        low, high = widths.range
        return {"type": "integer", "minimum": low, "maximum": high, "default": facts.width}
    return {"type": "integer", "enum": list(widths.listed), "default": facts.width}
