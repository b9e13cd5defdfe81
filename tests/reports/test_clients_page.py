"""Several clients beside each other: what the caller of each got in every scenario."""

from __future__ import annotations

from typing import Any

import pytest
from sample_audit import driven, measured

from conformance.errors import UsageError
from conformance.reports.html import clients_page, results_page
from conformance.reports.html.clients_page import ClientTable, DrivenClient
from conformance.results.view import ResultsView


def _rendered(*documents: dict[str, Any], way: str = "floats", language: str = "en") -> str:
    clients = tuple(
        DrivenClient(f"client {number}", "1.2", ResultsView.of(each)) for number, each in enumerate(documents)
    )
    return clients_page.render([ClientTable(way, clients)], language)


def _row(page: str, scenario: str) -> str:
    """Return the cells of a scenario."""
    return page.partition(f">{scenario}</code></th>")[2].partition("</tr>")[0]


def test_each_client_has_a_column_and_each_scenario_a_row() -> None:
    """With the verdict as a shape, and in words what the caller got."""
    page = _rendered(driven(), driven("pass"))
    cells = _row(page, "width").split("</td>")
    assert 'class="shaded"' in cells[0]
    assert 'aria-label="fail"' in cells[0]
    assert "other vectors" in cells[0]
    assert 'aria-label="pass"' in cells[1]
    assert "shaded" not in cells[1]
    assert "2 of 3 scenarios" in page
    assert "0 of 3 scenarios" in page


def test_a_width_that_was_not_asked_for_is_no_tick() -> None:
    """The vectors are whole and of the texts, and yet not what the caller asked for."""
    page = _rendered(driven())
    assert "v-pass" not in _row(page, "width")
    assert "other vectors: vector 0 has 1,024 dimensions, not 512" in page


def test_scenarios_about_base64_are_left_out_where_it_is_on_anyway() -> None:
    """They are in the other table."""
    assert ">base64-honoured</code>" in _rendered(driven())
    assert ">base64-honoured</code>" not in _rendered(driven(), way="base64")


def test_what_an_error_said_is_quoted() -> None:
    """The words of a client are its own: marked as such, in whatever language."""
    page = _rendered(driven(), language="zh")
    assert '<code lang="">RateLimitError 429 Slow down.</code>' in page
    assert "错误：<code" in page


def test_results_of_several_clients_make_one_page() -> None:
    """As ``report`` is given them; several services have none in common."""
    views = [ResultsView.of(driven()), ResultsView.of(driven("pass"))]
    page = results_page.render_several(views)
    assert page.count("python driver.py") > 2
    assert "What callers of clients get" in page
    with pytest.raises(UsageError, match="one run"):
        results_page.render_several([ResultsView.of(measured())] * 2)
    assert "Conformance audit of an embeddings endpoint" in results_page.render_several([ResultsView.of(measured())])
