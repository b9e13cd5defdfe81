"""The first words of a page: the verdict of a run, and how much of it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.model.message import Message, template
from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.html.cause_entries import Entry
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import counted_causes
from conformance.reports.summary.outcome import outcome
from conformance.results.view import ResultsView

__all__ = ["VerdictView", "as_sentence", "subject_of", "verdict_view"]

_NOT_JUDGED = template(
    "page.not-judged",
    "{inconclusive:verdict} inconclusive, {silent} not applicable; {untestable:clause} cannot be tested from outside",
)


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict in words, how much was judged, and what was not."""

    verdict: str
    sentence: str
    causes: Message | None
    """How many causes there are, by verdict; None where nothing was found."""
    not_judged: Message
    failing: bool
    partial: bool
    """Whether only a part was asked for, or less judged than the verdict sounds like."""


def as_sentence(text: str) -> str:
    """Return a text that begins as a sentence does."""
    return text[:1].upper() + text[1:]


def subject_of(view: ResultsView) -> str:
    """Return what was judged: a client's command, or the name, else host and port of a target."""
    if view.target.client or view.target.name:
        return view.target.client or view.target.name
    url = view.target.base_url
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def verdict_view(view: ResultsView, found: Sequence[Entry], language: Language) -> VerdictView:
    """Return what a page says first."""
    said = [result.verdict for result in view.results]
    whole = view.selection.must_judged == view.selection.must_clauses
    return VerdictView(
        verdict=str(view.run.verdict),
        sentence=as_sentence(language.message(outcome(view))),
        causes=counted_causes([entry.verdict for entry in found]),
        not_judged=_NOT_JUDGED(
            inconclusive=said.count(Verdict.INCONCLUSIVE),
            silent=said.count(Verdict.NOT_APPLICABLE),
            untestable=sum(not clause.checks for clause in view.clauses),
        ),
        failing=any(entry.verdict in {Verdict.FAIL, Verdict.ERROR} for entry in found),
        partial=bool(view.selection.expression) or (view.run.verdict == RunVerdict.CONFORMANT and not whole),
    )
