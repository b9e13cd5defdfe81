"""A listener on a loopback port: uvicorn's HTTP protocol around an application, in a daemon thread."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, cast

from starlette.applications import Starlette
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from conformance.service.delivery import OPEN_BEFORE, TRANSPORT

__all__ = ["Listener"]

_BACKLOG = 256
_PROPOSAL = re.compile(rb"\r\n(Upgrade: *h2c)(?=\r\n)", re.IGNORECASE)
_SILENT = logging.getLogger("conformance.service.silent")
_SILENT.disabled = True


class _Connection(HttpToolsProtocol):
    """uvicorn's protocol without logging, which hands its transport to the application."""

    def __init__(self, config: Config, server_state: ServerState, continues: Callable[[], bool]) -> None:
        super().__init__(config, server_state, {})
        self._continues = continues
        self.logger = _SILENT
        self.access_log = False
        self.place = 0
        self.used = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Number the connection."""
        self.place = 1 + max((other.place for other in self._others()), default=0)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Ignore a proposal to speak HTTP/2, as a server may: the parser takes what follows it for another protocol."""
        super().data_received(_PROPOSAL.sub(rb"\r\nX-\1", data))

    def on_message_begin(self) -> None:
        """Put the transport into the scope, for replies that bypass the server library, and which connection it is."""
        super().on_message_begin()
        scope = cast(dict[str, Any], self.scope)
        scope[TRANSPORT] = self.transport
        scope[OPEN_BEFORE] = (sum(other.place < self.place for other in self._others()), not self.used)
        self.used = True

    def on_headers_complete(self) -> None:
        """Send 100 Continue where it is waited for, unless the service does not."""
        self.expect_100_continue = self.expect_100_continue and self._continues()
        super().on_headers_complete()

    def _others(self) -> list[_Connection]:
        return [other for other in self.connections if isinstance(other, _Connection) and other is not self]


class Listener:
    """Serves an application while it is entered. Port 0 takes a free port; raises OSError for a port in use.

    ``continues`` tells whether a request that waits for 100 Continue gets it.
    """

    def __init__(
        self,
        app: Starlette,
        port: int = 0,
        host: str = "127.0.0.1",
        continues: Callable[[], bool] = lambda: True,
    ) -> None:
        self._app = app
        self._continues = continues
        self._address = (host, port)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """The address it listens on."""
        return self._address[0]

    @property
    def port(self) -> int:
        """The port it listens on; valid once it is entered."""
        return self._address[1]

    def __enter__(self) -> Self:
        listener = socket.create_server(self._address, backlog=_BACKLOG)
        # asyncio sets this only on sockets created with IPPROTO_TCP, which these are not; without it a body waits
        # 40 ms until the client's system acknowledges the head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._address = (self._address[0], listener.getsockname()[1])
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, ready), daemon=True, name="service")
        self._thread.start()
        if not ready.wait(timeout=10):
            raise RuntimeError("the service did not start within 10 seconds: is the machine overloaded?")
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
            lambda: _Connection(config, connections, self._continues), sock=listener, backlog=_BACKLOG
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
        config = Config(self._app, proxy_headers=False, server_header=False, date_header=False, **settings)
        config.load()
        return config


async def _end(connections: ServerState) -> None:
    """Close every connection and cancel all waiting tasks."""
    tasks = list(connections.tasks)
    for connection in list(connections.connections):
        transport = getattr(connection, "transport", None)
        if transport is not None:
            transport.abort()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
