"""Small servers on loopback that answer with exactly the bytes a test wants, and requests sent to them."""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import threading
from collections.abc import Callable

import httpx

from conformance.client.http import Client
from conformance.model.exchange import Exchange, Request
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target

KEY = "sk-Zq81/hfP+mQ27xKd"
SECRET = Secret(KEY)
REQUEST = Request(b'{"input": "a"}')
ONCE = ClientLimits(attempts=1, timeout=5)


Answer = Callable[[socket.socket, int], None]


class Loopback:
    """A TCP server; ``answer`` gets the connection and the number of the request (from 0).

    ``greeting`` is sent as soon as a connection opens, before any request.
    """

    def __init__(self, answer: Answer, greeting: bytes) -> None:
        self.answer = answer
        self.greeting = greeting
        self.requests: list[bytes] = []
        self.connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def base_url(self) -> str:
        """The base URL of the server, with a path as vendors have it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def stop(self) -> None:
        """Close the port and every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(timeout=5)  # whoever is let in last is among the connections by then
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads[1:]:
            thread.join(timeout=5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections.append(connection)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _converse(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection.makefile("rb") as stream:
            connection.sendall(self.greeting)
            while connection.fileno() != -1:
                head = b"".join(itertools.takewhile(lambda line: line != b"\r\n", stream))
                if not head:
                    return
                length = re.search(rb"(?i)content-length: (\d+)", head)
                self.requests.append(head + b"\r\n" + stream.read(int(length[1]) if length else 0))
                self.answer(connection, len(self.requests) - 1)


def send(base_url: str, client_limits: ClientLimits = ONCE, request: Request = REQUEST) -> Exchange:
    """Send one request with a client of its own."""
    target = Target(base_url, Secret(KEY), "DASHSCOPE_API_KEY", client_limits)
    with Client(target, sleep=lambda _: None) as client:
        return client.send(request)


def send_to(handler: Callable[[httpx.Request], httpx.Response], request: Request = REQUEST) -> Exchange:
    """Send one request into a function."""
    with Client(Target("https://api.example/v1", SECRET, client_limits=ONCE), httpx.MockTransport(handler)) as client:
        return client.send(request)


def answer_with(data: bytes, *, close: bool = True) -> Callable[[socket.socket, int], None]:
    """Return an answer of fixed bytes."""

    def answer(connection: socket.socket, _: int) -> None:
        connection.sendall(data)
        if close:
            connection.shutdown(socket.SHUT_RDWR)

    return answer


def ok(body: bytes, *headers: str) -> bytes:
    """Return a whole response."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
