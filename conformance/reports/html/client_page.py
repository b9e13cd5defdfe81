"""The page of a client: which of its requests were wrong and where, and what its caller got in each scenario."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.model.message import Message, template
from conformance.model.verdict import Verdict
from conformance.reports.html.cause_entries import Entry, entries, entry_of_check
from conformance.reports.html.finding_section import finding_section
from conformance.reports.html.page import page
from conformance.reports.html.verdict_view import subject_of, verdict_view
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import causes
from conformance.reports.summary.statement import titled
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ObservationView, ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["render"]

_CLIENT_SIDE = frozenset({"requests", "scenarios"})
"""The families that judge a client."""
_AMISS = frozenset({Verdict.FAIL, Verdict.ADVICE, Verdict.WAIVED})
_FORMS, _NEVER = "forms.", "form.never"
_WRONG = template("client.wrong-requests", "{wrong} of {sent:request} are not as documented")
_ALL_RIGHT = template("client.right-requests", "All of {sent:request} are as documented")
_GOT_WRONG = template("client.wrong-scenarios", "in {amiss} of {played:scenario} the caller got what it should not")
_GOT_RIGHT = template("client.right-scenarios", "in all of {played:scenario} the caller got what it should")
_BOTH = template("client.both", "{requests}; {scenarios}")


@dataclass(frozen=True, slots=True)
class WrongRequest:
    """One thing that is wrong with one request: which request, where in it, and how heavily that weighs."""

    number: int
    clock: str
    verdict: str
    check: str
    level: str
    model: str | None
    finding: FindingView
    where: str
    """A pointer into its body, or where that says nothing, its method and path."""
    entry: str
    """The finding of the page that shows it whole."""


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """What clients are held to, with the most severe verdict of all models, and how many requests were judged by it."""

    check: str
    title: Sentence
    level: str
    verdict: str
    judged: int
    found: int
    reason: Sentence


@dataclass(frozen=True, slots=True)
class FormsRow:
    """The documented forms of one model's requests that a client used, and those it never used."""

    model: str
    used: tuple[ObservationView, ...]
    unused: tuple[ObservationView, ...]


def render(view: ResultsView, language: str = "en") -> str:
    """Return the page of a client as HTML. Raises UsageError where there is no such language."""
    words = Language.named(language)
    found = entries(causes(view), view, words)
    own = [entry for entry in found if set(entry.families) & _CLIENT_SIDE]
    wrong = list(_wrong_requests(view, found))
    forms = list(_forms(view))
    shown = (fact.exchange for row in forms for fact in row.used)
    return page(
        "client.html",
        words,
        running=f"{subject_of(view, words)} · {view.target.contract}",
        results=view,
        whole=words.say("the client"),
        subject=subject_of(view, words),
        verdict=verdict_view(view, own, words),
        told=_describe_outcome(view, wrong),
        wrong=wrong,
        own=own,
        of_service=[entry for entry in found if entry not in own],
        requirements=_requirements(view),
        forms=forms,
        elsewhere=[fact for fact in view.observations if fact.id == "requests.elsewhere"],
        **finding_section(found, view, words, shown),
    )


def _describe_outcome(view: ResultsView, wrong: Sequence[WrongRequest]) -> Message:
    """Return how many requests are wrong, and in how many scenarios the caller got what it should not."""
    sent, count = view.traffic.sent, len({row.finding.exchange for row in wrong})
    requests = _WRONG(wrong=count, sent=sent) if count else _ALL_RIGHT(sent=sent)
    if not view.scenarios:
        return requests
    amiss = sum(row.verdict in _AMISS for row in view.scenarios)
    played = len(view.scenarios)
    return _BOTH(
        requests=requests, scenarios=_GOT_WRONG(amiss=amiss, played=played) if amiss else _GOT_RIGHT(played=played)
    )


def _wrong_requests(view: ResultsView, found: Sequence[Entry]) -> Iterator[WrongRequest]:
    """Yield what is wrong with each request, in the order in which they were sent."""
    shown = entry_of_check(found)
    rows = [
        _wrong_request(view, result, finding, shown.get(result.id, ""))
        for result in view.results
        if result.family == "requests" and result.verdict in _AMISS
        for finding in result.findings
    ]
    yield from sorted(rows, key=lambda row: (row.number, by_weight(row.verdict)))


def _wrong_request(view: ResultsView, result: ResultView, finding: FindingView, entry: str) -> WrongRequest:
    exchange = view.exchanges.get(finding.exchange)
    started = exchange.attempts[0].started if exchange and exchange.attempts else 0.0
    return WrongRequest(
        number=exchange.number if exchange else 0,
        clock=time.strftime("%H:%M:%S UTC", time.gmtime(started)) if started else "",
        verdict=str(result.verdict),
        check=result.id,
        level=str(result.level or ""),
        model=result.model,
        finding=finding,
        where=finding.pointer or (_line(exchange) if exchange else ""),
        entry=entry,
    )


def _line(exchange: ExchangeView) -> str:
    request = exchange.request
    return f"{request.method} {urlsplit(request.url).path}"


def _requirements(view: ResultsView) -> list[RequirementRow]:
    rows: dict[str, list[ResultView]] = {}
    for result in view.results:
        if result.family == "requests":
            rows.setdefault(result.id, []).append(result)
    return sorted(map(_requirement, rows.values()), key=lambda row: by_weight(row.verdict))


def _requirement(results: Sequence[ResultView]) -> RequirementRow:
    lead = min(results, key=lambda result: by_weight(result.verdict))
    return RequirementRow(
        check=lead.id,
        title=titled(lead),
        level=str(lead.level or ""),
        verdict=str(lead.verdict),
        judged=sum(result.judged for result in results),
        found=sum(result.found for result in results),
        reason=lead.reason,
    )


def _forms(view: ResultsView) -> Iterator[FormsRow]:
    facts = [fact for fact in view.observations if fact.id.startswith(_FORMS)]
    for model in dict.fromkeys(str(fact.model) for fact in facts):
        own = [fact for fact in facts if str(fact.model) == model]
        yield FormsRow(
            model,
            tuple(fact for fact in own if fact.exchange),
            tuple(fact for fact in own if not fact.exchange),
        )
