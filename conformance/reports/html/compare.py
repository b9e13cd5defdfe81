"""One page for several targets, or for one target at several dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.model.verdict import RunVerdict
from conformance.reports.html.audit_tables import observed
from conformance.reports.html.cause_entries import entries
from conformance.reports.html.page import page, put
from conformance.reports.html.vector_comparison import vector_pairs
from conformance.reports.html.verdict_view import VerdictView, subject_of, verdict_view
from conformance.reports.i18n.catalogue import translator
from conformance.reports.i18n.statements import translated
from conformance.reports.i18n.wording import VERDICT_WORDS, shape
from conformance.reports.summary.causes import causes
from conformance.reports.summary.comparison import Difference, ResultChange, changes, clause_lines

__all__ = ["NOTES", "Compared", "render", "write"]

NOTES: Mapping[str, tuple[str, str]] = {
    "The runs were judged by different contracts, or by one at different dates.": ("target", "contract_digest"),
    "The runs were judged by different versions of the tool.": ("tool", "version"),
    "The runs asked different questions: their seeds differ.": ("run", "seed"),
    "The runs judged different selections of checks.": ("selection", "expression"),
    "The runs asked different models.": ("target", "models"),
}
"""What may differ between runs beside their targets, and where a document tells."""
_FEWEST = 2
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Compared:
    """One run with the letter it goes by on the page."""

    letter: str
    host: str
    document: Mapping[str, Any]
    verdict: VerdictView
    symbol: str


@dataclass(frozen=True, slots=True)
class Against:
    """What differs between the first run and a later one, by kind of change."""

    first: Compared
    second: Compared
    same_target: bool
    by_change: Mapping[ResultChange, Sequence[Difference]]


@dataclass(frozen=True, slots=True)
class ObservedLine:
    """A fact the runs differ in: what each did, by model."""

    id: str
    statement: str
    cells: tuple[str, ...]


def write(documents: Sequence[Mapping[str, Any]], path: Path, language: str = "en") -> None:
    """Write the comparison of results documents. Raises UsageError as ``render`` does, and where it cannot write."""
    put(render(documents, language), path)


def render(documents: Sequence[Mapping[str, Any]], language: str = "en") -> str:
    """Return the comparison of two or more results documents as HTML; the first is what others are held against.

    Raises UsageError for fewer than two, or more than there are letters.
    """
    if not _FEWEST <= len(documents) <= len(_LETTERS):
        raise UsageError("a comparison needs two results files or more", "give the path of another, 26 at most")
    documents = [translated(document, language) for document in documents]
    runs = [_compared(letter, document, language) for letter, document in zip(_LETTERS, documents, strict=False)]
    lines = clause_lines(documents)
    return page(
        "compare.html",
        language,
        runs=runs,
        lines=lines,
        families=sorted({name for line in lines for name in line.families}),
        against=[_against(runs[0], other) for other in runs[1:]],
        kinds=_KINDS,
        notes=list(_notes(documents)),
        pairs=vector_pairs(documents),
        observations=list(_observed(documents)),
        words=VERDICT_WORDS,
        shape=shape,
    )


_KINDS = (
    ResultChange.WORSE,
    ResultChange.BETTER,
    ResultChange.OTHERWISE,
    ResultChange.ONLY_FIRST,
    ResultChange.ONLY_SECOND,
)
_SYMBOLS = {RunVerdict.CONFORMANT.value: "pass", RunVerdict.NON_CONFORMANT.value: "fail"}


def _compared(letter: str, document: Mapping[str, Any], language: str) -> Compared:
    say = translator(language)
    verdict = verdict_view(document, entries(causes(document), document, say), say)
    symbol = _SYMBOLS.get(verdict.verdict, "inconclusive")
    return Compared(letter, subject_of(document), document, verdict, symbol)


def _against(first: Compared, second: Compared) -> Against:
    rows = changes(first.document, second.document)
    by_change = {change: [row for row in rows if row.change is change] for change in ResultChange}
    same = first.document["target"]["base_url"] == second.document["target"]["base_url"]
    return Against(first, second, same, by_change)


def _notes(documents: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say what else than the targets differs between the runs, since verdicts may differ for it."""
    for told, (part, member) in NOTES.items():
        if len({str((document.get(part) or {}).get(member)) for document in documents}) > 1:
            yield told


def _observed(documents: Sequence[Mapping[str, Any]]) -> Iterator[ObservedLine]:
    facts: dict[tuple[str, str], dict[int, str]] = {}
    for place, document in enumerate(documents):
        models = document["target"]["models"]
        for row in observed(document):
            values = [(model, cell[0]) for model, cell in zip(models, row.cells, strict=True) if cell]
            same = len({value for _, value in values}) == 1
            told = values[0][1] if same else "; ".join(f"{model}: {value}" for model, value in values)
            facts.setdefault((row.id, row.statement), {})[place] = told
    for (name, statement), known in sorted(facts.items()):
        cells = tuple(known.get(place, "") for place in range(len(documents)))
        if len(set(cells)) > 1:
            yield ObservedLine(name.removeprefix("open."), statement, cells)
