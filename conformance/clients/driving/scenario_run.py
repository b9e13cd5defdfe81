"""Puts a driven client through scenarios, one after the other, and records what its caller got in each."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.clients.driving.driver import Ask, Driver
from conformance.clients.driving.outcome import Got, Outcome, outcome_of
from conformance.clients.driving.scenario import Asked, Scenario, applicable_scenarios, other_width
from conformance.contract.sent_parameters import sent_for
from conformance.generation.sentences import sentences
from conformance.generation.words import words
from conformance.model.contract import Contract, Model
from conformance.model.excerpt import json_excerpt
from conformance.model.exchange import Exchange
from conformance.model.message import Message, template
from conformance.service import Received, Service

__all__ = ["ScenarioRun", "run_scenarios"]

_LINES = ("{}\nIt rained.\n\n{}", "{}\r\n\t{}")
_CONTROLS = ("\x1b[1m{}\x1b[0m", "{}\x00\x0b", "\x01{}\x7f")
_MOST_ASKED = 60
_PARTS = 2.2
"""How many full calls the texts of the longest list make."""
_SURELY_READ = 2000
"""Words of a long text where no limit is documented."""
_NEAR, _BEYOND = 0.9, 1.1
"""Parts of a limit in tokens; a short common word is one token to most tokenizers, and to none less."""
_CHARACTERS_OF_A_WORD = 5
"""With the space behind it; of the words that long texts are made of."""
_WIDTH_NOT_SENT = template("outcome.width-not-sent", "vectors cut by the client: the width {width} was not sent")
_TEXT_ALTERED = template("outcome.text-altered", "vectors of another text: it was sent as {text}")


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One scenario as it went: when (seconds since the epoch), what the caller got, and the requests it took."""

    scenario: Scenario
    model: str
    outcome: Outcome
    begun: float
    ended: float
    requests: int

    def took(self, exchange: Exchange) -> bool:
        """Tell whether a request was sent in this run."""
        return self.begun <= exchange.attempts[0].started <= self.ended


def run_scenarios(
    driver: Driver, service: Service, contract: Contract, model: str, wanted: Collection[str] = ()
) -> Iterator[ScenarioRun]:
    """Yield a run of each scenario (of those wanted); the service behaves so beside whatever it does anyway."""
    for number, scenario in enumerate(applicable_scenarios(contract, model, wanted)):
        service.behave(*scenario.behaviours)
        ask = _ask(number, scenario, contract, model)
        before, begun = len(service.received), time.time()
        reply = driver.ask(ask)
        sent = [body for received in service.received[before:] if (body := _body(received))]
        outcome = outcome_of(reply, service.vectors(ask.listed, model, ask.dimensions))
        if outcome.got is Got.VECTORS and (altered := _find_altered(ask, sent)):
            outcome = Outcome(Got.OTHERS, altered)
        yield ScenarioRun(scenario, model, outcome, begun, time.time(), len(service.received) - before)
    service.behave()


def _ask(number: int, scenario: Scenario, contract: Contract, model: str) -> Ask:
    """Return what is asked for; its texts are of this scenario alone, so that no cache of a client knows them."""
    limits = contract.model(model)
    own = tuple(f"{text} ({number})" for text in sentences(_MOST_ASKED, salt=number + 1))
    texts: dict[Asked, str | tuple[str, ...]] = {
        Asked.ONE: own[0],
        Asked.SOME_TWICE: (own[0], own[1], own[0]),
        Asked.LINES: tuple(line.format(text, number) for line, text in zip(_LINES, own, strict=False)),
        Asked.LONG: words(_most_words(limits), number + 1),
        Asked.MANY: own[: _several_calls(limits)],
        Asked.PARTS: own[: _several_calls(limits)],
        Asked.CONTROLS: tuple(line.format(text) for line, text in zip(_CONTROLS, own, strict=False)),
        Asked.BLANK: (own[0], "   ", own[1]),
        Asked.TOO_LONG: words(int((limits.max_tokens or 0) * _BEYOND), number + 1),
    }
    width = other_width(contract, model) if scenario.asked is Asked.NARROW else None
    return Ask(f"r{number}", texts.get(scenario.asked, own[:3]), model, width, sent_for(contract, model))


def _several_calls(limits: Model) -> int:
    """Return how many texts take more than one call, as far as so many are asked for at all."""
    most = limits.max_items
    return _MOST_ASKED if most is None else max(most + 1, min(int(most * _PARTS), _MOST_ASKED))


def _most_words(limits: Model) -> int:
    """Return how many words make a text that comes near the documented limit and stays within it."""
    tokens = [number for number in (limits.max_tokens, limits.max_request_tokens) if number is not None]
    signs = [number for number in (limits.max_request_characters, limits.max_request_bytes) if number is not None]
    most = [*tokens, *(sign // _CHARACTERS_OF_A_WORD for sign in signs)]
    return int(min(most) * _NEAR) if most else _SURELY_READ


def _find_altered(ask: Ask, sent: Sequence[Mapping[str, Any]]) -> Message | None:
    """Return what of a request was not sent as it was asked for, or None; vectors may be right by luck."""
    if ask.dimensions is not None and not any(ask.dimensions in body.values() for body in sent):
        return _WIDTH_NOT_SENT(width=ask.dimensions)
    inputs = (body.get("input") for body in sent)
    texts = (text for input_ in inputs for text in (input_ if isinstance(input_, list) else [input_]))
    strange = (text for text in texts if isinstance(text, str) and text not in ask.listed)
    return next((_TEXT_ALTERED(text=json_excerpt(text)) for text in strange), None)


def _body(received: Received) -> Mapping[str, Any]:
    try:
        value = json.loads(received.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
