"""Judging what was recorded, with nobody to ask."""

from __future__ import annotations

from conformance.engine.dispatcher import Dispatcher
from conformance.model.exchange import Exchange, Request
from conformance.model.message import template

__all__ = ["NOT_RECORDED", "OfflineSender"]


NOT_RECORDED = template("run.not-recorded", "the evidence holds no answer to it")


class OfflineSender:
    """A sender that sends nothing: what the evidence does not hold stays unanswered."""

    def send(self, request: Request) -> Exchange:
        """Return an exchange that says so."""
        return Dispatcher.unsent(request, NOT_RECORDED())
