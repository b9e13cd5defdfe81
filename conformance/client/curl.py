"""An exchange as a curl command for a POSIX shell."""

from __future__ import annotations

import re
import unicodedata

from conformance.model.exchange import Credential, Exchange, Framing, Headers

__all__ = ["curl"]

_LONGEST_ARGUMENT = 2000
_LEFT_TO_CURL = frozenset({"host", "content-length", "accept-encoding"})
# Format characters, separators and the like hide or move text; a terminal or an editor may drop them.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACEHOLDER = re.compile(r"\$[A-Z_][A-Z0-9_]*")
"""The placeholder of an extra header's value."""
_AFTER_SCHEME = re.compile(rf"[A-Za-z]+ {_PLACEHOLDER.pattern}")
"""The same behind a scheme, where a client put its key."""


def curl(exchange: Exchange, key_variable: str, *, insecure: bool = False, certified: bool = False) -> str:
    """Return a command that sends the same request; the shell takes secrets from environment variables.

    ``certified`` says that the client shows a certificate, whose file the shell finds in EMB_CLIENT_CERT.

    A short body of visible text is an argument of curl. Any other body is piped from printf, which has no limit of
    length and writes every byte. (A here-document would add a line end that was never sent.)
    """
    request = exchange.request
    headers = exchange.request_headers or request.headers
    feed, data = _body(request.body) if request.body or request.method == "POST" else ("", "")
    unverified = "--insecure " if insecure else ""
    certificate = '--cert "$EMB_CLIENT_CERT" ' if certified else ""
    options = f"{unverified}{certificate}{_version(request.framing)}{_method(request.method)}"
    parts = [
        f"{feed}curl {options}--compressed {_url(exchange.sent_to)}",
        *(f"--header {_header(name, value, exchange, key_variable)}" for name, value in _headers_for_curl(headers)),
        # Else curl adds a Content-Type of its own wherever there is a body.
        *(["--header 'Content-Type:'"] if data and not _has_type(headers) else []),
        *([data] if data else []),
    ]
    return " \\\n  ".join(parts)


def _has_type(headers: Headers) -> bool:
    return any(name.lower() == "content-type" for name, _ in headers)


def _version(framing: Framing) -> str:
    return "--http1.0 " if framing is Framing.HTTP_1_0 else ""


def _method(method: str) -> str:
    return "" if method == "POST" else f"--request {_quoted(method)} "


def _url(url: str) -> str:
    """Return a URL for the shell, which puts the values of a query in."""
    bare, _, query = url.partition("?")
    # To curl, brackets and braces stand for several URLs.
    return ("--globoff " if set(url) & set("[]{}") else "") + _quoted(bare) + (f'"?{query}"' if query else "")


def _headers_for_curl(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if name.lower() not in _LEFT_TO_CURL)


def _header(name: str, value: str, exchange: Exchange, key_variable: str) -> str:
    carries_key = exchange.request.credential in {Credential.VALID, Credential.LONGER}
    place = exchange.request.key_place
    hidden = re.fullmatch(rf"{re.escape(place.written(''))}\${_VARIABLE.pattern}(.*)", value)
    if name.lower() == place.header.lower() and carries_key and hidden and _VARIABLE.fullmatch(key_variable):
        return f'"{name}: {place.written(f"${key_variable}{hidden[1]}")}"'
    misplaced = exchange.request.credential is Credential.MISPLACED
    if _PLACEHOLDER.fullmatch(value) or (misplaced and _AFTER_SCHEME.fullmatch(value)):
        return f'"{name}: {value}"'
    # curl drops a header whose name is followed by a colon and nothing else.
    return _quoted(f"{name}: {value}" if value else f"{name};")


def _body(body: bytes) -> tuple[str, str]:
    """Return the command before the pipe, empty where there is none, and the option that passes the body."""
    text = _plain(body)
    if text is None:
        return f"printf {_quoted(_octal(body))} | ", "--data-binary @-"
    if len(body) > _LONGEST_ARGUMENT:
        return f"printf '%s' {_quoted(text)} | ", "--data-binary @-"
    return "", f"--data-raw {_quoted(text)}"


def _plain(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if any(_is_unseen(character) for character in text) else text


def _octal(body: bytes) -> str:
    """Return a printf format that writes the bytes; visible characters stay readable."""
    characters = body.decode("utf-8", "surrogateescape")
    written = "".join(_formatted(character) for character in characters)
    # A format that begins with a dash would be taken for an option.
    return f"\\055{written[1:]}" if written.startswith("-") else written


def _formatted(character: str) -> str:
    if _is_unseen(character):
        return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
    return {"\\": "\\\\", "%": "%%"}.get(character, character)


def _is_unseen(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in _UNSEEN


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
