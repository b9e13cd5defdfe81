"""A client that is driven: one JSON line asks it for embeddings, one JSON line brings them, or its error."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

from conformance.clients.driving.command import started, without_secrets

__all__ = ["Ask", "Driver", "DriverReply"]

_LONGEST_LINE = 200
"""Characters of a line that is no answer, for messages."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a driver is asked for: ``texts`` is one string, or a tuple of them."""

    id: str
    texts: str | tuple[str, ...]
    model: str
    dimensions: int | None = None

    @property
    def listed(self) -> tuple[str, ...]:
        """The texts in their order."""
        return (self.texts,) if isinstance(self.texts, str) else self.texts

    def line(self) -> bytes:
        """Return the line that asks it."""
        width = {} if self.dimensions is None else {"dimensions": self.dimensions}
        members = {"id": self.id, "texts": self.texts, "model": self.model, **width}
        return json.dumps(members, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class DriverReply:
    """What a driver told: ``vectors`` as parsed, or an ``error``, or why its line is neither."""

    vectors: Any = None
    error: Mapping[str, Any] | None = None
    broken: str = ""


class Driver:
    """A driver's process; it is started when first asked, and anew when it died.

    ``patience`` is the time in seconds an answer may take. Raises UsageError where the command cannot be started.
    """

    def __init__(self, command: Sequence[str], variables: Mapping[str, str], patience: float) -> None:
        self._command = command
        self._variables = variables
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._resources.close()

    def ask(self, ask: Ask) -> DriverReply:
        """Return what the driver tells; one that dies, or is silent for too long, is started anew for the next."""
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(ask.line())
            self._process.stdin.flush()
            line = self._lines.get(timeout=self._patience)
        except (OSError, queue.Empty) as error:
            silent = isinstance(error, queue.Empty)
            return self._lost(f"the driver said nothing for {self._patience:g} s" if silent else "")
        return _read(without_secrets(line, self._variables), ask.id) if line else self._lost()

    def _start(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = self._resources.enter_context(started(self._command, self._variables, **pipes))
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_pump, args=(process, lines), daemon=True, name="driver output").start()
        self._process, self._lines = process, lines

    def _lost(self, silence: str = "") -> DriverReply:
        """Let the process go, and tell that it was silent, or else how it ended."""
        assert self._process is not None
        self._resources.close()
        status, self._process = self._process.returncode, None
        return DriverReply(broken=silence or f"the driver ended with status {status}")


def _pump(process: subprocess.Popen[bytes], lines: queue.Queue[bytes]) -> None:
    """Hand on every line of a process, and an empty one at its end."""
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.put(line)
    except (OSError, ValueError):  # closed while it was read
        pass
    lines.put(b"")


def _read(line: bytes, id_: str) -> DriverReply:
    try:
        members = json.loads(line)
        assert isinstance(members, dict)
        assert members.get("id") == id_
        assert ("vectors" in members) != ("error" in members)
        assert "vectors" in members or isinstance(members["error"], dict)
    except (ValueError, AssertionError, RecursionError):
        shown = line[:_LONGEST_LINE].decode("utf-8", "backslashreplace").strip()
        return DriverReply(broken=f"the driver wrote a line that is no answer: {shown}")
    return DriverReply(members.get("vectors"), members.get("error"))
