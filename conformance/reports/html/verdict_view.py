"""The first words of a page: the verdict of a run, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.html.cause_entries import Entry
from conformance.reports.i18n.catalogue import Translate
from conformance.reports.i18n.wording import RUN_WORDS
from conformance.reports.summary.tally import outcome

__all__ = ["VerdictView", "subject_of", "verdict_view"]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict in words, how much was judged, and what was not."""

    verdict: str
    word: str
    sentence: str
    failing: int
    advising: int
    inconclusive: int
    not_applicable: int
    untestable: int
    partial: bool
    """Whether only a part was asked for, or less judged than the verdict sounds like."""


def subject_of(document: Mapping[str, Any]) -> str:
    """Return what was judged: a client's command, or the host and port of a target (the whole URL if it has none)."""
    if client := document["target"].get("client"):
        return str(client)
    url = str(document["target"]["base_url"])
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def verdict_view(document: Mapping[str, Any], found: Sequence[Entry], say: Translate = str) -> VerdictView:
    """Return what a page says first."""
    verdict = str(document["run"]["verdict"])
    told = outcome(document, say)
    said = [str(result["verdict"]) for result in document["results"]]
    selection = document.get("selection") or {}
    whole = selection.get("must_judged") == selection.get("must_clauses")
    return VerdictView(
        verdict=verdict,
        word=RUN_WORDS.get(verdict, verdict),
        sentence=told[:1].upper() + told[1:],
        failing=sum(entry.verdict in {Verdict.FAIL, Verdict.ERROR} for entry in found),
        advising=sum(entry.verdict == Verdict.ADVICE for entry in found),
        inconclusive=said.count(Verdict.INCONCLUSIVE),
        not_applicable=said.count(Verdict.NOT_APPLICABLE),
        untestable=sum(not clause.get("checks") for clause in document.get("clauses") or ()),
        partial=bool(selection.get("expression")) or (verdict == RunVerdict.CONFORMANT and not whole),
    )
