"""Cells, details and the summary that pytest-html's hooks put into its report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.model.message import template
from conformance.reports.html.html_text import anchor, text
from conformance.reports.html.summary_html import summary_html
from conformance.reports.html.transcript import label, transcript
from conformance.reports.i18n.language import Language
from conformance.reports.summary.statement import clause_told, titled
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.weight import by_weight

__all__ = ["detail_html", "dress_html", "header_cells", "row_cells", "summary_html", "title"]

_COLUMNS = ("verdict", "level", "clause")
_TEST_CELL = re.compile(r'<td class="col-testId">(.*)</td>', re.DOTALL)
_UNFOLDED = 5
"""Findings shown at once; the others are folded."""

_TITLE = template("page.log-title", "Conformance of {target}")
_EMBEDDED = template("page.embedded-service", "the embedded reference service")
_JUDGED = template("page.judged-and-found", "{judged:exchange} judged, {found:finding}")
_MORE = template("page.more-findings", "{count:more finding}")
_SHOWN_ABOVE = template("page.shown-above", "Exchange {name}, shown above")
_NOT_KEPT = template("page.not-kept", "Exchange {name}, not kept in the results")


def dress_html(language: str = "en") -> list[str]:
    """Return the styles and the script of all this; pytest-html's own option for styles prints the path of a file."""
    style, script = (Path(__file__).with_suffix(suffix).read_text("utf-8") for suffix in (".css", ".js"))
    tag = Language.named(language).tag
    return [f"<style>\n{style}</style>", f'<script data-lang="{tag}">\n{script}</script>']


def title(target: str, language: str = "en") -> str:
    """Return the title of the report; an empty target is the embedded service."""
    return Language.named(language).message(_TITLE(target=target or _EMBEDDED()))


def header_cells(cells: list[str], language: str = "en") -> None:
    """Add the columns Verdict, Level and Clause after Result, in place."""
    say = Language.named(language).say
    heads = {column: say(column.capitalize()) for column in _COLUMNS}
    cells[1:1] = [f'<th class="sortable" data-column-type="{column}">{head}</th>' for column, head in heads.items()]


def row_cells(cells: list[str], result: ResultView | None, language: str = "en") -> None:
    """Add a result's verdict, level and clauses after Result, in place; empty cells where there is no result.

    Verdicts sort by weight. The Test cell shows the parameters of the test only, its whole id on hovering. Cells hold
    no elements of their own, since a click on one would not fold the row.
    """
    cells[:] = [_test_cell(cell, result) for cell in cells]
    values = _values(result, Language.named(language)) if result else ("<!--9-->", "", "")
    cells[1:1] = [
        f'<td class="col-{column}{_mark(column, result)}">{value}</td>'
        for column, value in zip(_COLUMNS, values, strict=True)
    ]


def _values(result: ResultView, words: Language) -> tuple[str, str, str]:
    return (
        f"<!--{by_weight(result.verdict)}-->{_flat(words.verdict(result.verdict))}",
        _flat(result.level or "–"),
        _flat(", ".join(result.clauses) or "–"),
    )


def _mark(column: str, result: ResultView | None) -> str:
    return f" emb-{_flat(result.verdict).replace(' ', '-')}" if result and column == "verdict" else ""


def _test_cell(cell: str, result: ResultView | None) -> str:
    match = _TEST_CELL.fullmatch(cell)
    if not match:
        return cell
    node = match[1]
    shown = node.partition("[")[2].removesuffix("]") or node if result else node
    place = f' id="{anchor(result.id, result.model)}"' if result else ""
    return f'<td class="col-testId"{place} title="{_flat(node)}">{_flat(shown)}</td>'


def _flat(value: object) -> str:
    return text(value).replace("&#10;", " ")


def detail_html(
    result: ResultView,
    exchanges: Mapping[str, ExchangeView],
    clauses: Sequence[ClauseView] = (),
    language: str = "en",
) -> list[str]:
    """Return what stands below a row: the result, its clauses, every finding with the exchange it was seen in.

    Each string is one line of source, to replace the log of the test. An exchange is shown once.
    """
    words = Language.named(language)
    evidence = _Evidence(exchanges, words, set())
    blocks = [_finding(finding, evidence, words) for finding in result.findings]
    statement = f'<p class="emb-title">{text(words.sentence(titled(result)))}</p>'
    reason = f'<p class="emb-message">{text(words.sentence(result.reason))}</p>' if result.reason else ""
    counted = words.message(_JUDGED(judged=result.judged, found=result.found))
    head = f'{statement}{_clauses(result, clauses, words)}{reason}<p class="emb-quiet">{text(counted)}</p>'
    return [f'<div class="emb-detail">{head}{_folded(blocks, words)}</div>']


def _clauses(result: ResultView, clauses: Sequence[ClauseView], words: Language) -> str:
    by_id = {clause.id: clause_told(clause, words) for clause in clauses}
    return "".join(_clause(name, by_id.get(name), result) for name in result.clauses)


def _clause(name: str, clause: ClauseView | None, result: ResultView) -> str:
    level = (clause or result).level
    statement = f" {text(clause.statement)} <cite>{text(clause.locator)}</cite>" if clause else ""
    return f'<p class="emb-clause"><b>{text(name)}</b> <span class="emb-level">{text(level)}</span>{statement}</p>'


def _folded(blocks: Sequence[str], words: Language) -> str:
    rest = blocks[_UNFOLDED:]
    folded = text(words.message(_MORE(count=len(rest))))
    more = f"<details><summary>{folded}</summary>{''.join(rest)}</details>" if rest else ""
    return "".join(blocks[:_UNFOLDED]) + more


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The exchanges of a result, each shown where it is met first."""

    exchanges: Mapping[str, ExchangeView]
    words: Language
    shown: set[str]

    def html(self, name: str) -> str:
        """Return an exchange, or where it is met again or was not kept, a line that says so."""
        if name in self.exchanges and name not in self.shown:
            self.shown.add(name)
            return transcript(self.exchanges[name], self.words)
        sentence = (_SHOWN_ABOVE if name in self.shown else _NOT_KEPT)(name=label(name))
        return f'<p class="emb-quiet">{text(self.words.message(sentence))}</p>'


def _finding(finding: FindingView, evidence: _Evidence, words: Language) -> str:
    rows = (
        ("Expected", words.sentence(finding.expected)),
        ("Observed", words.sentence(finding.observed)),
        ("Where", finding.pointer),
    )
    members = "".join(f"<dt>{words.say(name)}</dt><dd>{text(value)}</dd>" for name, value in rows if value)
    message = f'<p class="emb-message">{text(words.sentence(finding.message))}</p>'
    proof = evidence.html(finding.exchange) if finding.exchange else ""
    return f'<section class="emb-finding">{message}<dl>{members}</dl>{proof}</section>'
