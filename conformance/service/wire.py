"""The bare connection beneath the server, for bytes that no HTTP library sends."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

__all__ = ["Script", "Wire"]

_MOST_WAITING = 256 * 1024
"""Bytes that may wait to be sent; a flooding service must not fill its own memory."""

_PAUSE = 0.005


class Wire:
    """One connection whose request has been read."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    async def write(self, data: bytes) -> None:
        """Send bytes, and wait while too many are unsent."""
        self._transport.write(data)
        await asyncio.sleep(0)
        async for _ in self.while_open(_PAUSE):
            if self._transport.get_write_buffer_size() <= _MOST_WAITING:
                return

    async def while_open(self, pause: float = 0.0) -> AsyncIterator[None]:
        """Yield every ``pause`` seconds while the connection is open."""
        while self._open:
            yield
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Close the connection with a TCP reset; unsent bytes are lost."""
        with contextlib.suppress(OSError):
            connection = cast(socket.socket, self._transport.get_extra_info("socket"))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    @property
    def _open(self) -> bool:
        return not self._transport.is_closing()


Script = Callable[[Wire], Awaitable[None]]
"""A coroutine function that acts on a connection in place of a response; the connection closes after it."""
