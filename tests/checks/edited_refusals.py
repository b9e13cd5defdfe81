"""Edits of refusals and of what HTTP carries: what breaks one statement, and what is merely unusual."""

from __future__ import annotations

from recorded_answers import Row
from single_edits import absent, cut_every_time, header, redacted, reply, surplus, text, unchanged, value, zipped

__all__ = ["BROKEN", "UNUSUAL"]

MISSING = "input: missing"
UNKNOWN = "model: a name that no model has"
WRONG = "a wrong key"
WATCHED = "a list of two, watched to the end"
REFUSED_WATCHED = "model: text-embedding-3-small, which is not documented, watched to the end"

_NO_ERROR = b'{"id": "x", "object": "list", "model": "text-embedding-v3", "data": [], "error": {"message": "over"}}'

BROKEN = [
    Row("errors.no-error-in-success", text(b"", b'{"error": {"message": "no such model"}}'), "/error"),
    Row("errors.no-error-in-success", text(b"", _NO_ERROR), "/error"),
    Row("errors.envelope", text(b"", b""), case=MISSING),
    Row("errors.envelope", text(b"", b"<html>Bad Request</html>"), case=MISSING),
    Row("errors.envelope", text(b'"error"', b'"detail"'), "/error", case=MISSING),
    Row("errors.envelope", value("error", to="input is missing"), "/error", case=MISSING),
    Row("errors.envelope", text(b"", b'[{"error": {}}]'), "/error", case=MISSING),
    Row("errors.message", absent("error", "message"), "/error/message", case=MISSING),
    Row("errors.message", value("error", "message", to=""), "/error/message", case=MISSING),
    Row("errors.message", value("error", "message", to=["no"]), "/error/message", case=MISSING),
    Row("errors.code", absent("error", "code"), "/error/code", case=MISSING),
    Row("errors.code-not-null", value("error", "code", to=None), "/error/code", case=MISSING),
    Row("errors.code-not-null", value("error", "code", to=""), "/error/code", case=MISSING),
    Row("errors.type-and-param", absent("error", "type"), "/error/type", case=MISSING),
    Row("errors.type-and-param", absent("error", "param"), "/error/param", case=MISSING),
    Row("errors.field-types", value("error", "type", to=None), "/error/type", case=MISSING),
    Row("errors.field-types", value("error", "code", to=400), "/error/code", case=MISSING),
    Row("errors.field-types", value("error", "param", to=["input"]), "/error/param", case=MISSING),
    Row("errors.status-documented", reply(422), case=MISSING),
    Row("errors.status-documented", reply(404), case=MISSING),
    Row("errors.status-documented", reply(400), case=UNKNOWN),
    Row("auth.wrong-key-code", value("error", "code", to="InvalidApiKey"), "/error/code", case=WRONG),
    Row("auth.wrong-key-code", absent("error", "code"), "/error/code", case=WRONG),
    Row("auth.wrong-key-status", reply(403), case=WRONG),
    Row("auth.key-not-echoed", redacted(), case=MISSING),
    Row("transport.content-type", header("content-type", "text/plain")),
    Row("transport.content-type", header("content-type", "application/jsonp")),
    Row("transport.content-type", header("content-type", None)),
    Row("transport.charset", header("content-type", "application/json; charset=latin-1")),
    Row("transport.status-200", reply(206)),
    Row("transport.status-200", reply(202)),
    Row("transport.json-strict", text(b"}", b"},", 1)),
    Row("transport.json-strict", text(b'"object"', b'"object":"list","object"')),
    Row("transport.json-strict", text(b"", b"")),
    Row("transport.complete", cut_every_time()),
    Row("transport.content-coding", zipped("incorrect data check")),
    Row("transport.framing", surplus(b"0"), case=WATCHED),
    Row("transport.framing", surplus(b'{"error": {}}'), case=REFUSED_WATCHED),
    Row("transport.framing", surplus(b"HTTP/1.1 200 OK\r\n\r\n"), case=WATCHED),
    Row("transport.framing", surplus(b"\r\n"), case=WATCHED, advisory=True),
    Row("transport.framing", header("Transfer-Encoding", "chunked"), case=WATCHED, advisory=True),
]

UNUSUAL = [
    Row("transport.status-200", value("more", to=None)),
    Row("errors.no-error-in-success", value("error", to=None)),
    Row("errors.envelope", value("request_id", to="r-1"), case=MISSING),
    Row("errors.message", value("error", "message", to=" "), case=MISSING),
    Row("errors.code", value("error", "code", to=None), case=MISSING),
    Row("errors.code-not-null", value("error", "code", to="x"), case=MISSING),
    Row("errors.type-and-param", value("error", "param", to=None), case=MISSING),
    Row("errors.field-types", value("error", "param", to="input"), case=MISSING),
    Row("errors.field-types", value("error", "line", to=3), case=MISSING),
    Row("errors.status-documented", value("error", "code", to="other"), case=MISSING),
    Row("auth.wrong-key-code", value("error", "message", to="错误的密钥"), case=WRONG),
    Row("auth.wrong-key-status", value("error", "code", to="other"), case=WRONG),
    Row("auth.key-not-echoed", value("error", "message", to="the key sk-… is wrong"), case=WRONG),
    Row("transport.content-type", header("Content-Type", "Application/JSON;charset=UTF-8")),
    Row("transport.content-type", header("content-type", "application/vnd.embeddings+json")),
    Row("transport.charset", header("content-type", 'application/json; charset="utf-8"')),
    Row("transport.charset", header("content-type", "application/json")),
    Row("transport.json-strict", text(b"{", b"\r\n\t {", 1)),
    Row("transport.json-strict", value("id", to="\ud800")),
    Row("transport.complete", unchanged()),
    Row("transport.content-coding", zipped()),
    Row("transport.framing", surplus(b"HTTP/1.1 408 Request Time-out\r\nConnection: close\r\n\r\n"), case=WATCHED),
    Row("transport.framing", header("Content-Length", None), case=WATCHED),
]
