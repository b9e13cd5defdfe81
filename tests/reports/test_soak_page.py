"""The page of a soak: whether the service held, when it did not, and under which load."""

from __future__ import annotations

from typing import Any

import pytest
from sample_audit import soaked
from sample_results import document

from conformance.reports.html import results_page
from conformance.reports.html.time_charts import size_chart, time_charts
from conformance.reports.i18n.language import Language
from conformance.results.soak_view import SoakView
from conformance.results.view import ResultsView

WORDS = Language.named("en")


def _page(found: dict[str, Any], language: str = "en") -> str:
    return results_page.render(ResultsView.of(found), language)


def _soak(found: dict[str, Any]) -> SoakView:
    soak = SoakView.of(found["measurements"])
    assert soak is not None
    return soak


def test_the_first_words_tell_what_was_wrong_and_when() -> None:
    """How many answers, of how many, in which seconds; and what went unanswered."""
    page = _page(soaked())
    assert "18 of 1,200 answers break a MUST (1.50%): 40 to 60 s; " in page
    assert "25 of 1,200 requests ended without success (2.08%): 50 to 60 s, 90 to 100 s." in page
    assert "Under 8 users calling without a pause: 10.0 requests a second for 120 s." in page


def test_a_service_that_held_is_said_to() -> None:
    """All answers right, all requests answered, and how often one had to be sent again."""
    page = _page(soaked(amiss=False))
    assert (
        "All of 1,200 answers were right; every request was answered with success, after 12 more tries in all." in page
    )
    assert "No answer fails any check." in page


def test_a_failure_rate_tells_when_and_leads_to_its_finding() -> None:
    """Of each check how many answers fail it, and in which slices."""
    page = _page(soaked())
    assert '<a href="#finding-ordering.index-position"><code>ordering.index-position</code></a>' in page
    assert "18 of 1,200" in page
    assert '<td data-label="When">40 to 60 s</td>' in page


@pytest.mark.parametrize(
    ("places", "told"),
    [(range(12), "all the time"), ((0, 2, 4, 6, 8), "in 5 of 12 slices of 10 s, from 0 to 90 s"), ((3,), "30 to 40 s")],
)
def test_times_are_ranges_or_where_they_are_many_a_count(places: tuple[int, ...], told: str) -> None:
    """A reader learns whether it was once, now and then, or all the time."""
    found = soaked(amiss=False)
    for place in places:
        found["measurements"]["soak"]["timeline"][place]["wrong"] = 1
    assert told in _page(found)


def test_a_chart_has_a_value_for_every_slice_and_a_table_beneath() -> None:
    """Pointer, touch and arrow keys read what is drawn; slices in which something was amiss are shaded."""
    rate, latency, amiss = time_charts(_soak(soaked()), WORDS)
    for picture in (rate, latency, amiss):
        assert picture.svg.count("data-value=") == 12
        assert picture.svg.count('class="amiss"') == 3
        assert len(picture.table.rows) == 12
    assert "40 s: 8 wrong, 0 without success, of 100 requests" in amiss.svg
    assert "0 s: p50 20 ms, p95 60 ms, p99 90 ms" in latency.svg


def test_a_slice_without_answers_leaves_a_gap() -> None:
    """Where nothing came back there is no latency, and the line is not drawn through."""
    found = soaked()
    found["measurements"]["soak"]["timeline"][5].update(latencies={}, requests=0, statuses={}, per_second=0.0)
    _, latency, _ = time_charts(_soak(found), WORDS)
    assert "50 s: no answer" in latency.svg
    assert latency.svg.count("dash0") == 1
    line = latency.svg.partition('dash0" d="')[2].partition('"')[0]
    assert line.count("M") == 2


def test_latency_is_told_by_the_number_of_texts() -> None:
    """In the order of numbers, not of words."""
    (picture,) = size_chart(_soak(soaked()).sizes, WORDS)
    assert [row[0] for row in picture.table.rows] == ["1", "2", "10"]
    assert "10 texts: p50 40 ms, p95 90 ms" in picture.svg


def test_an_older_soak_has_its_page_too() -> None:
    """Without slices there are no charts of time, and nothing is said of when."""
    found = soaked()
    for name in ("timeline", "slice_seconds", "load_profile"):
        del found["measurements"]["soak"][name]
    page = _page(found)
    assert "8 users" in page
    assert "Answers amiss" not in page
    assert "break a MUST (" not in page


def test_results_of_no_soak_have_their_audit_page() -> None:
    """The page follows from what the document holds."""
    assert "Conformance audit of an embeddings endpoint" in _page(document())
    assert "under sustained load" in _page(soaked())


def test_the_page_speaks_chinese() -> None:
    """All sentences of the page are told by their data."""
    page = _page(soaked(), "zh")
    assert "1200 个响应中有 18 个违反 MUST（1.50%）：40 至 60 秒" in page
    assert "calling without a pause" not in page
