"""A request with the reply it is given, for those who want to look at both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.service.reply import Reply
from conformance.service.state import Received

__all__ = ["Recorder", "Served"]


@dataclass(frozen=True, slots=True)
class Served:
    """One request and its reply; ``started`` in seconds since the epoch, ``seconds`` until the first byte leaves."""

    received: Received
    reply: Reply
    started: float
    seconds: float


Recorder = Callable[[Served], None]
"""Is told of every request in the order of the replies, from the thread of the service."""
