"""Starts a server on a free port of this machine, and stops it with every process it started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from inventory import SERVERS, Server
from weights import gguf, weights

from conformance.contract.loading import load
from conformance.contract.openapi import openapi_of

__all__ = ["Serving", "StartError", "running"]

LONGEST_START, LONGEST_STOP, EVERY = 300.0, 10.0, 0.5
"""Seconds."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "DO_NOT_TRACK": "1", "TOKENIZERS_PARALLELISM": "false"}
_OPENER = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is up: its base URL, and the headers that each request needs, as ``name: value``."""

    url: str
    headers: Sequence[str] = ()


class StartError(Exception):
    """A server ended before it was up, or was not up in time; the message holds the last lines it wrote."""


@contextmanager
def running(server: Server, logs: Path) -> Iterator[Serving]:
    """Install and start a server, and what stands behind it, with a log for each in a folder.

    Raises StartError where one does not start, OSError or CalledProcessError where one cannot be installed.
    """
    server.environment.make()
    with ExitStack() as stack:
        behind = stack.enter_context(running(SERVERS[server.behind], logs)).url if server.behind else ""
        places = _places(server, behind, logs)
        base = f"http://127.0.0.1:{places['port']}"
        log = logs / f"{server.name}.log"
        process = _started(server, places, log)
        stack.callback(_stop, process)
        _wait(process, base + server.ready, log)
        headers = [f"{name}: {value.format_map(places)}" for name, value in server.headers.items()]
        yield Serving(base + server.path, headers)


def _places(server: Server, behind: str, folder: Path) -> dict[str, object]:
    """Return what the command of a server may name; model and description are made only where they are named."""
    named = " ".join([*server.command, *server.variables.values()])
    makers = {"weights": weights, "gguf": gguf, "openapi": lambda: _description(server, folder / "openapi.json")}
    made = {name: make() for name, make in makers.items() if f"{{{name}}}" in named}
    return {
        "bin": server.environment.programs,
        "python": server.environment.python,
        "here": server.folder,
        "port": _free_port(),
        "model": server.model,
        "behind": behind,
        **made,
    }


def _description(server: Server, path: Path) -> Path:
    """Write the contract of a mock as the OpenAPI document that it plays."""
    path.write_text(json.dumps(openapi_of(load(server.contract))), "utf-8")
    return path


def _started(server: Server, places: Mapping[str, object], log: Path) -> subprocess.Popen[bytes]:
    """Start the process as the first of a group of its own, so that all it starts can be stopped with it."""
    own = {name: value.format_map(places) for name, value in server.variables.items()}
    with log.open("wb") as written:
        return subprocess.Popen(  # noqa: S603  # a program of our own
            [part.format_map(places) for part in server.command],
            cwd=log.parent,
            env={**os.environ, **OFFLINE, **own},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + LONGEST_START
    while not _is_up(url):
        if process.poll() is not None or time.monotonic() > end:
            lines = log.read_text("utf-8", "replace").splitlines()[-5:]
            raise StartError("\n".join(["did not start; it wrote last:", *lines]))
        time.sleep(EVERY)


def _is_up(url: str) -> bool:
    """Whether anything below 500 is answered: some answer 503 while they load."""
    try:
        with _OPENER.open(url, timeout=5):
            return True
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(LONGEST_STOP)
