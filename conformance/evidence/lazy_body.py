"""Bodies left where they were written: in the lines of an evidence file, out of memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from conformance.errors import UsageError
from conformance.evidence.lines import body_in
from conformance.model.exchange import Attempt, Exchange, LazyBody

__all__ = ["Line", "with_lazy_bodies"]

_SMALL = 1024
"""Bytes of a body that is not worth fetching: refusals are small, and looked at often."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an evidence file, by the offset of its first byte and its length with its line end."""

    path: Path
    offset: int
    length: int


def with_lazy_bodies(exchange: Exchange, line: Line) -> Exchange:
    """Return an exchange that stands in a line, without its large bodies: they are fetched when they are asked for."""
    return replace(
        exchange, attempts=tuple(_with_lazy_body(each, line, at) for at, each in enumerate(exchange.attempts))
    )


def _with_lazy_body(attempt: Attempt, line: Line, number: int) -> Attempt:
    response = attempt.response
    if response is None or response.size <= _SMALL:
        return attempt
    return replace(attempt, response=replace(response, content=_Body(line, number, response.size)))


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The body that one attempt brought."""

    line: Line
    attempt: int
    size: int

    def __eq__(self, other: object) -> bool:
        return self is other or self.read() == (other.read() if isinstance(other, _Body) else other)

    def __hash__(self) -> int:
        return hash(self.read())

    def read(self) -> bytes:
        """Fetch the bytes. Raises UsageError where the file is no longer what it was."""
        try:
            with self.line.path.open("rb") as file:
                file.seek(self.line.offset)
                return body_in(file.read(self.line.length), self.attempt)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise UsageError(
                f"The evidence file {self.line.path} was changed during the run", "run again, and leave it in peace"
            ) from error


_: type[LazyBody] = _Body
