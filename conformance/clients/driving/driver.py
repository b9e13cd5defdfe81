"""A client that is driven: one JSON line asks it for embeddings, and it replies with one line of them, or its error."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self

from conformance.clients.driving.command import redact_secrets, start
from conformance.model.message import Message, template

__all__ = ["Ask", "Driver", "DriverReply"]

_LONGEST_LINE = 200
"""Characters of a line that is no answer, for messages."""
_SILENT = template("driver.silent", "the driver said nothing for {seconds:g} s")
_ENDED = template("driver.ended", "the driver ended with status {status}")
_NO_ANSWER = template("driver.no-answer", "the driver wrote a line that is no answer: {line}")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a driver is asked for: ``texts`` is one string, or a tuple of them."""

    id: str
    texts: str | tuple[str, ...]
    model: str
    dimensions: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What the contract wants in every call beside model and input."""

    @property
    def listed(self) -> tuple[str, ...]:
        """The texts in their order."""
        return (self.texts,) if isinstance(self.texts, str) else self.texts

    def line(self) -> bytes:
        """Return the line that asks it."""
        width = {} if self.dimensions is None else {"dimensions": self.dimensions}
        further = {"parameters": self.parameters} if self.parameters else {}
        members = {"id": self.id, "texts": self.texts, "model": self.model, **width, **further}
        return json.dumps(members, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class DriverReply:
    """What a driver replied: ``vectors`` as parsed, or an ``error``, or in ``broken`` why there is neither."""

    vectors: Any = None
    error: Mapping[str, Any] | None = None
    broken: Message | None = None


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
        """Return the driver's reply; one that dies, or is silent for too long, is started anew for the next."""
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(ask.line())
            self._process.stdin.flush()
            line = self._lines.get(timeout=self._patience)
        except (OSError, queue.Empty) as error:
            return self._close(_SILENT(seconds=self._patience) if isinstance(error, queue.Empty) else None)
        return _read(redact_secrets(line, self._variables), ask.id) if line else self._close()

    def _start(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = self._resources.enter_context(start(self._command, self._variables, **pipes))
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_pump, args=(process, lines), daemon=True, name="driver output").start()
        self._process, self._lines = process, lines

    def _close(self, silence: Message | None = None) -> DriverReply:
        """End the process, and return that it was silent, or else how it ended."""
        assert self._process is not None
        self._resources.close()
        status, self._process = self._process.returncode, None
        return DriverReply(broken=silence or _ENDED(status=status))


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
        text = line[:_LONGEST_LINE].decode("utf-8", "backslashreplace").strip()
        return DriverReply(broken=_NO_ANSWER(line=text))
    return DriverReply(members.get("vectors"), members.get("error"))
