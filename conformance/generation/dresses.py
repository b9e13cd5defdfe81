"""How clients in use write one and the same request: their headers, their JSON, the framing of the body.

What each puts on the wire was recorded from the client, or is documented by it. None names a content coding that the
suite cannot remove, though some would take more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model.exchange import Framing, Headers

__all__ = ["CLIENTS", "RARER_FORMS", "RARE_FORMS", "Dress", "Spelling"]

_NOT_ASCII = "\\u0080-\\U0010ffff"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a body as JSON; all of them are equal as values.

    ``escaped`` are the characters written as an escape with four digits, as the inside of a set of a pattern.
    """

    comma: str = ","
    colon: str = ":"
    indent: int | None = None
    line_end: str = "\n"
    escaped: str = ""
    capitals: bool = False
    slashes: bool = False
    """Whether a slash is written with a backslash before it."""
    input_first: bool = False
    behind: bytes = b""
    """White space behind the value."""
    edge: int = 0
    """Bytes of the body, if any, before which white space puts the middle of a character."""

    def write(self, body: Mapping[str, Any]) -> bytes:
        """Return a body as UTF-8 JSON (RFC 8259)."""
        if self.input_first:
            body = {"input": body["input"], **body}
        text = json.dumps(body, ensure_ascii=False, separators=(self.comma, self.colon), indent=self.indent)
        text = text.replace("\n", self.line_end)
        if self.escaped:
            # Outside of strings, JSON has none of the characters that anybody escapes.
            text = re.sub(f"[{self.escaped}]", self._escape, text)
        written = (text.replace("/", "\\/") if self.slashes else text).encode() + self.behind
        return _across(self.edge, written) if self.edge else written

    def _escape(self, found: re.Match[str]) -> str:
        units = found[0].encode("utf-16-be")
        digits = [units[at : at + 2].hex() for at in range(0, len(units), 2)]
        return "".join(f"\\u{unit.upper() if self.capitals else unit}" for unit in digits)


def _across(edge: int, body: bytes) -> bytes:
    """Return a body with white space before its first value, and a character of several bytes across an edge."""
    at, first = body.index(b":") + 1, next(at for at, byte in enumerate(body) if byte > _ASCII)
    return body[:at] + b" " * (edge - first - 1) + body[at:]


@dataclass(frozen=True, slots=True)
class Dress:
    """How one client sends a request. ``name`` is how its makers call it; ``query`` follows the path.

    A ``demanding`` one asks for what many servers cannot read.
    """

    name: str
    headers: Headers
    spelling: Spelling
    demanding: bool = False
    framing: Framing = Framing.LENGTH
    scheme: str = "Bearer"
    query: str = ""


_COMPACT = Spelling()
_PYTHON = Spelling(comma=", ", colon=": ", escaped=_NOT_ASCII)
_AS_IN_EXAMPLES = Spelling(colon=": ", indent=4, input_first=True)
_GO = Spelling(escaped="<>&")
_PHP = Spelling(escaped=_NOT_ASCII, slashes=True)
_DOTNET = Spelling(escaped=_NOT_ASCII + "<>&'+`", capitals=True)
_SDK = Spelling(input_first=True)

_JSON = ("Content-Type", "application/json")
_JSON_IN_UTF_8 = ("Content-Type", "application/json; charset=utf-8")
_ANYTHING = ("Accept", "*/*")
_GZIP = ("Accept-Encoding", "gzip")
_GZIP_DEFLATE = ("Accept-Encoding", "gzip, deflate")
_KEPT = ("Connection", "keep-alive")
_NODE = (("Accept-Language", "*"), ("Sec-Fetch-Mode", "cors"), _GZIP_DEFLATE)
_PROPOSES_HTTP_2 = (
    ("Connection", "Upgrade, HTTP2-Settings"),
    ("HTTP2-Settings", "AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA"),
    ("Upgrade", "h2c"),
)


def _stainless(language: str, version: str, runtime: str, runtime_version: str) -> Headers:
    """Return the headers by which OpenAI's SDKs tell what they run on."""
    return (
        ("X-Stainless-Lang", language),
        ("X-Stainless-Package-Version", version),
        ("X-Stainless-OS", "Linux"),
        ("X-Stainless-Arch", "x64"),
        ("X-Stainless-Runtime", runtime),
        ("X-Stainless-Runtime-Version", runtime_version),
        ("X-Stainless-Retry-Count", "0"),
    )


CLIENTS: tuple[Dress, ...] = (
    Dress("HttpClient (.NET)", (_JSON_IN_UTF_8,), _DOTNET),
    Dress("curl", (("User-Agent", "curl/8.5.0"), _ANYTHING, _JSON), _AS_IN_EXAMPLES),
    Dress(
        "requests (Python)",
        (("User-Agent", "python-requests/2.32.5"), _GZIP_DEFLATE, _ANYTHING, _KEPT, _JSON),
        _PYTHON,
    ),
    Dress("httpx (Python)", (_ANYTHING, _GZIP_DEFLATE, _KEPT, ("User-Agent", "python-httpx/0.28.1"), _JSON), _COMPACT),
    Dress(
        "urllib (Python)",
        (("Accept-Encoding", "identity"), _JSON, ("User-Agent", "Python-urllib/3.12"), ("Connection", "close")),
        _PYTHON,
    ),
    Dress(
        "OpenAI's Python SDK",
        (
            ("Accept", "application/json"),
            _GZIP_DEFLATE,
            _KEPT,
            _JSON,
            ("User-Agent", "OpenAI/Python 1.109.1"),
            *_stainless("python", "1.109.1", "CPython", "3.12.3"),
            ("X-Stainless-Async", "false"),
            ("X-Stainless-Read-Timeout", "600"),
        ),
        _SDK,
    ),
    Dress(
        "OpenAI's Node SDK",
        (
            ("Accept", "application/json"),
            _JSON,
            ("User-Agent", "OpenAI/JS 5.23.2"),
            *_stainless("js", "5.23.2", "node", "v20.20.2"),
            *_NODE,
        ),
        _SDK,
    ),
    Dress("fetch (Node)", (_KEPT, _JSON, _ANYTHING, ("User-Agent", "node"), *_NODE), _COMPACT),
    Dress(
        "java.net.http",
        (*_PROPOSES_HTTP_2, ("User-Agent", "Java-http-client/17.0.15"), _JSON),
        _COMPACT,
        demanding=True,
    ),
    Dress(
        "OkHttp",
        (_JSON_IN_UTF_8, ("Connection", "Keep-Alive"), _GZIP, ("User-Agent", "okhttp/4.12.0")),
        _COMPACT,
    ),
    Dress("net/http (Go)", (("User-Agent", "Go-http-client/1.1"), _JSON, _GZIP), _GO),
    Dress("HttpClient (.NET), streaming", (_JSON_IN_UTF_8,), _DOTNET, demanding=True, framing=Framing.CHUNKED),
    Dress("Guzzle (PHP)", (("User-Agent", "GuzzleHttp/7"), _JSON), _PHP),
)
"""The clients in use, each with the request that it makes of a body; first the one with most habits."""

_LONG = ", ".join(f"service-{number:02}=0af7651916cd43dd8448eb211c80319c" for number in range(56))
_ASCII = 127

RARE_FORMS: Mapping[str, Dress] = {
    "long-body": Dress("", (_JSON, _ANYTHING), Spelling(edge=128 * 1024)),
    "http-1.0": Dress("", (_JSON, _ANYTHING), _COMPACT, framing=Framing.HTTP_1_0),
    "expect": Dress("", (_JSON, _ANYTHING, ("Expect", "100-continue")), _COMPACT, framing=Framing.EXPECT),
    "long-headers": Dress("", (_JSON, _ANYTHING, ("Baggage", _LONG)), _COMPACT),
    "scheme": Dress("", (_JSON, _ANYTHING), _COMPACT, scheme="bearer"),
    "query": Dress("", (_JSON, _ANYTHING), _COMPACT, query="?api-version=1"),
    "white-space": Dress("", (_JSON, _ANYTHING), Spelling(", ", " : ", 2, "\r\n", behind=b"\r\n\t ")),
}
"""Forms of a request that HTTP and JSON allow and few clients send, by what is rare in them.

First the long body, which every proxy on the way may stumble at.
"""

_LONGER = tuple((f"Baggage-{number}", _LONG) for number in range(2))
RARER_FORMS: Mapping[str, Dress] = {
    "longer-headers": Dress("", (_JSON, _ANYTHING, *_LONGER), _COMPACT),
    "many-headers": Dress(
        "", (_JSON, _ANYTHING, *((f"X-Trace-{number:02}", "0af7651916") for number in range(80))), _COMPACT
    ),
    "all-escaped": Dress("", (_JSON, _ANYTHING), Spelling(escaped="a-zA-Z<>&'+" + _NOT_ASCII)),
}
"""Forms that are rarer still."""
