"""The hooks of pytest-html: our columns, our evidence in place of a log, our summary on top."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from conformance.plugin.settings import Settings
from conformance.reports.html import pytest_html
from conformance.results.exchange_view import ExchangeView
from conformance.results.files_beside import file_beside
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.view import ResultsView

__all__ = ["HtmlHooks"]


class SessionView(Protocol):
    """What the report is made of."""

    @property
    def settings(self) -> Settings:
        """What was asked for."""
        ...

    @property
    def document(self) -> dict[str, Any]:
        """The results document, empty until the session is finished."""
        ...


class HtmlHooks:
    """Called by pytest-html, where it is there and writes a report."""

    def __init__(self, session: SessionView) -> None:
        self._session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        """Name the report after what is judged."""
        settings = self._session.settings
        report.title = pytest_html.title(settings.options.base_url, settings.language)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Add our columns."""
        pytest_html.header_cells(cells, self._session.settings.language)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Fill our columns."""
        result = getattr(report, "emb_result", None)
        pytest_html.row_cells(cells, ResultView.of(result) if result else None, self._session.settings.language)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: Any, data: list[str]) -> None:
        """Put the evidence where the log would stand."""
        if result := getattr(report, "emb_result", None):
            exchanges = {key: ExchangeView.of(key, row) for key, row in result["exchanges"].items()}
            clauses = [ClauseView.of(row) for row in result["clause_rows"]]
            language = self._session.settings.language
            data[:] = pytest_html.detail_html(ResultView.of(result), exchanges, clauses, language)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Begin the report with its verdict."""
        if self._session.document:
            language, page = self._session.settings.language, file_beside(self._session.settings.results, "audit.html")
            prefix.extend(pytest_html.dress_html(language))
            prefix.extend(pytest_html.summary_html(ResultsView.of(self._session.document), page.name, language))
