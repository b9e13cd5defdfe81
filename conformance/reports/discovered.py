"""What was found out of a service, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.model.contract import Contract
from conformance.model.facts import Beyond, Bracket, Facts, Offer, Widths
from conformance.reports.wrapping import pad, wrap

__all__ = ["discovery_lines", "fact_lines"]

_WIDTH = 80
_LABEL = 12
_FORMS = {"string": "a string", "list": "a list", "tokens": "token numbers", "token-lists": "lists of token numbers"}
_OFFERS = {Offer.HONOURED: "honoured", Offer.IGNORED: "ignored", Offer.REFUSED: "refused"}


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
    yield from _labelled("dimensions", "unknown" if facts.widths is None else _widths(facts.widths))
    yield from _labelled("input", _forms(facts))
    yield from _labelled("inputs", _limit(facts.items, "in a request"))
    yield from _labelled("tokens", _limit(facts.tokens, "in a text") + _beyond(facts.beyond))
    yield from _labelled("base64", "unknown" if facts.base64 is None else _OFFERS[facts.base64])


def _labelled(label: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, f"  {pad(label, _LABEL)}")


def _widths(widths: Widths) -> str:
    if widths.range is not None:
        return f"any from {widths.range[0]} to {widths.range[1]}"
    return ", ".join(map(str, widths.listed)) or _OFFERS[widths.offer]


def _forms(facts: Facts) -> str:
    taken = [_FORMS[form] for form, answered in facts.forms if answered]
    refused = [_FORMS[form] for form, answered in facts.forms if not answered]
    return "; ".join([", ".join(taken) or "unknown", *([f"not {', not '.join(refused)}"] if refused else [])])


def _limit(found: Bracket | None, where: str) -> str:
    if found is None:
        return "unknown"
    if found.beyond is None:
        return f"no limit found up to {found.answered} {where}"
    if found.exact:
        return f"at most {found.answered} {where}"
    return f"at least {found.answered}, fewer than {found.beyond} {where}"


def _beyond(beyond: Beyond | None) -> str:
    return {Beyond.REFUSED: "; more is refused", Beyond.CUT: "; more is cut without a word", None: ""}[beyond]


def _refusals(contract: Contract) -> Iterator[str]:
    for case, error in contract.errors.items():
        codes = f" {' or '.join(map(str, error.codes))}" if error.codes else ""
        yield f"{case.replace('-', ' ')} {' or '.join(map(str, error.statuses))}{codes}"
