"""What the tests of the client share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from loopback_server import Answer, Loopback


@pytest.fixture
def loopback() -> Iterator[Callable[..., Loopback]]:
    """Start servers that stop when the test ends."""
    servers: list[Loopback] = []

    def start(answer: Answer, greeting: bytes = b"") -> Loopback:
        servers.append(Loopback(answer, greeting))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
