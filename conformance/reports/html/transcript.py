"""One exchange of a results document as folded HTML: request, response, curl, attempts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from conformance.reports.html.html_text import text
from conformance.reports.summary.tally import number

__all__ = ["label", "transcript"]

_LONGEST_NAME = 12


def transcript(name: str, exchange: Mapping[str, Any]) -> str:
    """Return an exchange, as the results schema describes it, as one folded block."""
    parts = [
        ("curl", exchange["curl"]),
        ("Request", _request(exchange["request"])),
        ("Response", _response(exchange["response"])),
        ("Attempts", "\n".join(_attempt(place, each) for place, each in enumerate(exchange["attempts"], 1))),
    ]
    shown = "".join(f"<h4>{title}</h4><pre>{text(content)}</pre>" for title, content in parts)
    return f'<details class="emb-exchange"><summary>{text(_title(name, exchange))}</summary>{shown}</details>'


def label(name: object) -> str:
    """Return the name of an exchange for a reader: a digest is told by its beginning."""
    return str(name)[:_LONGEST_NAME]


def _title(name: str, exchange: Mapping[str, Any]) -> str:
    response, tries = exchange["response"], len(exchange["attempts"])
    outcome = f"answered {response['status']}" if response else "failed"
    after = f" after {number(tries, 'attempt')}" if tries > 1 else ""
    return f"Exchange {label(name)}: {exchange['request']['method']} {outcome}{after}"


def _request(request: Mapping[str, Any]) -> str:
    return _message(f"{request['method']} {request['url']}", request)


def _response(response: Mapping[str, Any] | None) -> str:
    if response is None:
        return "no response"
    return _message(f"{response.get('http_version', 'HTTP')} {response['status']}", response)


def _message(first: str, message: Mapping[str, Any]) -> str:
    headers = [f"{key}: {value}" for key, value in message["headers"]]
    body = ["", message["body"]] if message["body"] else []
    digest = ["", f"(whole body: {message['sha256']})"] if message.get("sha256") else []
    return "\n".join([first, *headers, *body, *digest])


def _attempt(place: int, attempt: Mapping[str, Any]) -> str:
    clock = time.strftime("%H:%M:%SZ", time.gmtime(attempt["started"]))
    outcome = attempt["failure"] or attempt["status"]
    detail = f" ({attempt['detail']})" if attempt.get("detail") else ""
    return f"{place}. {clock}  {attempt['seconds']:.3f} s  {outcome}{detail}"
