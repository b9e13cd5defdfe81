"""Judging what was recorded, with nobody to ask."""

from __future__ import annotations

from conformance.engine.sending import Dispatcher
from conformance.model.exchange import Exchange, Request

__all__ = ["Silence"]


class Silence:
    """A sender that sends nothing: what the evidence does not hold stays unanswered."""

    def send(self, request: Request) -> Exchange:
        """Return an exchange that says so."""
        return Dispatcher.unsent(request, "the evidence holds no answer to it")
