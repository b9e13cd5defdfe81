"""Requests of a client as a gate sees them, made by hand."""

from __future__ import annotations

import json
from typing import Any

from conformance.clients.recordings.captured_request import numbered
from conformance.clients.requests.client_call import ClientCall, calls
from conformance.contract.loading import load
from conformance.model.exchange import Attempt, Exchange, Request, Response

__all__ = ["DASHSCOPE", "PLAIN", "V3", "asked", "exchange"]

DASHSCOPE = load("dashscope")
V3 = "text-embedding-v3"
PLAIN = {"model": V3, "input": "A lamp in the window."}


def exchange(body: Any, *, status: int = 200, at: float = 0.0, **request: Any) -> Exchange:
    """Return an exchange with a body (JSON values, or bytes as they are), answered at a time with a status."""
    headers = request.pop("answered", ())
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(Request(data, **request), (Attempt(at, 0.1, Response(status, headers, b"{}")),))


def asked(*exchanges: Exchange) -> list[ClientCall]:
    """Return the calls among exchanges under the document's contract."""
    return list(calls(DASHSCOPE, numbered(exchanges)))
