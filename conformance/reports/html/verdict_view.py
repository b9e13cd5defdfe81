"""The first words of a page: the verdict of a run, and how much of it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from urllib.parse import urlsplit

from conformance.model.contract import OBSERVED
from conformance.model.message import Message, template
from conformance.model.verdict import Level, RunVerdict, Verdict
from conformance.model.waiver import WaiverState
from conformance.reports.html.cause_entries import Entry
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import counted_causes
from conformance.reports.summary.outcome import outcome
from conformance.results.view import ResultsView

__all__ = ["VerdictView", "as_sentence", "subject_of", "verdict_view"]

_CONFORMANT = template("verdict.conformant", "Conformant")
_UNCHANGED = template("verdict.unchanged", "Unchanged since {day}")
_IN_PART = template("verdict.in-part", "{verdict} in {judged} of {total} MUST clauses")
_WITH = template("verdict.with", "{verdict}, with {exceptions}")
_WAIVERS = template("verdict.waivers", "{count:waiver}")
_WARNINGS = template("verdict.warnings", "{count:warning}")
_BOTH = template("verdict.both", "{one} and {other}")
_DEMANDED = template("page.demanded", "Demanded: {must:MUST clause}, {should:SHOULD clause}")
_EMBEDDED = template("page.embedded", "Embedded reference service")
_BROKEN = template("page.embedded-broken", "Embedded reference service, broken on purpose")
_NOT_JUDGED = template(
    "page.not-judged",
    "{inconclusive:verdict} inconclusive, {silent} not applicable; {untestable:clause} cannot be tested from outside",
)


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict in words, how much was judged, and what was not."""

    verdict: str
    word: str
    """The verdict in a few words, with what it is subject to."""
    shape: str
    """The shape drawn beside it, which is that of a pass only where nothing is left to say."""
    sentence: str
    demanded: Message
    """How much the contract demands, as far as it can be tested."""
    causes: Message | None
    """How many causes there are, by verdict; None where there is one, which needs no counting."""
    not_judged: Message
    failing: bool
    partial: bool
    """Whether only a part was asked for, or less judged than the verdict sounds like."""


def as_sentence(text: str) -> str:
    """Return a text that begins as a sentence does."""
    return text[:1].upper() + text[1:]


def subject_of(view: ResultsView, language: Language) -> str:
    """Return what was judged: a client's command, or the name, else host and port of a target."""
    if view.target.client or view.target.name:
        return view.target.client or view.target.name
    if view.target.embedded:
        return language.message(_BROKEN() if view.target.faults else _EMBEDDED())
    url = view.target.base_url
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def verdict_view(view: ResultsView, found: Sequence[Entry], language: Language) -> VerdictView:
    """Return what a page says first."""
    said = [result.verdict for result in view.results]
    return VerdictView(
        verdict=str(view.run.verdict),
        word=_word(view, language),
        shape=_shape(view),
        sentence=as_sentence(language.message(outcome(view))),
        demanded=_DEMANDED(must=_demanded(view, Level.MUST), should=_demanded(view, Level.SHOULD)),
        causes=counted_causes([entry.verdict for entry in found]) if len(found) > 1 else None,
        not_judged=_NOT_JUDGED(
            inconclusive=said.count(Verdict.INCONCLUSIVE),
            silent=said.count(Verdict.NOT_APPLICABLE),
            untestable=sum(not clause.checks for clause in view.clauses),
        ),
        failing=any(entry.verdict in {Verdict.FAIL, Verdict.ERROR} for entry in found),
        partial=bool(view.selection.expression) or (view.run.verdict == RunVerdict.CONFORMANT and _in_part(view)),
    )


def _word(view: ResultsView, language: Language) -> str:
    """Return the verdict with what it is subject to; a contract that was observed tells of changes alone."""
    if view.verdict_word != RunVerdict.CONFORMANT:
        return language.run_verdict(view.verdict_word)
    observed = view.target.contract == OBSERVED and view.target.contract_date
    word = _UNCHANGED(day=view.target.contract_date) if observed else _CONFORMANT()
    if _in_part(view):
        word = _IN_PART(verdict=word, judged=view.selection.must_judged, total=view.selection.must_clauses)
    waivers, warnings = _waivers(view), _warnings(view)
    exceptions = [exception(count=count) for exception, count in ((_WAIVERS, waivers), (_WARNINGS, warnings)) if count]
    if exceptions:
        word = _WITH(verdict=word, exceptions=reduce(lambda one, other: _BOTH(one=one, other=other), exceptions))
    return language.message(word)


def _shape(view: ResultsView) -> str:
    if view.run.verdict != RunVerdict.CONFORMANT:
        return Verdict.FAIL if view.run.verdict == RunVerdict.NON_CONFORMANT else Verdict.INCONCLUSIVE
    reserved = {Verdict.WAIVED: _waivers(view), Verdict.ADVICE: _warnings(view), Verdict.INCONCLUSIVE: _in_part(view)}
    return next((shape for shape, holds in reserved.items() if holds), Verdict.PASS)


def _in_part(view: ResultsView) -> bool:
    return view.selection.must_judged < view.selection.must_clauses


def _waivers(view: ResultsView) -> int:
    in_force = sum(waiver.state == WaiverState.IN_FORCE for waiver in view.waivers)
    return in_force or len({result.id for result in view.results if result.verdict == Verdict.WAIVED})


def _warnings(view: ResultsView) -> int:
    return len({result.id for result in view.results if result.verdict == Verdict.ADVICE})


def _demanded(view: ResultsView, level: Level) -> int:
    return sum(clause.level == level and bool(clause.checks) for clause in view.clauses)
