"""Tests of a real pytest-html report made with our hooks and our style sheet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sample_results import document

ROOT = Path(__file__).parents[2]

CONFTEST = """
import sample_results
from conformance.reports.html import pytest_html
from conformance.results.view import ResultsView

RUN = ResultsView.of(sample_results.document())
BY_ID = {f"{each.model or 'target'}-{each.id}": each for each in RUN.results}


def found(report):
    return BY_ID.get(report.nodeid.partition("[")[2].removesuffix("]"))


def pytest_html_results_table_header(cells):
    pytest_html.header_cells(cells)


def pytest_html_results_table_row(report, cells):
    pytest_html.row_cells(cells, found(report))


def pytest_html_results_table_html(report, data):
    data[:] = pytest_html.detail_html(found(report), RUN.exchanges, RUN.clauses)


def pytest_html_results_summary(prefix, summary, postfix):
    prefix.extend(pytest_html.summary_html(RUN))
"""

SUITE = """
import pytest
from conftest import BY_ID


@pytest.mark.parametrize("name", list(BY_ID))
def test_check(name):
    assert BY_ID[name].verdict != "fail"
"""


class _Elements(HTMLParser):
    """Notes the tags and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def _elements(source: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Elements()
    parser.feed(source)
    return parser.seen


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a real run of pytest-html with our hooks and our style sheet."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    options = [
        "--html=report.html",
        "--self-contained-html",
        "--css",
        str(ROOT / "conformance/reports/html/pytest_html.css"),
    ]
    subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        check=False,
    )
    return (folder / "report.html").read_text(encoding="utf-8")


def test_pytest_html_accepts_cells_and_details(report: str) -> None:
    """In a real report every row has seven cells, a sortable verdict and its details for a log."""
    blob = next(attributes["data-jsonblob"] for _, attributes in _elements(report) if "data-jsonblob" in attributes)
    rows = [row for rows in json.loads(str(blob))["tests"].values() for row in rows]
    assert len(rows) == len(document()["results"])
    assert {len(row["resultsTableRow"]) for row in rows} == {7}
    assert sum(row["verdict"].endswith("-->fail") for row in rows) == 3
    assert all(row["log"].startswith('<div class="emb-detail">') for row in rows)


def test_a_real_report_is_self_contained(report: str) -> None:
    """Nothing is fetched when the report is opened, and it fits a phone."""
    elements = _elements(report)
    assert not [tag for tag, attributes in elements if tag in {"link", "script"} and attributes]
    assert "url(" not in report.partition("</style>")[0]
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in elements
    assert "prefers-color-scheme: dark" in report
