"""What a survey found out of a service, as reports read it: each fact with the requests that showed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.model.case import Expect
from conformance.model.message import Message
from conformance.results.exchange_view import ExchangeView

__all__ = ["BrokenCheck", "FoundFact", "FoundModel", "FoundRule", "HeldCheck", "Shown", "SurveyView"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One request that was asked, and what came of it; ``decides`` where a limit lies between it and another."""

    title: Message
    outcome: Message
    exchange: str
    """The key of its request, by which its exchange is found where that is kept; else nothing."""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact by its name, in words, with the requests that showed it."""

    name: str
    message: Message
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class FoundModel:
    """What was found of one model."""

    model: str
    facts: tuple[FoundFact, ...]


@dataclass(frozen=True, slots=True)
class FoundRule:
    """What becomes of requests that violate one rule."""

    rule: str
    policy: Expect
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class HeldCheck:
    """A check that judged answers and found nothing."""

    check: str
    statement: str
    judged: int


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A check that did not hold: the first finding, and the exchange that shows it."""

    check: str
    statement: str
    models: tuple[str | None, ...]
    message: Message
    exchange: str


@dataclass(frozen=True, slots=True)
class SurveyView:
    """All that was found of a service on a day; ``exchanges`` are those it refers to, by the keys of their requests."""

    base_url: str
    date: str
    models: tuple[FoundModel, ...]
    key: FoundFact
    rules: tuple[FoundRule, ...]
    held: tuple[HeldCheck, ...]
    broken: tuple[BrokenCheck, ...]
    exchanges: Mapping[str, ExchangeView]
    ended: Message | None
    """What is to be said of requests that were planned and not sent, or None."""
