"""The evidence of one run on one page: what each check says, and the exchanges that findings rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from conformance.model.verdict import Verdict
from conformance.reports.html.audit_tables import ObservedRow, observed
from conformance.reports.html.exchange_text import ExchangeText, exchange_text
from conformance.reports.i18n.language import Language
from conformance.reports.summary.drop_in import drop_in_rows
from conformance.reports.summary.statement import titled
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["CheckEntry", "RunEvidence", "run_evidence"]

_FINDINGS = 2
"""Of each check and model; the bundle has all."""
_ROOM = 60_000
"""Bytes of exchanges that a page holds: no page is longer than 200 kB."""
_LONGEST_PART = 900


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A check with what it says of each model (None: of the service as a whole)."""

    id: str
    title: Sentence
    level: str
    verdict: str
    results: tuple[ResultView, ...]

    @property
    def findings(self) -> tuple[tuple[str | None, FindingView], ...]:
        """The first findings of each model."""
        return tuple((result.model, finding) for result in self.results for finding in result.findings[:_FINDINGS])

    @property
    def reasons(self) -> tuple[Sentence, ...]:
        """Why it could not be judged, each reason once."""
        unjudged = [result for result in self.results if result.verdict in {Verdict.INCONCLUSIVE, Verdict.WAIVED}]
        return tuple({result.reason.identity: result.reason for result in unjudged}.values())


@dataclass(frozen=True, slots=True)
class RunEvidence:
    """What a page of a run shows."""

    amiss: tuple[CheckEntry, ...]
    """Checks that found something, or could not judge."""
    held: tuple[CheckEntry, ...]
    layer: tuple[CheckEntry, ...]
    """What clients of OpenAI trip over."""
    observed: tuple[ObservedRow, ...]
    exchanges: Mapping[str, ExchangeText]
    left_out: int
    """How many exchanges did not fit."""


def run_evidence(view: ResultsView, language: Language) -> RunEvidence:
    """Return the evidence of a run."""
    entries = sorted(_entries(view.results), key=lambda entry: (by_weight(entry.verdict), entry.id))
    amiss = tuple(entry for entry in entries if entry.verdict not in {Verdict.PASS, Verdict.NOT_APPLICABLE})
    breaking = {row.check for row in drop_in_rows(view)}
    layer = (
        tuple(_entries([result for result in view.drop_in.results if result.id in breaking])) if view.drop_in else ()
    )
    rows = tuple(observed(view))
    named = dict.fromkeys(_named(amiss + layer, rows))
    exchanges: dict[str, ExchangeText] = {}
    room, left_out = _ROOM, 0
    for name in named:
        if name not in view.exchanges:
            continue
        # No command: whoever wrote the results is not known, and commands are copied into shells.
        text = _cut(exchange_text(replace(view.exchanges[name], curl=""), language))
        room -= sum(len(escape(part).encode("utf-8", "replace")) for part in (text.request, text.response))
        if room < 0:
            left_out += 1
        else:
            exchanges[name] = text
    held = tuple(entry for entry in entries if entry.verdict == Verdict.PASS)
    return RunEvidence(amiss, held, layer, rows, exchanges, left_out)


def _entries(results: Sequence[ResultView]) -> Iterator[CheckEntry]:
    by_check: dict[str, list[ResultView]] = {}
    for result in results:
        by_check.setdefault(result.id, []).append(result)
    for check, own in by_check.items():
        first = min(own, key=lambda result: by_weight(result.verdict))
        yield CheckEntry(check, titled(first), str(first.level or ""), str(first.verdict), tuple(own))


def _named(entries: Sequence[CheckEntry], rows: Sequence[ObservedRow]) -> Iterator[str]:
    """Yield the exchanges that are referred to, those of findings first."""
    for entry in entries:
        for _, finding in entry.findings:
            yield from (part.id for part in finding.exchanges[:2])
    for row in rows:
        yield from (cell[1] for cell in row.cells if cell and cell[1])


def _cut(text: ExchangeText) -> ExchangeText:
    request, response = (
        part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…" for part in (text.request, text.response)
    )
    return replace(text, request=request, response=response)
