"""Exchanges that differ by a number."""

from __future__ import annotations

from conformance.model.exchange import Attempt, Exchange, Request, Response

__all__ = ["exchange"]


def exchange(number: int, body: bytes = b"{}") -> Exchange:
    """Return an exchange whose request differs from others by its number."""
    request = Request(b"%d" % number)
    return Exchange(request, (Attempt(1.5, 0.25, Response(200, (("A", "b"),), body)),), "http://127.0.0.1/v1", ())
