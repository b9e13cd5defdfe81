"""Traffic recorded by a browser or a proxy, as a HAR file (HTTP Archive 1.2)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.clients.recordings.captured_request import CapturedRequest
from conformance.errors import UsageError
from conformance.model.exchange import Failure, Headers, Response

__all__ = ["is_har", "read_har"]

_UNRECORDED = "the recording holds no answer"


def is_har(data: bytes) -> bool:
    """Tell whether the bytes of a file may be a HAR file: one object with a log, and not a line of our own evidence."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b'"log"' in head


def read_har(path: Path) -> list[CapturedRequest]:
    """Return the requests of a HAR file, oldest first; those whose body was not recorded are left out.

    Raises UsageError where the file cannot be read or is no HAR file.
    """
    try:
        entries = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))["log"]["entries"]
        found = [captured_request for entry in entries if (captured_request := _captured_request(entry)) is not None]
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "name a readable HAR file") from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UsageError(
            f"{path} is no HAR file",
            "export it anew, as HAR with content: from a browser's network panel, or mitmproxy",
        ) from None
    return sorted(found, key=lambda request: request.started)


def _captured_request(entry: Mapping[str, Any]) -> CapturedRequest | None:
    request = entry["request"]
    headers = tuple(_headers(request["headers"]))
    body = _sent(request, headers)
    if body is None:
        return None
    response = _response(entry["response"])
    return CapturedRequest(
        method=request["method"],
        url=_url(request["url"]),
        headers=headers,
        body=body,
        started=datetime.fromisoformat(entry["startedDateTime"]).timestamp(),
        seconds=max(0.0, float(entry.get("time") or 0) / 1000),
        response=response,
        failure=None if response else Failure.INCOMPLETE,
        detail="" if response else _UNRECORDED,
    )


def _headers(headers: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield headers without the pseudo-headers of HTTP/2, which some exporters write among them."""
    for header in headers:
        if not header["name"].startswith(":"):
            yield header["name"], header["value"]


def _url(url: str) -> str:
    if not urlsplit(url).scheme:
        raise ValueError(url)
    return url


def _sent(request: Mapping[str, Any], headers: Headers) -> bytes | None:
    """Return the body of a request, or None where there was one that was not recorded."""
    posted = request.get("postData") or {}
    if isinstance(text := posted.get("text"), str):
        return _bytes(text, posted.get("encoding"))
    length = next((value for name, value in headers if name.lower() == "content-length"), "0")
    declared = int(length) if length.isdecimal() else 0
    return None if declared or (request.get("bodySize") or 0) > 0 else b""


def _response(response: Mapping[str, Any]) -> Response | None:
    """Return the response, or None where none came or its body was not recorded."""
    content = response.get("content") or {}
    text, size = content.get("text"), content.get("size") or 0
    if not response["status"] or (text is None and size > 0):
        return None
    return Response(
        response["status"],
        tuple(_headers(response["headers"])),
        _bytes(text or "", content.get("encoding")),
        http_version=str(response.get("httpVersion") or "HTTP/1.1"),
    )


def _bytes(text: str, encoding: str | None) -> bytes:
    if encoding == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise ValueError("content is no base64") from None
    return text.encode("utf-8", "surrogatepass")
