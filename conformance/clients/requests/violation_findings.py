"""What is found in a request of a client that violates a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from conformance.clients.recordings.captured_request import keys_outside
from conformance.clients.requests.client_call import ClientCall
from conformance.clients.requests.violations import totals_of
from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import required_parameters
from conformance.model.contract import Contract
from conformance.model.excerpt import json_excerpt
from conformance.model.finding import Finding
from conformance.model.key_place import KeyPlace
from conformance.model.message import Message, Value, template
from conformance.model.rule import Subject, subject_of
from conformance.model.rules import violation_of

__all__ = ["finding"]

_NO_HEADER = template("requests.no-header", "no {name} header")
_NO_PARAMETER = template("requests.no-parameter", "no {name}")
_ANY_NAME = template("requests.any-name", "a name")
_VALUE = template("requests.value", "{value:json}")
_PARAMETER = template("requests.parameter", "{name}: {value}")
_QUERY = template("requests.query", "?{query}")
_READ = 200
"""Bytes of a body that are looked at where it is no object."""


def finding(contract: Contract, call: ClientCall, rule: str) -> Finding:
    """Return the finding for one rule a call violates; its pointer leads into the body of the request."""
    kind, name = violation_of(rule), _name(contract, rule)
    values = {place: _VALUES[place](contract, call, rule) for place in kind.places}
    at = f"/{name}" if name in call.body else ""
    return kind(at=at, of=call.key, advisory=rule not in call.forbidden, **values)


def _name(contract: Contract, rule: str) -> str:
    """Return what a rule speaks of: of a parameter, the name the vendor gives it."""
    (name,) = contract.parameters.on_the_wire({subject_of(rule): None})
    return name


def _allowed(contract: Contract, call: ClientCall, rule: str) -> Value:
    """Return the values the contract lists for a parameter, as far as it lists any."""
    name = _name(contract, rule)
    if name == Subject.MODEL:
        return tuple(model.name for model in contract.models) or _ANY_NAME()
    schema = narrow(contract.request_schema, call.model) if call.model else contract.request_schema
    part = schema.get("properties", {}).get(name)
    if not isinstance(part, Mapping):
        return _NO_PARAMETER(name=name)
    return tuple(_VALUE(value=value) for value in part.get("enum", ())) or part.get("type", "")


def _sent_value(contract: Contract, call: ClientCall, rule: str) -> Value:
    """Return what stands in the request where the rule looks."""
    name = _name(contract, rule)
    if name in {Subject.AUTH, Subject.HEADERS}:
        first = contract.key_places[0]
        if name == Subject.AUTH and first.query:
            return json_excerpt(call.exchange.request.path)
        return _header(call, first.header.lower() if name == Subject.AUTH else rule.partition(".")[2])
    if name == Subject.BODY:
        return json_excerpt(call.exchange.request.body[:_READ].decode("utf-8", "backslashreplace"))
    if name == Subject.MODEL and (in_path := contract.route.model_in(call.exchange.request.path)):
        return json_excerpt(in_path)
    return json_excerpt(call.body[name]) if name in call.body else _NO_PARAMETER(name=name)


def _header(call: ClientCall, name: str) -> str | Message:
    values = [value for header, value in call.exchange.request_headers if header.lower() == name]
    return json_excerpt(values[0]) if values else _NO_HEADER(name=name.title())


def _elsewhere(contract: Contract, call: ClientCall, _rule: str) -> tuple[str, ...]:
    """Return the headers that hold the key, or the path where its query does."""
    headers = keys_outside(call.exchange.request_headers, contract.key_places)
    return headers or (call.exchange.request.path,)


def _parameters(contract: Contract, call: ClientCall, _: str) -> tuple[Message, ...]:
    """Return the parameters that the contract does not name, those of the query included."""
    return tuple(_unknown(contract, call))


def _unknown(contract: Contract, call: ClientCall) -> Iterator[Message]:
    documented = contract.request_schema.get("properties", {})
    yield from (
        _PARAMETER(name=name, value=json_excerpt(value)) for name, value in call.body.items() if name not in documented
    )
    if contract.route.strange(call.exchange.request.path):
        yield _QUERY(query=call.exchange.request.path.partition("?")[2])


def _beyond(contract: Contract, call: ClientCall) -> tuple[int, int]:
    """Return how much the texts are together, and the limit that is exceeded."""
    totals = totals_of(contract, call.model or "", call.body)
    return next(((total, most) for total, most in totals if total > most), (0, 0))


def _missing(contract: Contract, call: ClientCall, _: str) -> tuple[str, ...]:
    """Return the parameters that the contract requires and the call does not carry."""
    schema = narrow(contract.request_schema, call.model) if call.model else contract.request_schema
    return tuple(name for name in required_parameters(schema) if name not in call.body)


def _key_at(place: KeyPlace) -> str:
    """Return a place with the key in it, as it stands in a request."""
    key = place.written("KEY")
    return f"?{place.query}={key}" if place.query else f"{place.header}: {key}"


_VALUES: Mapping[str, Callable[[Contract, ClientCall, str], Value]] = MappingProxyType(
    {
        "path": lambda contract, _, __: contract.path,
        "places": lambda contract, _, __: tuple(map(_key_at, contract.key_places)),
        "elsewhere": _elsewhere,
        "query": lambda contract, call, _: contract.route.lacking(call.exchange.request.path),
        "method": lambda _, call, __: call.exchange.request.method,
        "requested": lambda _, call, __: call.exchange.request.path,
        "most": lambda contract, call, _: contract.model(call.model or "").max_items,
        "count": lambda _, call, __: len(call.body[Subject.INPUT]),
        "known": lambda contract, _, __: tuple(contract.request_schema.get("properties", {})),
        "parameters": _parameters,
        "missing": _missing,
        "together": lambda contract, call, _: _beyond(contract, call)[0],
        "most_together": lambda contract, call, _: _beyond(contract, call)[1],
        "sent": lambda _, call, __: tuple(call.body),
        "parameter": lambda contract, _, rule: _name(contract, rule),
        "keyword": lambda _, __, rule: rule.partition(".")[2],
        "allowed": _allowed,
        "given": _sent_value,
    }
)
"""What stands in the places of the sentences, by their names."""
