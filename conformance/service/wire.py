"""The bare connection beneath the server, for what no HTTP library would send."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

__all__ = ["Script", "Wire"]

_MOST_WAITING = 256 * 1024
"""Bytes that may wait to be sent: a service that floods must not fill its own memory."""

_PAUSE = 0.005


class Wire:
    """One connection, after its request was read."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait while too many are on their way."""
        self._transport.write(data)
        await asyncio.sleep(0)
        async for _ in self.for_ever(_PAUSE):
            if self._transport.get_write_buffer_size() <= _MOST_WAITING:
                return

    async def for_ever(self, pause: float = 0.0) -> AsyncIterator[None]:
        """Come round again and again, after so many seconds each, for as long as the connection is open."""
        while self._open:
            yield
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Close the connection with a TCP reset; what is not sent by now is lost."""
        with contextlib.suppress(OSError):
            connection = cast(socket.socket, self._transport.get_extra_info("socket"))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    @property
    def _open(self) -> bool:
        return not self._transport.is_closing()


Script = Callable[[Wire], Awaitable[None]]
"""What is done on a connection in place of a response; the connection closes after it."""
