"""Keeps two runs from writing the same files at once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from conformance.errors import UsageError

__all__ = ["run_lock"]


@contextmanager
def run_lock(results: Path, option: str = "--results") -> Iterator[None]:
    """Hold a results file, and what stands beside it, for one run; the lock of a run that was killed holds no longer.

    Raises UsageError, naming the option that chooses other files, while another run holds it.
    """
    path = results.with_name(f".{results.name}.lock")
    try:
        file = _taken(path)
    except OSError as error:
        raise UsageError(f"results cannot be written to {results} ({error.strerror})", "give another path") from error
    if file is None:
        raise UsageError(
            f"another run is writing {results} and what stands beside it",
            f"wait until it has ended, or name other files with {option}",
        )
    try:
        yield
    finally:
        _drop(file, path)


def _taken(path: Path) -> IO[bytes] | None:
    """Return the lock file, locked; None where another process has it."""
    while True:
        file = path.open("ab")
        if not _lock(file):
            file.close()
            return None
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()  # the run that had it has deleted it meanwhile


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _drop(file: IO[bytes], path: Path) -> None:
        file.close()
        with contextlib.suppress(OSError):
            path.unlink()

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True

    def _drop(file: IO[bytes], path: Path) -> None:
        with contextlib.suppress(OSError):
            path.unlink()  # before it is closed, so that nobody else holds what is deleted
        file.close()
