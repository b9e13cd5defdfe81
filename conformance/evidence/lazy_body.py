"""Bodies that stay in the evidence file and are read from it on demand, so that they take no memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from conformance.errors import UsageError
from conformance.evidence.lines import body_in
from conformance.model.exchange import Attempt, Exchange, LazyBody

__all__ = ["Line", "with_lazy_bodies"]

_SMALL = 1024
"""Bytes of a body that stays in memory: error responses are small and read often."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an evidence file: the offset of its first byte, and its length in bytes with the line end."""

    path: Path
    offset: int
    length: int


def with_lazy_bodies(exchange: Exchange, line: Line) -> Exchange:
    """Return an exchange whose large bodies are read from its line in the evidence file on demand."""
    attempts = (_with_lazy_body(attempt, line, number) for number, attempt in enumerate(exchange.attempts))
    return replace(exchange, attempts=tuple(attempts))


def _with_lazy_body(attempt: Attempt, line: Line, number: int) -> Attempt:
    response = attempt.response
    if response is None or response.size <= _SMALL:
        return attempt
    return replace(attempt, response=replace(response, content=_Body(line, number, response.size)))


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The body of one attempt's response."""

    line: Line
    attempt: int
    size: int

    def __eq__(self, other: object) -> bool:
        return self is other or self.read() == (other.read() if isinstance(other, _Body) else other)

    def __hash__(self) -> int:
        return hash(self.read())

    def read(self) -> bytes:
        """Read the bytes from the file. Raises UsageError where the file was changed."""
        try:
            with self.line.path.open("rb") as file:
                file.seek(self.line.offset)
                return body_in(file.read(self.line.length), self.attempt)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise UsageError(
                f"The evidence file {self.line.path} was changed during the run",
                "run again, and do not change the file meanwhile",
            ) from error


_: type[LazyBody] = _Body
