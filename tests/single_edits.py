"""The smallest edits that make a recorded exchange wrong, or unusual, in one place."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from recorded_answers import Edit

from conformance.model.exchange import Attempt, Exchange, Failure, Response

__all__ = [
    "absent",
    "base64_of",
    "cut_every_time",
    "elements",
    "header",
    "lost_at_first",
    "redacted",
    "reply",
    "surplus",
    "swapped",
    "text",
    "throttled_at_first",
    "unchanged",
    "value",
    "zipped",
]

Path = tuple[str | int, ...]


def _named(edit: Edit, name: str) -> Edit:
    edit.__name__ = name
    return edit


def _on_response(change: Callable[[Response], Response], name: str) -> Edit:
    def edit(exchange: Exchange) -> Exchange:
        last = exchange.last
        assert last.response is not None
        return replace(exchange, attempts=(replace(last, response=change(last.response)),))

    return _named(edit, name)


def _on_body(change: Callable[[Any], Any], name: str) -> Edit:
    """Edit the parsed body: ``change`` returns the new one."""
    return _on_response(
        lambda response: replace(response, content=json.dumps(change(json.loads(response.body))).encode()), name
    )


def _set(body: Any, path: Path, new: Callable[[Any], Any] | None) -> Any:
    """Return the body with one place changed, or without it."""
    if not path:
        return new(body) if new else None
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    if new is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = new(holder[path[-1]] if isinstance(path[-1], int) else holder.get(path[-1]))
    return body


def _spelled(path: Path) -> str:
    return "/" + "/".join(map(str, path))


def value(*path: str | int, to: Any) -> Edit:
    """Put a value at a place of the body."""
    return _on_body(lambda body: _set(body, path, lambda _: to), f"{_spelled(path)} = {json.dumps(to)[:40]}")


def absent(*path: str | int) -> Edit:
    """Leave out a member, or an item."""
    return _on_body(lambda body: _set(body, path, None), f"{_spelled(path)} absent")


def elements(*path: str | int, by: Callable[[Any], Any], name: str) -> Edit:
    """Compute what stands at a place from what stands there."""
    return _on_body(lambda body: _set(body, path, by), f"{_spelled(path)} {name}")


def swapped(one: int, other: int) -> Edit:
    """Put two items of data in each other's place."""

    def swap(items: list[Any]) -> list[Any]:
        items[one], items[other] = items[other], items[one]
        return items

    return elements("data", by=swap, name=f"{one} and {other} swapped")


def text(old: bytes, new: bytes, count: int = 1) -> Edit:
    """Replace bytes of the body, which must be there; empty ``old`` replaces the whole body."""

    def change(response: Response) -> Response:
        assert old in response.body
        return replace(response, content=response.body.replace(old, new, count) if old else new)

    return _on_response(change, f"{old!r} -> {new[:30]!r}")


def header(name: str, value_: str | None) -> Edit:
    """Put a header in place of all of that name, or take it away."""

    def change(response: Response) -> Response:
        kept = tuple(pair for pair in response.headers if pair[0].lower() != name.lower())
        return replace(response, headers=kept if value_ is None else (*kept, (name, value_)))

    return _on_response(change, f"{name}: {value_}")


def reply(status: int, body: bytes | None = None) -> Edit:
    """Answer with another status, and another body where one is given."""
    return _on_response(
        lambda response: replace(response, status=status, content=response.body if body is None else body),
        f"status {status}" + (f" {body[:30]!r}" if body is not None else ""),
    )


def surplus(data: bytes) -> Edit:
    """Let something follow the response."""
    return _on_response(lambda response: replace(response, surplus=data), f"followed by {data!r}")


def redacted() -> Edit:
    """Mark the response as one the client took the key out of."""
    return _on_response(lambda response: replace(response, redacted=True), "key found in it")


def zipped(problem: str = "") -> Edit:
    """Let the response declare gzip: decoded by the client, or with the reason why it could not be."""

    def change(response: Response) -> Response:
        headers = (*response.headers, ("Content-Encoding", "gzip"))
        body = gzip.compress(response.body)[:-9] if problem else response.body
        return replace(response, headers=headers, content=body, undecodable=problem)

    return _on_response(change, f"gzip {problem}")


def lost_at_first() -> Edit:
    """Let the connection be reset on an attempt before."""

    def edit(exchange: Exchange) -> Exchange:
        lost = Attempt(exchange.last.started, 0.1, failure=Failure.RESET)
        return replace(exchange, attempts=(lost, *exchange.attempts))

    return _named(edit, "lost at first")


def throttled_at_first(status: int, code: str) -> Edit:
    """Let an attempt before be refused with a status and an error of a code."""

    def edit(exchange: Exchange) -> Exchange:
        assert exchange.response is not None
        refusal = replace(exchange.response, status=status, content=json.dumps({"error": {"code": code}}).encode())
        return replace(exchange, attempts=(replace(exchange.last, response=refusal), *exchange.attempts))

    return _named(edit, f"first refused with {status} {code}")


def cut_every_time(times: int = 4) -> Edit:
    """Cut the body in the middle on so many attempts."""

    def edit(exchange: Exchange) -> Exchange:
        response = exchange.response
        assert response is not None
        half = replace(response, content=response.body[: len(response.body) // 2])
        cut = Attempt(exchange.last.started, 0.1, half, Failure.INCOMPLETE, "the connection closed")
        return replace(exchange, attempts=(cut,) * times)

    return _named(edit, f"cut {times} times")


def base64_of(code: str, *path: str | int) -> Edit:
    """Encode anew what base64 of little-endian 32-bit floats stands at a place, with another struct format."""

    def recode(coded: str) -> str:
        raw = base64.b64decode(coded)
        numbers = struct.unpack(f"<{len(raw) // 4}f", raw)
        return base64.b64encode(struct.pack(f"{code[0]}{len(numbers)}{code[1]}", *numbers)).decode()

    return elements(*path, by=recode, name=f"packed as {code}")


def unchanged() -> Edit:
    """Leave everything as it was."""
    return _named(lambda exchange: exchange, "unchanged")
