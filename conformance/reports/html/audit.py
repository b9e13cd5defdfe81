"""The audit page: one file that tells what holds, what does not, and how anyone can see it for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.html.audit_tables import ObservedRow, clause_rows, family_rows, observed, unjudged
from conformance.reports.html.cause_entries import Entry, entries
from conformance.reports.html.exchange_view import ExchangeView, exchange_view
from conformance.reports.html.page import page, put
from conformance.reports.html.pictures import legend, pictures
from conformance.reports.html.verdict_view import subject_of, verdict_view
from conformance.reports.i18n.catalogue import translator
from conformance.reports.i18n.statements import translated
from conformance.reports.i18n.wording import FAMILIES, SCENARIO_KINDS, VERDICT_WORDS, outcome_shape, shape
from conformance.reports.summary.causes import causes
from conformance.reports.summary.client_rows import ClientRow, client_rows
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.summary.tally import broken_waivers, family, replayed, shared_prefix

__all__ = ["render", "write"]


def write(document: Mapping[str, Any], path: Path, language: str = "en") -> None:
    """Write the audit page of a results document; missing folders are made.

    Raises UsageError where the path cannot be written, or there is no such language.
    """
    put(render(document, language), path)


def render(document: Mapping[str, Any], language: str = "en") -> str:
    """Return the audit page of a results document as HTML."""
    say, document = translator(language), translated(document, language)
    models = [str(model) for model in document["target"]["models"]]
    found = entries(causes(document), document, say)
    observations, clients = observed(document), client_rows(document)
    columns, families = family_rows(document)
    return page(
        "audit.html",
        language,
        document=document,
        subject=subject_of(document),
        verdict=verdict_view(document, found, say),
        entries=found,
        holding=_holding(document),
        models=models,
        shared=shared_prefix(models),
        columns=columns,
        families=families,
        clauses=clause_rows(document),
        untestable=[clause for clause in document.get("clauses") or () if not clause.get("checks")],
        unjudged=unjudged(document),
        observations=observations,
        clients=clients,
        pictures=pictures(document.get("measurements") or {}, models, say),
        legend=legend(models),
        sentences=_sentences(document, models),
        exchanges=_exchanges(document, _named(found, observations, clients)),
        duration=_duration(document["run"]),
        replayed=replayed(document, say),
        drop_in=drop_in_sentence(document, say),
        drop_in_rows=drop_in_rows(document),
        broken_waivers=broken_waivers(document, say),
        waivers=document.get("waivers") or [],
        words=VERDICT_WORDS,
        meanings=FAMILIES,
        kinds=SCENARIO_KINDS,
        shape=shape,
        outcome_shape=outcome_shape,
    )


def _holding(document: Mapping[str, Any]) -> list[str]:
    """Return the families in which something was judged and nothing is amiss."""
    verdicts: dict[str, set[str]] = {}
    for result in document["results"]:
        verdicts.setdefault(family(result["id"]), set()).add(result["verdict"])
    good = {Verdict.PASS, Verdict.NOT_APPLICABLE}
    return sorted(name for name, found in verdicts.items() if found <= good and Verdict.PASS in found)


def _named(found: Iterable[Entry], observations: Iterable[ObservedRow], clients: Iterable[ClientRow]) -> Iterator[str]:
    for entry in found:
        for seen in entry.seen:
            yield from (str(each.finding.get("exchange") or "") for each in seen.occurrences)
    for row in observations:
        yield from (cell[1] for cell in ([row.common] if row.common else row.cells) if cell)
    for client in clients:
        yield from (sight.exchange for cell in client.cells for sight in cell)


def _exchanges(document: Mapping[str, Any], names: Iterable[str]) -> dict[str, ExchangeView]:
    kept = document.get("exchanges") or {}
    return {name: exchange_view(name, kept[name]) for name in dict.fromkeys(names) if name in kept}


def _sentences(document: Mapping[str, Any], models: Sequence[str]) -> dict[str, list[str]]:
    rows = (document.get("measurements") or {}).get("sentinels") or {}
    return {model: [str(text) for text in rows[model]["texts"]] for model in models if model in rows}


def _duration(run: Mapping[str, Any]) -> float | None:
    try:
        ends = [datetime.fromisoformat(str(run[name])) for name in ("started", "finished")]
    except (KeyError, ValueError):
        return None
    return (ends[1] - ends[0]).total_seconds()
