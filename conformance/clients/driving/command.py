"""The client's own command: started with the base URL and the key where clients look for them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from conformance.errors import UsageError
from conformance.model.message import Message, template
from conformance.shortening import shorten_text

__all__ = ["WELL", "CommandExit", "client_environment", "format_command", "redact_secrets", "run", "start"]

_BASE_URLS = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "EMB_BASE_URL")
_KEYS = ("OPENAI_API_KEY", "EMB_API_KEY")
_NO_PROXY = ("NO_PROXY", "no_proxy")
_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
_SHORTEST = 8
"""Characters of a secret; shorter values stand in innocent words."""
_LONGEST = 200
"""Characters of a command as it is shown."""
_PATIENCE = 5.0
"""Seconds a command has to end after it was asked to."""
_INTERRUPTED = template("command.interrupted", "the command was interrupted")
_SIGNALLED = template("command.signalled", "the command was ended by signal {signal}")
_FAILED = template("command.failed", "the command ended with status {status}")


@dataclass(frozen=True, slots=True)
class CommandExit:
    """How a command ended: its exit status (negative: the signal that ended it), and whether a person ended it."""

    status: int
    interrupted: bool = False

    @property
    def message(self) -> Message | None:
        """How it ended, or None where it ended well."""
        if self.interrupted:
            return _INTERRUPTED()
        if self.status < 0:
            return _SIGNALLED(signal=signal.Signals(-self.status).name)
        return _FAILED(status=self.status) if self.status else None


WELL = CommandExit(0)


def client_environment(base_url: str, key: str, key_variable: str, around: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: ``around``, with the variables that clients read set to the service."""
    host = urlsplit(base_url).hostname or ""
    spared = {name: ",".join(filter(None, [around.get(name, ""), host])) for name in _NO_PROXY}
    named = dict.fromkeys(_BASE_URLS, base_url) | dict.fromkeys((*_KEYS, key_variable), key)
    return {**around, **spared, **named}


def format_command(command: Sequence[str], around: Mapping[str, str]) -> str:
    """Return a command as a person would type it, on one line, cut where it is long, without secrets."""
    line = " ".join(shlex.join(command).split())
    return shorten_text(redact_secrets(line.encode("utf-8", "replace"), around).decode(), _LONGEST)


def redact_secrets(text: bytes, around: Mapping[str, str]) -> bytes:
    """Return a text with the value of each variable named like a key, a token or a secret replaced by the variable."""
    secrets = {value: name for name, value in around.items() if _SECRET.search(name) and len(value) >= _SHORTEST}
    for value in sorted(secrets, key=len, reverse=True):
        text = text.replace(os.fsencode(value), f"${secrets[value]}".encode())
    return text


def run(command: Sequence[str], variables: Mapping[str, str]) -> CommandExit:
    """Run a command to its end, its output where ours goes. Ctrl-C ends the command, and its exit says so.

    Raises UsageError where it cannot be started.
    """
    with start(command, variables) as process:
        try:
            return CommandExit(process.wait())
        except KeyboardInterrupt:
            return CommandExit(_end(process), interrupted=True)


@contextmanager
def start(command: Sequence[str], variables: Mapping[str, str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command and end it with the block; raises UsageError where it cannot start."""
    try:
        process = subprocess.Popen(command, env=dict(variables), **pipes)  # noqa: S603  # the user's own command
    except OSError as error:
        raise UsageError(
            f"the command {command[0]!r} cannot be started ({error.strerror or error})",
            "name a program that can be found",
        ) from None
    try:
        yield process
    finally:
        _end(process)
        _close(process.stdin, process.stdout)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Terminate a process that still runs, kill it where it does not end, and return its status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def _close(*pipes: IO[bytes] | None) -> None:
    for pipe in pipes:
        if pipe is not None:
            # The other end may be gone, and what it did not read with it.
            with suppress(OSError):
                pipe.close()
