"""The running service: uvicorn's HTTP protocol on a loopback port, in a daemon thread."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, cast

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from conformance.service.catalogue import FAULTS, ODDITIES, pick
from conformance.service.delivery import TRANSPORT, application
from conformance.service.pipeline import Pipeline
from conformance.service.served import Recorder
from conformance.service.state import Received, State
from conformance.service.terms import Terms, read_terms

__all__ = ["DEFAULT_KEY", "Service"]

DEFAULT_KEY = "sk-reference"
_BACKLOG = 256
_SILENT = logging.getLogger("conformance.service.silent")
_SILENT.disabled = True


class _Connection(HttpToolsProtocol):
    """uvicorn's protocol, which says nothing and tells the application its transport."""

    def __init__(self, config: Config, server_state: ServerState) -> None:
        super().__init__(config, server_state, {})
        self.logger = _SILENT
        self.access_log = False

    def on_message_begin(self) -> None:
        """Put the transport into the scope, for replies that must go past the server."""
        super().on_message_begin()
        cast(dict[str, Any], self.scope)[TRANSPORT] = self.transport


class Service:
    """The reference service of one contract; a context manager that listens while it is entered.

    ``faults`` and ``oddities`` are names of the catalogue, applied in the order given, faults last. ``key`` is the key
    asked for; None asks for ``sk-reference`` where the contract requires a key, and for none elsewhere. ``latency`` in
    seconds comes before every answer; ``record`` is told of every answer.
    Raises ValueError for an unknown name and OSError for an unknown contract or a port in use.
    """

    def __init__(  # noqa: PLR0913 - each is a knob of the service, given by name
        self,
        contract: str = "dashscope",
        *,
        faults: Sequence[str] = (),
        oddities: Sequence[str] = (),
        key: str | None = None,
        latency: float = 0.0,
        port: int = 0,
        seed: int = 0,
        host: str = "127.0.0.1",
        record: Recorder | None = None,
    ) -> None:
        self._behaviours = (*pick(ODDITIES, oddities), *pick(FAULTS, faults))
        self._terms: Terms = read_terms(contract)
        self._state = State(key or (DEFAULT_KEY if self._terms.key_wanted else None), seed)
        self._pipeline = Pipeline(self._terms, self._state, self._behaviours)
        self._latency = latency
        self._record = record
        self._address = (host, port)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """The base URL to give to a client; known once the service is entered."""
        host, port = self._address
        return f"http://{host}:{port}{self._terms.base_path}"

    @property
    def port(self) -> int:
        """The port it listens on; known once the service is entered."""
        return self._address[1]

    @property
    def received(self) -> list[Received]:
        """Every request received so far, oldest first."""
        return list(self._state.received)

    @property
    def crashes(self) -> list[Exception]:
        """Bugs of the service itself met so far; always empty unless behaviours contradict each other."""
        return list(self._state.crashes)

    def __enter__(self) -> Self:
        listener = socket.create_server(self._address, backlog=_BACKLOG)
        self._address = (self._address[0], listener.getsockname()[1])
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, ready), daemon=True, name="reference service")
        self._thread.start()
        if not ready.wait(timeout=10):
            raise RuntimeError("the reference service did not start within 10 seconds: is the machine overloaded?")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        asyncio.run(self._listen(listener, ready))

    async def _listen(self, listener: socket.socket, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        connections = ServerState()
        config = self._config()
        server = await self._loop.create_server(
            lambda: _Connection(config, connections), sock=listener, backlog=_BACKLOG
        )
        ready.set()
        await self._stop.wait()
        server.close()
        await _end(connections)

    def _config(self) -> Config:
        settings: dict[str, Any] = {
            "http": _Connection,
            "ws": "none",
            "lifespan": "off",
            "log_config": None,
            "timeout_keep_alive": 75,
        }
        app = application(self._pipeline.answer, self._state, self._latency, self._record)
        config = Config(app, proxy_headers=False, server_header=False, date_header=False, **settings)
        config.load()
        return config


async def _end(connections: ServerState) -> None:
    """Close every connection and cancel what still waits, without ceremony."""
    tasks = list(connections.tasks)
    for connection in list(connections.connections):
        transport = getattr(connection, "transport", None)
        if transport is not None:
            transport.abort()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
