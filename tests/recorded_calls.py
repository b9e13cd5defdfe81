"""Calls with their answers, as a run records them."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from conformance.clients.playback.capture import Capture, find_captures
from conformance.contract.loading import load
from conformance.model.exchange import Attempt, Exchange, Request, Response

__all__ = ["DASHSCOPE", "ONE", "TWO", "V3", "both_ways", "captured", "recorded", "refused", "rows"]

DASHSCOPE = load("dashscope")
V3 = "text-embedding-v3"
ONE, TWO = "A lamp.", ["A lamp.", "Another door."]
_HEADERS = (("content-type", "application/json"), ("transfer-encoding", "chunked"))


def rows(texts: Any, width: int = 8) -> list[list[float]]:
    """Return a vector for each text, of numbers that are the same as floats of 32 bits."""
    listed = [texts] if isinstance(texts, str) else texts
    return [[((at + 1) * len(text)) % 7 / 8 - 0.25 for at in range(width)] for text in listed]


def recorded(
    texts: Any, embeddings: Sequence[Any], *, status: int = 200, order: Sequence[int] = (), **body: Any
) -> Exchange:
    """Return the exchange of a call for texts, answered with embeddings; ``order`` is that of its items."""
    items = [{"object": "embedding", "index": at, "embedding": each} for at, each in enumerate(embeddings)]
    told = {"object": "list", "data": [items[at] for at in order or range(len(items))], "model": V3, "id": "r"}
    return _exchange({"model": V3, "input": texts, **body}, {**told, "usage": {"total_tokens": 4}}, status)


def refused(given: Any, **body: Any) -> Exchange:
    """Return the exchange of a call that was refused."""
    error = {"message": "Input must be texts.", "type": "invalid_request_error", "param": "input", "code": "invalid"}
    return _exchange({"model": V3, "input": given, **body}, {"error": error}, 400)


def _exchange(body: dict[str, Any], answer: dict[str, Any], status: int) -> Exchange:
    response = Response(status, _HEADERS, json.dumps(answer).encode())
    request = Request(json.dumps(body, ensure_ascii=False).encode())
    return Exchange(request, (Attempt(1.0, 0.1, response),), "https://host.example/v1/embeddings")


def coded(vectors: Sequence[Sequence[float]]) -> list[str]:
    """Return vectors as base64 of little-endian 32-bit floats."""
    return [base64.b64encode(np.array(vector, "<f4").tobytes()).decode() for vector in vectors]


def both_ways(texts: Any, *, honoured: bool = True, **body: Any) -> list[Exchange]:
    """Return a call for floats and the same for base64, which is honoured or answered with floats."""
    vectors = rows(texts, body.get("dimensions", 8))
    return [
        recorded(texts, vectors, encoding_format="float", **body),
        recorded(texts, coded(vectors) if honoured else vectors, encoding_format="base64", **body),
    ]


def captured(exchanges: Sequence[Exchange]) -> list[Capture]:
    """Return what can be played back of exchanges."""
    return find_captures(DASHSCOPE, {V3}, exchanges)
