"""What the caller of each client gets of what was recorded: its vectors, others, an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from conformance.clients.driving.driver import Ask, Driver
from conformance.clients.driving.outcome import Got, Outcome, outcome_of
from conformance.clients.playback.capture import Capture
from conformance.clients.playback.player import Heard, Player
from conformance.model.exchange import Exchange
from conformance.model.message import template

__all__ = ["View", "play_captures"]

_NOT_RECORDED = template("playback.not-recorded", "it sent {requests}, which was not recorded")


@dataclass(frozen=True, slots=True)
class View:
    """What one client made of one question; ``exchange`` is the recorded answer it was given, None where none was."""

    client: str
    capture: Capture
    outcome: Outcome
    exchange: Exchange | None = None


def play_captures(client: str, driver: Driver, player: Player, captures: Iterable[Capture]) -> Iterator[View]:
    """Yield what a client's caller gets for each captured question."""
    for number, capture in enumerate(captures):
        question = capture.question
        player.heard()
        sent = player.sent(question.model)
        reply = driver.ask(Ask(f"r{number}", question.texts, question.model, question.dimensions, sent))
        heard = player.heard()
        yield _view(client, capture, outcome_of(reply, capture.truth.astype(np.float32), question.dimensions), heard)


def _view(client: str, capture: Capture, outcome: Outcome, heard: Heard) -> View:
    if heard.unknown:
        unknown = _NOT_RECORDED(requests=tuple(dict.fromkeys(heard.unknown)))
        return View(client, capture, Outcome(Got.UNKNOWN, unknown))
    return View(client, capture, outcome, heard.played[-1] if heard.played else None)
