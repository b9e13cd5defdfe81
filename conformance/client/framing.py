"""Where a response ends on its connection, and what came after that."""

from __future__ import annotations

import h11

__all__ = ["MOST", "surplus"]

MOST = 1024
"""Bytes of a surplus that are kept."""

_LONGEST_HEAD = 100 * 1024


def surplus(received: bytes, method: str) -> bytes:
    """Return what stands after the first response in all that was received (RFC 9112, section 6.3), at most 1 KiB.

    The HTTP library drops it, or takes it for the beginning of the next response. ``received`` begins with a complete
    response to a request with this method.
    """
    reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
    reader.send(h11.Request(method=method, target="/", headers=[("Host", "-"), ("Content-Length", "0")]))
    reader.send(h11.EndOfMessage())
    reader.receive_data(received)
    while not isinstance(event := reader.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            # It ends where the connection does.
            return b""
    return reader.trailing_data[0][:MOST]
