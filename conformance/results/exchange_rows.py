"""Exchanges as the results document holds them: plain JSON values, long vectors and strings cut."""

from __future__ import annotations

import hashlib
from typing import Any

from conformance.client.curl import curl
from conformance.model.exchange import Attempt, Connection, Exchange, Headers, Response
from conformance.model.target import Target
from conformance.shortening import shorten_body

__all__ = ["ExchangeRows", "exchange_row"]


class ExchangeRows:
    """The rows of exchanges with one target, each made once however many results refer to it."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._made: dict[str, dict[str, Any]] = {}

    def __call__(self, exchange: Exchange) -> dict[str, Any]:
        """Return the row of an exchange."""
        key = exchange.request.key
        if key not in self._made:
            self._made[key] = exchange_row(exchange, self._target)
        return self._made[key]


def exchange_row(exchange: Exchange, target: Target) -> dict[str, Any]:
    """Return an exchange as the results document holds it, vectors cut."""
    request = exchange.request
    return {
        "request": {
            "method": request.method,
            "url": exchange.sent_to,
            "headers": _headers(exchange.request_headers),
            "body": shorten_body(request.body),
        },
        **({} if request.connection is Connection.SHARED else {"connection": request.connection.value}),
        "curl": curl(exchange, target.key_variable, insecure=target.insecure, certified=target.client_cert is not None),
        "response": _response(exchange.response),
        "attempts": [*map(_earlier, exchange.attempts[:-1]), _attempt(exchange.last)],
    }


def _response(response: Response | None) -> dict[str, Any] | None:
    if response is None:
        return None
    body = response.body
    return {
        "status": response.status,
        "headers": _headers(response.headers),
        "body": shorten_body(body),
        "sha256": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "bytes": len(body),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "started": attempt.started,
        "seconds": round(attempt.seconds, 4),
        "status": attempt.response.status if attempt.response else None,
        "failure": str(attempt.failure) if attempt.failure else None,
        "detail": attempt.detail,
    }


def _earlier(attempt: Attempt) -> dict[str, Any]:
    """Return an attempt that was not the last, with what was said in refusing it."""
    body = shorten_body(attempt.response.body) if attempt.response and not attempt.detail else attempt.detail
    return {**_attempt(attempt), "detail": body}


def _headers(headers: Headers) -> list[list[str]]:
    return [[name, value] for name, value in headers]
