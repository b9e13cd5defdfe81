"""Which rules of a contract a recorded request breaks, named as in the contract's policy."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any

from conformance.clients.requests.text_kind import oddity
from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import required_parameters
from conformance.generation.negative_case import texts_in
from conformance.model.contract import Contract, Parameters
from conformance.model.exchange import Credential, Request
from conformance.model.rule import RuleId, Subject
from conformance.validation.schema import SchemaJudge, Violation
from conformance.validation.strict_json import parse

__all__ = ["body_of", "totals_of", "violated_rules"]

_FIRST = ("required", "type", "enum", "const", "minimum", "maximum")


def body_of(request: Request) -> dict[str, Any]:
    """Return the body of a request that is strict JSON and an object; an empty one stands for any other."""
    value = parse(request.body).value
    return value if isinstance(value, dict) else {}


def violated_rules(contract: Contract, model: str, request: Request) -> tuple[str, ...]:
    """Return the rules a call of ``model`` breaks; none for a documented request with ordinary text.

    Raises ContractError where the contract does not allow the model.
    """
    around = tuple(_around_the_body(contract, request))
    if RuleId.HEADERS_CONTENT_TYPE in around:
        return around
    if rule := _unreadable(request.body):
        return (*around, rule)
    schema, body = narrow(contract.request_schema, model), body_of(request)
    members = _members(schema, body, contract.parameters)
    return tuple(dict.fromkeys((*around, *members, *_texts(contract, model, body))))


def _around_the_body(contract: Contract, request: Request) -> Iterator[str]:
    """Yield the rules that key, headers and query break."""
    headers = Message()
    for name, value in request.headers:
        headers[name] = value
    if request.credential is not Credential.VALID:
        yield f"{Subject.AUTH}.{request.credential}"
    if not _labelled_as_json(headers):
        yield RuleId.HEADERS_CONTENT_TYPE
    if not _admits_json(headers.get("accept", "*/*")):
        yield RuleId.HEADERS_ACCEPT
    if contract.route.strange(request.path):
        yield RuleId.UNKNOWN_PARAMETER
    if contract.route.lacking(request.path):
        yield RuleId.QUERY_REQUIRED


def _labelled_as_json(headers: Message) -> bool:
    """Tell whether the headers let a server read the body as plain JSON in UTF-8."""
    charset = headers.get_content_charset("utf-8")
    plain = headers.get("content-encoding", "identity") == "identity"
    return plain and headers.get_content_type() == "application/json" and charset in {"utf-8", "us-ascii"}


def _admits_json(accept: str) -> bool:
    return any(kind in accept for kind in ("*/*", "application/*", "application/json"))


def _unreadable(body: bytes) -> str:
    """Return the rule of a body no schema can be asked of, or nothing."""
    if not body:
        return RuleId.BODY_EMPTY
    parsed = parse(body)
    if parsed.problem:
        if not _readable_to_some(body):
            return RuleId.BODY_JSON
        return RuleId.BODY_LENIENT if _is_utf8(body) else RuleId.TEXT_ODD
    return "" if isinstance(parsed.value, dict) else RuleId.BODY_OBJECT


def _readable_to_some(body: bytes) -> bool:
    try:
        json.loads(body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))
    except ValueError:
        return False
    return True


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _members(schema: Mapping[str, Any], body: Mapping[str, Any], names: Parameters) -> Iterator[str]:
    """Yield the rules the parameters break: one for each parameter, the plainest."""
    found: dict[str, list[Violation]] = {}
    for violation in SchemaJudge(schema).violations(body):
        # A parameter whose schema is false is reported without its place; it is looked up below.
        if violation.location:
            found.setdefault(violation.location.split("/")[1], []).append(violation)
    for name, violations in found.items():
        if name == Subject.INPUT and name in body:
            yield _of_input(body[name])
        elif name not in body and name in required_parameters(schema):
            yield RuleId.PARAMETER_REQUIRED
        else:
            (rule_name,) = names.in_usual_names({name: None})
            yield _of_parameter(rule_name, violations, body.get(name))
    offered = {name for name, part in schema["properties"].items() if part is not False}
    for name in body.keys() - offered:
        yield RuleId.DIMENSIONS_FORBIDDEN if name == names.dimensions else RuleId.UNKNOWN_PARAMETER


def _of_input(value: Any) -> str:
    """Return the rule an ``input`` breaks that the schema does not allow; its branches hide the keyword."""
    if value is None:
        return RuleId.INPUT_NULL
    if not isinstance(value, str | list):
        return RuleId.INPUT_TYPE
    texts = texts_in(value)
    if value == []:
        return RuleId.INPUT_MIN_ITEMS
    if texts is None:
        return RuleId.INPUT_ITEMS_TYPE
    if isinstance(value, str) and value:
        return RuleId.INPUT_STRING
    return RuleId.INPUT_MIN_LENGTH if "" in texts else RuleId.INPUT_MAX_ITEMS


def _of_parameter(name: str, violations: list[Violation], value: Any) -> str:
    keywords = [violation.keyword for violation in violations]
    keyword = next((keyword for keyword in _FIRST if keyword in keywords), keywords[0])
    if keyword != "required" and value is None and name != Subject.MODEL:
        return f"{name}.null"
    if name == Subject.DIMENSIONS and isinstance(value, str) and value.isdecimal():
        return RuleId.DIMENSIONS_NUMERIC_STRING
    if name == Subject.ENCODING_FORMAT and value == "base64":
        return RuleId.ENCODING_FORMAT_BASE64
    return f"{name}.{'enum' if keyword == 'const' else keyword}"


def totals_of(contract: Contract, model: str, body: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield the characters and the bytes of all texts together, each with its limit, as far as one is documented.

    Tokens are left out: only the model's own tokenizer counts them.
    """
    limits, texts = contract.model(model), texts_in(body.get("input")) or ()
    if limits.max_request_characters is not None:
        yield sum(map(len, texts)), limits.max_request_characters
    if limits.max_request_bytes is not None:
        yield sum(len(text.encode("utf-8", "replace")) for text in texts), limits.max_request_bytes


def _texts(contract: Contract, model: str, body: Mapping[str, Any]) -> Iterator[str]:
    longest = contract.model(model).max_tokens
    if any(total > most for total, most in totals_of(contract, model, body)):
        yield RuleId.INPUT_TOTAL
    for text in texts_in(body.get("input")) or ():
        if text and (rule := oddity(text)):
            yield rule
        # A token is a byte at least, so a text of fewer bytes is within any limit.
        if longest is not None and len(text.encode("utf-8", "replace")) > longest:
            yield RuleId.TEXT_OVER_LENGTH
