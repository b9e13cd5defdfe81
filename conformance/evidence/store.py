"""Stores every exchange as it happens: in a file of JSON Lines, or in memory without one."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

from conformance.client.retry_policy import is_settled
from conformance.errors import UsageError
from conformance.evidence.lazy_body import Line, with_lazy_bodies
from conformance.evidence.lines import OPENING, from_line, options_line, to_line
from conformance.model.exchange import Exchange
from conformance.model.options import RunOptions

__all__ = ["Store", "header_of", "options_of", "read"]


class Store:
    """Exchanges by the key of their request, in the order of their arrival. Safe to use from several threads.

    Without a path the store keeps them in memory. With a path, each is on disk when ``append`` returns, and its large
    bodies are only there. The store truncates an existing file unless ``resume`` is set; then it holds the settled
    exchanges of the file, and unsettled requests may be sent again. ``earlier`` are exchanges from elsewhere. Raises
    UsageError where the file cannot be written or is not an evidence file.
    """

    def __init__(
        self,
        path: Path | None = None,
        options: RunOptions | None = None,
        *,
        resume: bool = False,
        earlier: Iterable[Exchange] = (),
    ) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._exchanges = {exchange.request.key: exchange for exchange in earlier}
        if path is not None:
            self._begin(path, resume=resume)
            if options is not None:
                _write(path, options_line(options))

    def __repr__(self) -> str:
        return f"Store({str(self._path) if self._path else None!r}, {len(self)} exchanges)"

    def __len__(self) -> int:
        return len(self._exchanges)

    def __contains__(self, key: object) -> bool:
        return key in self._exchanges

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            exchanges = tuple(self._exchanges.values())
        return iter(exchanges)

    @classmethod
    def recorded(cls, path: Path) -> Self:
        """Return a store of the exchanges in a file, which it does not change. Raises UsageError as ``read`` does."""
        return cls(earlier=(entry for entry, _ in _lazy_entries(path) if isinstance(entry, Exchange)))

    def get(self, key: str) -> Exchange | None:
        """Return the latest exchange of the request with this key, or None."""
        return self._exchanges.get(key)

    def append(self, exchange: Exchange) -> None:
        """Store an exchange, on disk before this returns. Raises UsageError where the file cannot be written."""
        line = to_line(exchange) if self._path is not None else b""
        with self._lock:
            if self._path is not None:
                exchange = with_lazy_bodies(exchange, _write(self._path, line))
            self._exchanges[exchange.request.key] = exchange

    def _begin(self, path: Path, *, resume: bool) -> None:
        if path.exists():
            # Before truncating too: a file that is not an evidence file must not be overwritten.
            last = 0
            for entry, end in _lazy_entries(path):
                last = end
                if not resume:
                    break
                if isinstance(entry, Exchange):
                    self._exchanges[entry.request.key] = entry
            self._exchanges = {key: exchange for key, exchange in self._exchanges.items() if is_settled(exchange)}
            _cut(path, last if resume else 0)
        else:
            with _written_to(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()


def read(path: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a file, without an incomplete last line that a kill left.

    Raises UsageError where the file cannot be read or is not an evidence file.
    """
    return (entry for entry, _ in _entries(path) if isinstance(entry, Exchange))


def options_of(path: Path) -> RunOptions:
    """Return the header of the last run that wrote to a file.

    Raises UsageError where the file has no header, cannot be read or is not an evidence file.
    """
    found = None
    for entry, _ in _entries(path):
        found = entry if isinstance(entry, RunOptions) else found
    if found is None:
        raise UsageError(f"{path} does not say which run wrote it", "name the evidence.jsonl that a run wrote")
    return found


def header_of(path: Path) -> RunOptions | None:
    """Return the same, or None where nothing says which run wrote it, as in what a soak or a gate wrote."""
    try:
        return options_of(path)
    except UsageError:
        return None


def _entries(path: Path) -> Iterator[tuple[Exchange | RunOptions, int]]:
    """Yield each entry and the offset of the byte after its line."""
    try:
        with path.open("rb") as file:
            yield from _lines(path, file)
    except OSError as error:
        raise UsageError(
            f"The evidence file {path} cannot be read ({error.strerror})", "name a readable file of evidence"
        ) from error


def _lazy_entries(path: Path) -> Iterator[tuple[Exchange | RunOptions, int]]:
    begin = 0
    for entry, end in _entries(path):
        yield (with_lazy_bodies(entry, Line(path, begin, end - begin)) if isinstance(entry, Exchange) else entry), end
        begin = end


def _lines(path: Path, file: BinaryIO) -> Iterator[tuple[Exchange | RunOptions, int]]:
    end = 0
    for number, line in enumerate(file, start=1):
        end += len(line)
        if not line.endswith(b"\n") and line.startswith(OPENING[: len(line)]):
            return
        try:
            entry = from_line(line)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise UsageError(
                f"Line {number} of {path} is not an exchange recorded by this tool",
                "name an evidence file that a run wrote, or another path for a new one",
            ) from None
        yield entry, end


def _write(path: Path, data: bytes) -> Line:
    # Opened for each line, so that what is written survives a kill and no file stays open.
    with _written_to(path), path.open("ab") as file:
        line = Line(path, file.tell(), len(data))
        file.write(data)
    return line


def _cut(path: Path, size: int) -> None:
    with _written_to(path), path.open("r+b") as file:
        file.truncate(size)


@contextmanager
def _written_to(path: Path) -> Iterator[None]:
    """Let a file that cannot be written end in one sentence."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"The evidence file {path} cannot be written ({error.strerror})", "name a writable path"
        ) from error
