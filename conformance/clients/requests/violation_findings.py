"""What a broken rule looks like in a request, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.checks.wording import shown
from conformance.clients.requests.client_call import ClientCall
from conformance.contract.narrowing import narrow
from conformance.model.contract import Contract
from conformance.model.finding import Finding

__all__ = ["finding"]

_SAID: Mapping[str, str] = {
    "endpoint.path": "the call goes to another path",
    "endpoint.method": "the call is not made with POST",
    "auth.missing": "the call carries no key",
    "auth.blank": "the Authorization header holds no key",
    "auth.malformed": "the Authorization header holds no bearer token",
    "auth.bogus": "the call carries another key than the one given",
    "headers.content-type": "the body is not labelled as JSON in UTF-8",
    "headers.accept": "the Accept header leaves no room for JSON",
    "body.json": "the body is no JSON",
    "body.lenient": "the body is JSON to lenient parsers only",
    "body.object": "the body is JSON, but no object",
    "body.empty": "the body is empty",
    "model.required": "no model is named",
    "model.type": "the model's name is no string",
    "model.enum": "the contract lists no such model",
    "input.required": "there is no input",
    "input.null": "the input is null",
    "input.string": "the input is a string, and only lists are documented",
    "input.type": "the input is neither a string nor a list",
    "input.items.type": "the input is a list of something else than strings",
    "input.minItems": "the list of inputs is empty",
    "input.minLength": "an input is an empty string",
    "input.maxItems": "the list holds more inputs than documented",
    "dimensions.forbidden": "a width is asked for, which this model does not offer",
    "dimensions.enum": "an undocumented width is asked for",
    "dimensions.numeric-string": "the width is a string",
    "encoding_format.base64": "base64 is asked for, which the contract does not promise",
    "encoding_format.enum": "an undocumented encoding is asked for",
    "unknown-parameter": "a parameter is sent that the contract does not name",
}

_EXPECTED: Mapping[str, str] = {
    "auth.": "Authorization: Bearer followed by the key",
    "headers.content-type": "Content-Type: application/json",
    "headers.accept": "an Accept header that admits application/json, or none",
    "body.": "one JSON object",
    "input.minItems": "at least one input",
    "input.minLength": "no empty string",
    "input.": "a string, or a list of strings",
}


def finding(contract: Contract, call: ClientCall, rule: str) -> Finding:
    """Return the finding for one rule a call breaks; its pointer leads into the body of the request."""
    name, keyword = _name(contract, rule), rule.partition(".")[2]
    return Finding(
        message=_SAID.get(rule) or f"the parameter {name} is not as documented ({keyword})",
        expected=_expected(contract, call, rule),
        observed=_observed(contract, call, rule),
        pointer=f"/{name}" if name in call.body else "",
        exchange=call.key,
        advisory=rule not in call.forbidden,
    )


def _name(contract: Contract, rule: str) -> str:
    """Return what a rule speaks of: of a parameter, the name the vendor gives it."""
    (name,) = contract.parameters.on_the_wire({rule.partition(".")[0]: None})
    return name


def _expected(contract: Contract, call: ClientCall, rule: str) -> str:
    name = _name(contract, rule)
    if name == "endpoint":
        return f"POST {contract.path} under the base URL"
    if rule == "input.maxItems":
        return f"at most {contract.model(call.model or '').max_items} inputs"
    if rule == "unknown-parameter":
        return f"only {', '.join(contract.request_schema.get('properties', {}))}"
    fixed = next((said for start, said in _EXPECTED.items() if rule.startswith(start)), "")
    return fixed or _allowed(contract, call, name)


def _allowed(contract: Contract, call: ClientCall, name: str) -> str:
    """Return the values the contract lists for a parameter, as far as it lists any."""
    if name == "model":
        return ", ".join(model.name for model in contract.models) or "a name"
    schema = narrow(contract.request_schema, call.model) if call.model else contract.request_schema
    part = schema.get("properties", {}).get(name)
    if not isinstance(part, Mapping):
        return f"no {name}"
    values = part.get("enum", ())
    return ", ".join(map(shown, values)) or str(part.get("type", ""))


def _observed(contract: Contract, call: ClientCall, rule: str) -> str:
    request = call.exchange.request
    name = _name(contract, rule)
    if name == "endpoint":
        return f"{request.method} {request.path}"
    if name in {"auth", "headers"}:
        wanted = {"auth": "authorization"}.get(name, rule.partition(".")[2])
        values = [value for header, value in call.exchange.request_headers if header.lower() == wanted]
        return shown(values[0]) if values else f"no {wanted.title()} header"
    if name == "body":
        return shown(request.body[:200].decode("utf-8", "backslashreplace"))
    own: Callable[[Any], str] | None = {"input.maxItems": _counted, "unknown-parameter": None}.get(rule, shown)
    if own is None:
        return _unknown(contract, call)
    return own(call.body[name]) if name in call.body else f"no {name}"


def _counted(given: Any) -> str:
    return f"{len(given)} inputs"


def _unknown(contract: Contract, call: ClientCall) -> str:
    known = contract.request_schema.get("properties", {})
    query = call.exchange.request.path.partition("?")[2]
    named = [f"{name}: {shown(value)}" for name, value in call.body.items() if name not in known]
    return ", ".join([*named, *([f"?{query}"] if query else [])])
