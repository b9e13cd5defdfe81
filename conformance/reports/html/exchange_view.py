"""One exchange of a results document as a page shows it: texts to read, and a command to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reports.summary.tally import number
from conformance.shortening import shorten_text

__all__ = ["ExchangeView", "exchange_view"]

_LONGEST_REQUEST = 2_000
_LONGEST_RESPONSE = 2_500
_LONGEST_CURL = 8_000


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """What was sent, what came back, how to send it again, and how long it took."""

    name: str
    title: str
    request: str
    response: str
    curl: str
    cut: bool
    """Whether the command is too long to be shown whole."""


def exchange_view(name: str, exchange: Mapping[str, Any]) -> ExchangeView:
    """Return an exchange ready to be shown."""
    curl = str(exchange.get("curl", ""))
    return ExchangeView(
        name=name,
        title=_title(exchange),
        request=_message(_request_line(exchange["request"]), exchange["request"], _LONGEST_REQUEST),
        response=_response(exchange.get("response")),
        curl=shorten_text(curl, _LONGEST_CURL),
        cut=len(curl) > _LONGEST_CURL,
    )


def _request_line(request: Mapping[str, Any]) -> str:
    return f"{request['method']} {request['url']}"


def _response(response: Mapping[str, Any] | None) -> str:
    if response is None:
        return ""
    first = f"{response.get('http_version', 'HTTP')} {response['status']}"
    return _message(first, response, _LONGEST_RESPONSE)


def _message(first: str, message: Mapping[str, Any], limit: int) -> str:
    headers = [f"{key}: {value}" for key, value in message.get("headers") or ()]
    body = ["", shorten_text(str(message["body"]), limit)] if message.get("body") else []
    return "\n".join([first, *headers, *body])


def _title(exchange: Mapping[str, Any]) -> str:
    attempts = exchange.get("attempts") or ()
    response = exchange.get("response")
    outcome = f"status {response['status']}" if response else str(attempts[-1].get("failure")) if attempts else "failed"
    took = f", {attempts[-1]['seconds'] * 1000:,.0f} ms" if attempts else ""
    tries = f", {number(len(attempts), 'attempt')}" if len(attempts) > 1 else ""
    return f"{exchange['request']['method']}: {outcome}{took}{tries}"
