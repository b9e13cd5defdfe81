"""What was found out of a service, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.model.contract import Contract
from conformance.model.envelope import NESTED, PARTS, Envelope
from conformance.model.message import Message
from conformance.reports.terminal.wrapping import pad, wrap

__all__ = ["discovery_lines", "fact_lines"]

_WIDTH = 80
_LABEL = 12


def discovery_lines(contract: Contract, facts: Mapping[str, Mapping[str, Message]], sent: int) -> Iterator[str]:
    """Yield everything that was found out, at most eighty columns wide; ``facts`` are those of each model by name."""
    for model, model_facts in facts.items():
        yield from fact_lines(model, model_facts)
    yield ""
    yield from _labelled("key", str(contract.auth))
    yield from _labelled("refusals", ", ".join(_refusals(contract)) or "none seen")
    yield from _labelled("errors", ", ".join(map(_shape, contract.envelopes)))
    yield from _labelled("refused", ", ".join(rule for rule, word in contract.policy.items() if word == "refuse"))
    judged = [clause for clause in contract.clauses if clause.checks]
    broken = [clause for clause in contract.clauses if clause.untestable]
    yield from _labelled("held", f"{len(judged)} checks")
    for clause in broken:
        yield from _labelled("not held", f"{clause.statement} {clause.untestable}")
    yield ""
    yield f"{sent} requests sent"


def fact_lines(model: str, facts: Mapping[str, Message]) -> Iterator[str]:
    """Yield what is known of one model: its facts by their names."""
    yield model
    for name, message in facts.items():
        yield from _labelled(name, str(message))


def _labelled(label: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, f"  {pad(label, _LABEL)}")


def _shape(envelope: Envelope) -> str:
    """Return the name of a shape, with the places of its parts where they are others than OpenAI's."""
    places = ((part, envelope.place(part)) for part in PARTS)
    others = [f"{part} at {place}" for part, place in places if place and place != NESTED.place(part)]
    return f"{envelope.shape} ({', '.join(others)})" if others else envelope.shape


def _refusals(contract: Contract) -> Iterator[str]:
    for case, error in contract.errors.items():
        codes = f" {' or '.join(map(str, error.codes))}" if error.codes else ""
        yield f"{case.replace('-', ' ')} {' or '.join(map(str, error.statuses))}{codes}"
