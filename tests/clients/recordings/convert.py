"""Turns a recording by a probing script into lines of our own evidence format.

    python tests/recordings/convert.py RECORDED.jsonl BASE_URL tests/data/NAME.jsonl

The first line of a recording describes the server, each other line is an exchange or a remark. Left out is what cannot
be judged byte for byte (bodies cut or only described, raw sockets, failed connections), what is no call below the base
path, and the third and later sending of one request. Each line keeps the probe's name in a member ``probe``, which
readers of evidence ignore.
"""

from __future__ import annotations

import base64
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from conformance.evidence.lines import to_line
from conformance.model.exchange import Attempt, Credential, Exchange, Failure, Headers, Request, Response

__all__ = ["convert"]

BASE_PATH = "/v1"
_MODELS = "/models"
_MOST_SENDINGS = 2
_OF_THE_CLIENT = frozenset({"accept-encoding", "authorization", "content-length", "host", "user-agent"})

Recorded = Mapping[str, Any]


def convert(lines: Iterable[str], base_url: str) -> Iterator[bytes]:
    """Yield the lines of evidence for the exchanges of a recording that are whole."""
    sendings: Counter[str] = Counter()
    for recorded in filter(_whole, map(json.loads, lines)):
        exchange = _exchange(recorded, base_url)
        key = exchange.request.key
        sendings[key] += 1
        if sendings[key] <= _MOST_SENDINGS:
            repeated = replace(exchange.request, repeat=sendings[key] - 1)
            yield _named(to_line(replace(exchange, request=repeated)), recorded["probe"])


def _whole(recorded: Recorded) -> bool:
    """Tell whether a line is an exchange recorded to the last byte, below the base path and not about models."""
    request = recorded.get("request", {})
    path = request.get("path", "")
    if recorded["kind"] != "exchange" or "cut" in recorded or "body_made" in request or recorded.get("body") is None:
        return False
    if not path.startswith(f"{BASE_PATH}/") or path.startswith(BASE_PATH + _MODELS):
        return False
    declared = recorded["headers"].get("content-length")
    return request["method"] == "HEAD" or declared is None or int(declared) == len(recorded["body"].encode())


def _exchange(recorded: Recorded, base_url: str) -> Exchange:
    request, sent = recorded["request"], tuple(recorded["request"]["headers"].items())
    body = base64.b64decode(request["body_b64"]) if "body_b64" in request else request.get("body", "").encode()
    path = request["path"].removeprefix(BASE_PATH)
    headers = tuple((name, value) for name, value in sent if name.lower() not in _OF_THE_CLIENT)
    return Exchange(
        request=Request(body, path, request["method"], headers, _credential(sent)),
        attempts=(*_earlier(recorded), _attempt(recorded)),
        sent_to=base_url + path,
        request_headers=sent,
    )


def _credential(sent: Headers) -> Credential:
    """Classify what was sent as a key; none at all is what a user without a key sends."""
    given = next((value for name, value in sent if name.lower() == "authorization"), None)
    if given is None:
        return Credential.VALID
    if given in {"", "Bearer"}:
        return Credential.BLANK
    return Credential.BOGUS if given.startswith("Bearer ") else Credential.MALFORMED


def _earlier(recorded: Recorded) -> tuple[Attempt, ...]:
    """Return the attempt that the recording client made on a connection already closed, where it tells of one."""
    note = recorded.get("note", "")
    return (Attempt(_started(recorded), 0.0, failure=Failure.RESET, detail=note),) if "ReadError" in note else ()


def _attempt(recorded: Recorded) -> Attempt:
    headers = tuple(recorded["headers"].items())
    response = Response(recorded["status"], headers, recorded["body"].encode(), recorded["http_version"])
    return Attempt(_started(recorded), recorded["elapsed_ms"] / 1000, response)


def _started(recorded: Recorded) -> float:
    """Return the seconds since the epoch by the server's clock, which is all that was recorded."""
    date = recorded["headers"].get("date")
    return parsedate_to_datetime(date).timestamp() if date else 0.0


def _named(line: bytes, probe: str) -> bytes:
    return line.removesuffix(b"}\n") + f',"probe":{json.dumps(probe)}}}\n'.encode()


def main() -> None:
    """Convert one file into another."""
    source, base_url, target = sys.argv[1:]
    with Path(source).open(encoding="utf-8") as lines:
        next(lines)
        Path(target).write_bytes(b"".join(convert(lines, base_url)))


if __name__ == "__main__":
    main()
