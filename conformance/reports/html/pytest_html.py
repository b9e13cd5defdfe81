"""Cells, details and the summary that pytest-html's hooks put into its report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.reports.html.html_text import anchor, text
from conformance.reports.html.summary_html import summary_html
from conformance.reports.html.transcript import label, transcript
from conformance.reports.summary.tally import by_weight, number

__all__ = ["detail_html", "header_cells", "row_cells", "style_html", "summary_html"]

_COLUMNS = ("verdict", "level", "clause")
_TEST_CELL = re.compile(r'<td class="col-testId">(.*)</td>', re.DOTALL)
_UNFOLDED = 5
"""Findings shown at once; the others are folded."""


def style_html() -> str:
    """Return the styles of everything here; pytest-html's own option for them prints the path of the file."""
    return f"<style>\n{Path(__file__).with_suffix('.css').read_text('utf-8')}</style>"


def header_cells(cells: list[str]) -> None:
    """Add the columns Verdict, Level and Clause after Result, in place."""
    cells[1:1] = [f'<th class="sortable" data-column-type="{column}">{column.capitalize()}</th>' for column in _COLUMNS]


def row_cells(cells: list[str], result: Mapping[str, Any] | None) -> None:
    """Add a result's verdict, level and clauses after Result, in place; empty cells where there is no result.

    Verdicts sort by weight. The Test cell shows the parameters of the test only, its whole id on hovering. Cells hold
    no elements of their own, since a click on one would not fold the row.
    """
    cells[:] = [_test_cell(cell, result) for cell in cells]
    values = _values(result) if result else ("<!--9-->", "", "")
    cells[1:1] = [
        f'<td class="col-{column}{_mark(column, result)}">{value}</td>'
        for column, value in zip(_COLUMNS, values, strict=True)
    ]


def _values(result: Mapping[str, Any]) -> tuple[str, str, str]:
    verdict = result["verdict"]
    return (
        f"<!--{by_weight(verdict)}-->{_flat(verdict)}",
        _flat(result.get("level") or "–"),
        _flat(", ".join(result.get("clauses", ())) or "–"),
    )


def _mark(column: str, result: Mapping[str, Any] | None) -> str:
    return f" emb-{_flat(result['verdict']).replace(' ', '-')}" if result and column == "verdict" else ""


def _test_cell(cell: str, result: Mapping[str, Any] | None) -> str:
    match = _TEST_CELL.fullmatch(cell)
    if not match:
        return cell
    node = match[1]
    shown = node.partition("[")[2].removesuffix("]") or node if result else node
    place = f' id="{anchor(result["id"], result.get("model"))}"' if result else ""
    return f'<td class="col-testId"{place} title="{_flat(node)}">{_flat(shown)}</td>'


def _flat(value: object) -> str:
    return text(value).replace("&#10;", " ")


def detail_html(
    result: Mapping[str, Any],
    document_exchanges: Mapping[str, Any],
    clauses: Iterable[Mapping[str, Any]] = (),
) -> list[str]:
    """Return what stands below a row: the result, its clauses, every finding with the exchange it was seen in.

    Each string is one line of source, to replace the log of the test. An exchange is shown once.
    """
    findings = result.get("findings") or ()
    shown: set[str] = set()
    blocks = [_finding(finding, document_exchanges, shown) for finding in findings]
    head = f'<p class="emb-title">{text(result.get("title", ""))}</p>{_clauses(result, clauses)}{_reason(result)}'
    found = number(int(result.get("found", len(findings))), "finding")
    judged = f'<p class="emb-quiet">{number(int(result.get("judged") or 0), "exchange")} judged, {found}</p>'
    return [f'<div class="emb-detail">{head}{judged}{_folded(blocks)}</div>']


def _clauses(result: Mapping[str, Any], clauses: Iterable[Mapping[str, Any]]) -> str:
    known = {clause["id"]: clause for clause in clauses}
    return "".join(_clause(name, known.get(name), result) for name in result.get("clauses", ()))


def _clause(name: str, clause: Mapping[str, Any] | None, result: Mapping[str, Any]) -> str:
    level = (clause or result).get("level")
    told = f" {text(clause.get('statement', ''))} <cite>{text(clause.get('locator', ''))}</cite>" if clause else ""
    return f'<p class="emb-clause"><b>{text(name)}</b> <span class="emb-level">{text(level)}</span>{told}</p>'


def _reason(result: Mapping[str, Any]) -> str:
    return f'<p class="emb-message">{text(result["reason"])}</p>' if result.get("reason") else ""


def _folded(blocks: Sequence[str]) -> str:
    rest = blocks[_UNFOLDED:]
    more = f"<details><summary>{number(len(rest), 'finding')} more</summary>{''.join(rest)}</details>" if rest else ""
    return "".join(blocks[:_UNFOLDED]) + more


def _finding(finding: Mapping[str, Any], exchanges: Mapping[str, Any], shown: set[str]) -> str:
    pairs = (("expected", "expected"), ("observed", "observed"), ("where", "pointer"))
    rows = "".join(f"<dt>{label}</dt><dd>{text(finding[key])}</dd>" for label, key in pairs if finding.get(key))
    message = f'<p class="emb-message">{text(finding.get("message", ""))}</p>'
    return f'<section class="emb-finding">{message}<dl>{rows}</dl>{_evidence(finding, exchanges, shown)}</section>'


def _evidence(finding: Mapping[str, Any], exchanges: Mapping[str, Any], shown: set[str]) -> str:
    name = finding.get("exchange")
    if not name:
        return ""
    if name in shown:
        return f'<p class="emb-quiet">Exchange {text(label(name))}, shown above</p>'
    shown.add(name)
    if name not in exchanges:
        return f'<p class="emb-quiet">Exchange {text(label(name))}, not kept in the results</p>'
    return transcript(name, exchanges[name])
