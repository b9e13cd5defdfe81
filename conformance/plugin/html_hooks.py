"""The hooks of pytest-html: our columns, our evidence in place of a log, our summary on top."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from conformance.plugin.settings import Settings
from conformance.reports.html import pytest_html

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
        report.title = f"Conformance of {self._session.settings.base_url or 'the embedded reference service'}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Add our columns."""
        pytest_html.header_cells(cells)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Fill our columns."""
        pytest_html.row_cells(cells, getattr(report, "emb_result", None))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: Any, data: list[str]) -> None:
        """Put the evidence where the log would stand."""
        if told := getattr(report, "emb_result", None):
            data[:] = pytest_html.detail_html(told, told["exchanges"], told["clause_rows"])

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Begin the report with its verdict."""
        if self._session.document:
            language = self._session.settings.language
            prefix.append(pytest_html.style_html())
            prefix.extend(pytest_html.summary_html(self._session.document, "audit.html", language))
