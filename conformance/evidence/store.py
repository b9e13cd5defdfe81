"""Keeps every exchange: as it happens in a file of JSON Lines, or in memory where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

from conformance.client.retry_policy import is_settled
from conformance.errors import UsageError
from conformance.evidence.lazy_body import Line, with_lazy_bodies
from conformance.evidence.lines import OPENING, from_line, run_header_line, to_line
from conformance.model.exchange import Exchange
from conformance.model.run_header import RunHeader

__all__ = ["Store", "read", "run_header_of"]


class Store:
    """Exchanges by the key of their request, in the order they came; safe to use from several threads.

    Without a path they are kept in memory. With one, each is on disk when ``append`` returns, and what is large of it
    is there alone. A file that is there already is begun anew, unless ``resume`` asks to go on with it: then what was
    answered is known, and what was lost on the way may be asked again. ``known`` are exchanges from elsewhere. Raises
    UsageError when the file cannot be written or is none of ours.
    """

    def __init__(
        self,
        path: Path | None = None,
        run_header: RunHeader | None = None,
        *,
        resume: bool = False,
        known: Iterable[Exchange] = (),
    ) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._exchanges = {exchange.request.key: exchange for exchange in known}
        if path is not None:
            self._begin(path, resume=resume)
            if run_header is not None:
                _write(path, run_header_line(run_header))

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
        """Return a store of what a file holds; the file stays as it is. Raises UsageError as ``read``."""
        return cls(known=(entry for entry, _ in _shelved_entries(path) if isinstance(entry, Exchange)))

    def get(self, key: str) -> Exchange | None:
        """Return the exchange of the request with this key, the latest if there are several, or None."""
        return self._exchanges.get(key)

    def append(self, exchange: Exchange) -> None:
        """Keep an exchange; it stands in the file before this returns. Raises UsageError when that cannot be."""
        line = to_line(exchange) if self._path is not None else b""
        with self._lock:
            if self._path is not None:
                exchange = with_lazy_bodies(exchange, _write(self._path, line))
            self._exchanges[exchange.request.key] = exchange

    def _begin(self, path: Path, *, resume: bool) -> None:
        if path.exists():
            # Also where it is begun anew: somebody's other file is not ours to overwrite.
            last = 0
            for entry, end in _shelved_entries(path):
                last = end
                if not resume:
                    break
                if isinstance(entry, Exchange):
                    self._exchanges[entry.request.key] = entry
            self._exchanges = {key: exchange for key, exchange in self._exchanges.items() if is_settled(exchange)}
            _cut(path, last if resume else 0)
        else:
            _write(path, b"")


def read(path: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a file; a last line torn by a kill is left out.

    Raises UsageError when the file cannot be read or is none of ours.
    """
    return (entry for entry, _ in _entries(path) if isinstance(entry, Exchange))


def run_header_of(path: Path) -> RunHeader:
    """Return what a file says of the last run that wrote to it.

    Raises UsageError when it says nothing of any, cannot be read or is none of ours.
    """
    found = None
    for entry, _ in _entries(path):
        found = entry if isinstance(entry, RunHeader) else found
    if found is None:
        raise UsageError(
            f"{path} does not say of which run it is the evidence", "name the evidence.jsonl that a run has written"
        )
    return found


def _entries(path: Path) -> Iterator[tuple[Exchange | RunHeader, int]]:
    """Yield each entry and the offset of the byte behind its line."""
    try:
        with path.open("rb") as file:
            yield from _lines(path, file)
    except OSError as error:
        raise UsageError(
            f"The evidence file {path} cannot be read ({error.strerror})", "name a readable file of evidence"
        ) from error


def _shelved_entries(path: Path) -> Iterator[tuple[Exchange | RunHeader, int]]:
    begin = 0
    for entry, end in _entries(path):
        yield (with_lazy_bodies(entry, Line(path, begin, end - begin)) if isinstance(entry, Exchange) else entry), end
        begin = end


def _lines(path: Path, file: BinaryIO) -> Iterator[tuple[Exchange | RunHeader, int]]:
    end = 0
    for number, line in enumerate(file, start=1):
        end += len(line)
        if not line.endswith(b"\n") and line.startswith(OPENING[: len(line)]):
            return
        try:
            entry = from_line(line)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise UsageError(
                f"Line {number} of {path} is no exchange recorded by this tool",
                "name an evidence file as written by a run, or another path for a new one",
            ) from None
        yield entry, end


def _write(path: Path, data: bytes) -> Line:
    # Opened for each line: what is written survives a kill, and no file stays open behind the user's back.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            line = Line(path, file.tell(), len(data))
            file.write(data)
    except OSError as error:
        raise _unwritable(path, error) from error
    return line


def _cut(path: Path, size: int) -> None:
    try:
        with path.open("r+b") as file:
            file.truncate(size)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"The evidence file {path} cannot be written ({error.strerror})", "name a path that can be")
