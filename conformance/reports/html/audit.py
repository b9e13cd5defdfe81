"""The audit page: one file that tells what holds, what does not, and how anyone can see it for themselves."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from conformance.model.message import Message, template
from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.html.audit_tables import (
    ObservedRow,
    clause_rows,
    family_rows,
    observed,
    reasons,
    unjudged,
)
from conformance.reports.html.cause_entries import entries
from conformance.reports.html.finding_section import finding_section
from conformance.reports.html.measured import Measured
from conformance.reports.html.page import page, put
from conformance.reports.html.pictures import legend, pictures
from conformance.reports.html.verdict_view import as_sentence, subject_of, verdict_view
from conformance.reports.i18n.language import Language
from conformance.reports.summary.baseline import against_baseline
from conformance.reports.summary.causes import causes
from conformance.reports.summary.client_rows import ClientRow, client_rows
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.summary.outcome import broken_waivers, replayed
from conformance.reports.summary.statement import clause_told
from conformance.reports.summary.tally import shared_prefix
from conformance.results.view import ResultsView

__all__ = ["render", "write"]

_AT_ONCE = 10
"""Causes named in the overview."""
_MORE = template("page.more", "{count:more cause}")
_TRAFFIC = template("page.requests", "{sent:,} sent, {retried:,} retried; {tokens:input token}")
_KEPT_OPEN = template("page.kept-open", "{count:MUST check}")
_RECORDED = template("page.recorded", "{count:recorded request} judged; {tokens:input token}")
_CLAUSES = template(
    "page.clauses",
    "{count:testable statement} of the contract, in its order, with the most severe verdict among the checks of each.",
)


def write(view: ResultsView, path: Path, language: str = "en") -> None:
    """Write the audit page of results; missing folders are made.

    Raises UsageError where the path cannot be written, or there is no such language.
    """
    put(render(view, language), path)


def render(view: ResultsView, language: str = "en") -> str:
    """Return the audit page of results as HTML. Raises UsageError where there is no such language."""
    words = Language.named(language)
    models = view.target.models
    found = entries(causes(view), view, words)
    observations, clients = observed(view), client_rows(view)
    columns, families = family_rows(view)
    section = finding_section(found, view, words, _named(observations, clients))
    measured, why = Measured.of(view.measurements), reasons(view) if view.run.verdict == RunVerdict.INCOMPLETE else []
    return page(
        "audit.html",
        words,
        running=f"{subject_of(view, words)} · {view.target.contract}",
        results=view,
        subject=subject_of(view, words),
        verdict=verdict_view(view, found, words),
        holding=_holding(view),
        models=models,
        shared=shared_prefix(models),
        columns=columns,
        families=families,
        clauses=clause_rows(view, words),
        untestable=[clause_told(clause, words) for clause in view.clauses if not clause.checks],
        unjudged=unjudged(view),
        kept_open=[(_KEPT_OPEN(count=count), reason) for reason, count in why] if len(why) > 1 else [],
        troubles=[
            sentence for sentence in view.run.troubles if [sentence.identity] != [reason.identity for reason, _ in why]
        ],
        observations=observations,
        clients=clients,
        pictures=pictures(measured, models, words),
        legend=legend(models),
        sentences=_sentences(measured, models),
        replayed=replayed(view),
        baseline=against_baseline(view),
        drop_in_rows=drop_in_rows(view),
        broken_waivers=list(broken_waivers(view)),
        more=_MORE(count=len(found) - _AT_ONCE),
        clauses_told=_CLAUSES(count=sum(bool(clause.checks) for clause in view.clauses)),
        traffic=_traffic(view),
        again=_again(view),
        drop_in=_drop_in(view, words),
        **section,
    )


def _again(view: ResultsView) -> str:
    """Return the command that judges the same again; an older document tells less of it."""
    target = view.target
    command = (
        "pytest",
        "--pyargs",
        "conformance",
        f"--base-url={target.base_url}",
        f"--emb-contract={target.contract}",
    )
    words = view.run.command or (*command, f"--emb-seed={view.run.seed}")
    return shlex.join(words)


def _traffic(view: ResultsView) -> Message:
    traffic = view.traffic
    if view.replay is not None:
        return _RECORDED(count=traffic.sent, tokens=traffic.input_tokens)
    return _TRAFFIC(sent=traffic.sent, retried=traffic.retried, tokens=traffic.input_tokens)


def _drop_in(view: ResultsView, words: Language) -> str:
    sentence = drop_in_sentence(view)
    return as_sentence(words.message(sentence)) if sentence else ""


def _holding(view: ResultsView) -> list[str]:
    """Return the families in which something was judged and nothing is amiss."""
    verdicts: dict[str, set[str]] = {}
    for result in view.results:
        verdicts.setdefault(result.family, set()).add(result.verdict)
    good = {Verdict.PASS, Verdict.NOT_APPLICABLE}
    return sorted(name for name, found in verdicts.items() if found <= good and Verdict.PASS in found)


def _named(observations: Iterable[ObservedRow], clients: Iterable[ClientRow]) -> Iterator[str]:
    for row in observations:
        yield from (cell[1] for cell in ([row.common] if row.common else row.cells) if cell)
    for client in clients:
        yield from (sight.exchange for cell in client.cells for sight in cell)


def _sentences(measured: Measured, models: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {model: measured.sentinels[model].texts for model in models if model in measured.sentinels}
