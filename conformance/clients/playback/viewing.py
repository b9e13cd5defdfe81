"""What the caller of each client gets of what was recorded: its vectors, others, an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.clients.driving.driver import Ask, Driver
from conformance.clients.driving.outcome import Outcome, outcome
from conformance.clients.playback.capture import Capture
from conformance.clients.playback.player import Heard, Player
from conformance.model.exchange import Exchange

__all__ = ["UNKNOWN", "View", "views"]

UNKNOWN = "not known"
"""What is told in place of an outcome where a client sent what was not recorded."""


@dataclass(frozen=True, slots=True)
class View:
    """What one client made of one question; ``exchange`` is the recorded answer it was given, None where none was."""

    client: str
    capture: Capture
    got: str
    detail: str = ""
    exchange: Exchange | None = None


def views(client: str, driver: Driver, player: Player, captures: Iterable[Capture]) -> Iterator[View]:
    """Yield what a client's caller gets for each captured question."""
    for number, capture in enumerate(captures):
        question = capture.question
        player.heard()
        told = driver.ask(Ask(f"r{number}", question.texts, question.model, question.dimensions))
        heard = player.heard()
        yield _view(client, capture, outcome(told, capture.truth.astype(np.float32)), heard)


def _view(client: str, capture: Capture, outcome: Outcome, heard: Heard) -> View:
    played = heard.played[-1] if heard.played else None
    if heard.unknown:
        return View(client, capture, UNKNOWN, f"it sent {_listed(heard.unknown)}, which was not recorded")
    return View(client, capture, str(outcome.got), outcome.detail, played)


def _listed(unknown: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(unknown))
