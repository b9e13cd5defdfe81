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
from conformance.model.values import wire_value

__all__ = ["Ask", "Driver", "DriverReply"]

_LONGEST_LINE = 200
"""Characters of a line that is no answer, for messages."""
_SILENT = template("driver.silent", "the driver said nothing for {seconds:g} s")
_ENDED = template("driver.ended", "the driver ended with status {status}")
_NO_ANSWER = template("driver.no-answer", "no JSON object: {line}")
_OTHER_ID = template("driver.other-id", "id {id:json}, not {asked:json}: {line}")
_NEITHER = template("driver.neither", "neither vectors nor error: {line}")
_BOTH = template("driver.both", "vectors and error at once: {line}")
_NO_OBJECT = template("driver.error-no-object", "the error is no object: {line}")
"""What is wrong with a line comes first: a table shows no more than its beginning."""


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
        """Return the driver's reply; one that dies, is silent too long or writes else is started anew for the next."""
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
        if not line:
            return self._close()
        reply = _read(redact_secrets(line, self._variables), ask.id)
        # The lines after a wrong one may be those of other questions.
        return self._close(reply.broken) if reply.broken else reply

    def _start(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = self._resources.enter_context(start(self._command, self._variables, **pipes))
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_pump, args=(process, lines), daemon=True, name="driver output").start()
        self._process, self._lines = process, lines

    def _close(self, broken: Message | None = None) -> DriverReply:
        """End the process, and return what was wrong with its reply, or else how it ended."""
        assert self._process is not None
        self._resources.close()
        status, self._process = self._process.returncode, None
        return DriverReply(broken=broken or _ENDED(status=status))


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
    except (ValueError, RecursionError):
        members = None
    text = line[:_LONGEST_LINE].decode("utf-8", "backslashreplace").strip()
    if not isinstance(members, dict):
        return DriverReply(broken=_NO_ANSWER(line=text))
    if (answered := members.get("id")) != id_:
        return DriverReply(broken=_OTHER_ID(id=wire_value(answered), asked=id_, line=text))
    if ("vectors" in members) == ("error" in members):
        return DriverReply(broken=(_BOTH if "error" in members else _NEITHER)(line=text))
    if not isinstance(members.get("error", {}), dict):
        return DriverReply(broken=_NO_OBJECT(line=text))
    return DriverReply(members.get("vectors"), members.get("error"))
