"""The first words of a page: the verdict of a run, and how much of it was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from urllib.parse import urlsplit

from conformance.model.message import Message, template
from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.html.cause_entries import Entry
from conformance.reports.i18n.language import Language
from conformance.reports.summary.outcome import outcome
from conformance.results.view import ResultsView

__all__ = ["VerdictView", "as_sentence", "subject_of", "verdict_view"]

_CAUSES = template("page.causes", "{count:cause}: {parts}")
_PARTS = {
    Verdict.ERROR: template("page.causes-errors", "{count:is a bug of this suite|are bugs of this suite}"),
    Verdict.FAIL: template("page.causes-failing", "{count:fails|fail}"),
    Verdict.ADVICE: template("page.causes-warnings", "{count:is a warning|are warnings}"),
    Verdict.WAIVED: template("page.causes-waived", "{count:is waived|are waived}"),
}
_AND = template("page.and", "{one}, {other}")
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
        causes=_causes(found),
        not_judged=_NOT_JUDGED(
            inconclusive=said.count(Verdict.INCONCLUSIVE),
            silent=said.count(Verdict.NOT_APPLICABLE),
            untestable=sum(not clause.checks for clause in view.clauses),
        ),
        failing=any(entry.verdict in {Verdict.FAIL, Verdict.ERROR} for entry in found),
        partial=bool(view.selection.expression) or (view.run.verdict == RunVerdict.CONFORMANT and not whole),
    )


def _causes(found: Sequence[Entry]) -> Message | None:
    counts = Counter(entry.verdict for entry in found)
    parts = [told(count=counts[verdict]) for verdict, told in _PARTS.items() if counts[verdict]]
    if not parts:
        return None
    return _CAUSES(count=len(found), parts=reduce(lambda one, other: _AND(one=one, other=other), parts))
