"""What was found out of a service, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.model.contract import Contract
from conformance.model.facts import Facts
from conformance.model.facts_told import describe_beyond, describe_forms, describe_limit, describe_widths
from conformance.reports.terminal.wrapping import pad, wrap

__all__ = ["discovery_lines", "fact_lines"]

_WIDTH = 80
_LABEL = 12


def discovery_lines(contract: Contract, facts: Sequence[Facts], sent: int) -> Iterator[str]:
    """Yield everything that was found out, at most eighty columns wide."""
    for each in facts:
        yield from fact_lines(each)
    yield ""
    yield from _labelled("key", str(contract.auth))
    yield from _labelled("refusals", ", ".join(_refusals(contract)) or "none seen")
    yield from _labelled("errors", ", ".join(shape.shape for shape in contract.envelopes))
    yield from _labelled("refused", ", ".join(rule for rule, word in contract.policy.items() if word == "refuse"))
    judged = [clause for clause in contract.clauses if clause.checks]
    broken = [clause for clause in contract.clauses if clause.untestable]
    yield from _labelled("held", f"{len(judged)} checks")
    for clause in broken:
        yield from _labelled("not held", f"{clause.statement} {clause.untestable}")
    yield ""
    yield f"{sent} requests sent"


def fact_lines(facts: Facts) -> Iterator[str]:
    """Yield what is known of one model."""
    yield facts.model
    yield from _labelled("width", "unknown" if facts.width is None else str(facts.width))
    yield from _labelled("dimensions", "unknown" if facts.widths is None else describe_widths(facts.widths))
    yield from _labelled("input", describe_forms(facts))
    yield from _labelled("inputs", describe_limit(facts.items, "in a request"))
    yield from _labelled("tokens", describe_limit(facts.tokens, "in a text") + describe_beyond(facts.beyond))
    yield from _labelled("base64", "unknown" if facts.base64 is None else str(facts.base64))


def _labelled(label: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, f"  {pad(label, _LABEL)}")


def _refusals(contract: Contract) -> Iterator[str]:
    for case, error in contract.errors.items():
        codes = f" {' or '.join(map(str, error.codes))}" if error.codes else ""
        yield f"{case.replace('-', ' ')} {' or '.join(map(str, error.statuses))}{codes}"
