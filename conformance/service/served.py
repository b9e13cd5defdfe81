"""A served request together with its reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.service.reply import Reply
from conformance.service.state import Received

__all__ = ["Recorder", "Served"]


@dataclass(frozen=True, slots=True)
class Served:
    """One request and its reply; ``started`` is in seconds since the epoch, ``seconds`` the time to the first byte."""

    received: Received
    reply: Reply
    started: float
    seconds: float


Recorder = Callable[[Served], None]
"""The service calls it for every request, in the order of the replies, from its own thread."""
