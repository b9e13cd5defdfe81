"""Converts exchanges to lines of JSON and back, byte for byte, and the header of a run likewise.

Schema: schemas/suite/exchange.json.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

import orjson

from conformance.model.depth import Depth
from conformance.model.exchange import (
    Attempt,
    Connection,
    Credential,
    Exchange,
    Failure,
    Framing,
    Headers,
    Request,
    Response,
)
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.options import PlanOptions, RunOptions

__all__ = ["FORMAT", "OPENING", "body_in", "from_line", "options_line", "to_line"]

FORMAT = 1
OPENING = b'{"format":1,'
"""The beginning of every line; an incomplete last line is a prefix of a line that begins so."""


def to_line(exchange: Exchange) -> bytes:
    """Return an exchange as one line of UTF-8, with its line end."""
    request = exchange.request
    members = {
        "format": FORMAT,
        "key": request.key,
        "url": exchange.sent_to,
        "request_headers": [list(header) for header in exchange.request_headers],
        "request": {
            "method": request.method,
            "path": request.path,
            "headers": [list(header) for header in request.headers],
            "body": _from_bytes(request.body),
            "credential": request.credential.value,
            "connection": request.connection.value,
            "repeat": request.repeat,
            "pause": request.pause,
            **_form(request),
        },
        "attempts": [_from_attempt(attempt) for attempt in exchange.attempts],
    }
    try:
        return orjson.dumps(members, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        # A lone surrogate has no UTF-8, but an escape.
        return json.dumps(members, separators=(",", ":")).encode() + b"\n"


def options_line(options: RunOptions) -> bytes:
    """Return the header of a run as one line of UTF-8, with its line end."""
    members = asdict(options)
    plan = members.pop("plan")
    return json.dumps({"format": FORMAT, "run": {**members, **plan}}, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Exchange | RunOptions:
    """Return the exchange of a line, or the options of a run; unknown members are ignored.

    Raises ValueError, TypeError or LookupError where the line is none of ours.
    """
    members = json.loads(line)
    if members["format"] != FORMAT:
        raise ValueError(f"format {members['format']!r}")
    return _to_options(members["run"]) if "run" in members else _to_exchange(members)


def body_in(line: bytes, attempt: int) -> bytes:
    """Return the body of the response to one attempt, out of the line of its exchange."""
    return _to_bytes(json.loads(line)["attempts"][attempt]["response"]["body"])


def _to_options(members: dict[str, Any]) -> RunOptions:
    faults = members["faults"]
    return RunOptions(
        base_url=members["base_url"],
        contract=members["contract"],
        models=tuple(members["models"]),
        plan=_to_plan(members),
        key_variable=members["key_variable"],
        insecure=members["insecure"],
        faults=None if faults is None else tuple(faults),
        headers=tuple(members["headers"]),
    )


def _to_plan(members: dict[str, Any]) -> PlanOptions:
    depth = Depth(members.get("depth", Depth.STANDARD))  # older evidence names none
    return PlanOptions(members["seed"], members["examples"], members["burst"], depth)


def _to_exchange(members: dict[str, Any]) -> Exchange:
    request = members["request"]
    return Exchange(
        request=Request(
            body=_to_bytes(request["body"]),
            path=request["path"],
            method=request["method"],
            headers=_to_headers(request["headers"]),
            credential=Credential(request["credential"]),
            connection=Connection(request["connection"]),
            repeat=request["repeat"],
            pause=request["pause"],
            framing=Framing(request.get("framing", Framing.LENGTH)),
            key_place=_to_key_place(request),
            bare=request.get("bare", False),
        ),
        attempts=(_to_attempt(members["attempts"][0]), *map(_to_attempt, members["attempts"][1:])),
        sent_to=members["url"],
        request_headers=_to_headers(members.get("request_headers", [])),
    )


def _form(request: Request) -> dict[str, Any]:
    """Return how a request was written, where that is not as usual."""
    place = request.key_place
    form = {
        "framing": (request.framing.value, "length"),
        "scheme": (place.scheme, BEARER.scheme),
        "key_header": (place.header, BEARER.header),
        "key_query": (place.query, BEARER.query),
    }
    unusual = {name: value for name, (value, usual) in form.items() if value != usual}
    return unusual | ({"bare": True} if request.bare else {})


def _to_key_place(request: dict[str, Any]) -> KeyPlace:
    return KeyPlace(
        request.get("key_header", BEARER.header),
        request.get("scheme", BEARER.scheme),
        request.get("key_query", BEARER.query),
    )


def _from_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "started": attempt.started,
        "seconds": attempt.seconds,
        "failure": attempt.failure.value if attempt.failure else None,
        "detail": attempt.detail,
        "response": _from_response(attempt.response) if attempt.response else None,
    }


def _from_response(response: Response) -> dict[str, Any]:
    return {
        "status": response.status,
        "http_version": response.http_version,
        "headers": [list(header) for header in response.headers],
        "body": _from_bytes(response.body),
        "undecodable": response.undecodable,
        "redacted": response.redacted,
        **({} if response.surplus is None else {"surplus": _from_bytes(response.surplus)}),
        **({} if response.continued is None else {"continued": response.continued}),
    }


def _to_attempt(members: dict[str, Any]) -> Attempt:
    failure, response = members["failure"], members["response"]
    return Attempt(
        started=members["started"],
        seconds=members["seconds"],
        response=None if response is None else _to_response(response),
        failure=None if failure is None else Failure(failure),
        detail=members["detail"],
    )


def _to_response(members: dict[str, Any]) -> Response:
    return Response(
        status=members["status"],
        headers=_to_headers(members["headers"]),
        content=_to_bytes(members["body"]),
        http_version=members["http_version"],
        undecodable=members["undecodable"],
        redacted=members["redacted"],
        surplus=_to_bytes(members["surplus"]) if "surplus" in members else None,
        continued=members.get("continued"),
    )


def _to_headers(pairs: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in pairs)


def _from_bytes(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _to_bytes(body: str | dict[str, str]) -> bytes:
    return body.encode() if isinstance(body, str) else base64.b64decode(body["base64"], validate=True)
