"""Finds bytes after the end of a response on its connection."""

from __future__ import annotations

import h11

__all__ = ["MAX_SURPLUS", "surplus_bytes"]

MAX_SURPLUS = 1024
"""Bytes of a surplus that the client keeps."""

_LONGEST_HEAD = 100 * 1024


def surplus_bytes(received: bytes, method: str) -> bytes:
    """Return the bytes after the first response (RFC 9112, section 6.3), at most 1 KiB.

    ``received`` begins with a complete response to a request with this method. The HTTP library drops bytes after it,
    or takes them for the beginning of the next response.
    """
    reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
    reader.send(h11.Request(method=method, target="/", headers=[("Host", "-"), ("Content-Length", "0")]))
    reader.send(h11.EndOfMessage())
    reader.receive_data(received)
    while not isinstance(event := reader.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            # The response ends where the connection does.
            return b""
    return reader.trailing_data[0][:MAX_SURPLUS]
