"""The first words of a page say no more than is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sample_audit import measured

from conformance.reports.html import audit
from conformance.results.view import ResultsView

WAIVER = {"id": "structure.id", "reason": "known", "expires": "2027-01-31", "state": "in force"}


def _page(*verdicts: str, language: str = "en", **members: Mapping[str, Any]) -> str:
    """Return the page of a run with one passing result and these; members of sections are replaced."""
    document = measured()
    passing = next(row for row in document["results"] if row["verdict"] == "pass")
    further = [{**passing, "id": f"usage.check-{at}", "verdict": verdict} for at, verdict in enumerate(verdicts)]
    document["results"] = [passing, *further]
    document["run"].update(verdict="conformant", exit_status=0)
    document["selection"].update(must_judged=8, must_clauses=8, expression="")
    for name, value in members.items():
        document[name] = {**document.get(name, {}), **value} if isinstance(value, Mapping) else value
    document["waivers"] = [WAIVER] * verdicts.count("waived")
    return audit.render(ResultsView.of(document), language)


def _first(page: str) -> tuple[str, str]:
    """Return the shape and the words of the verdict."""
    found = re.search(r'<p class="word"><svg[^>]*><use href="#s-([a-z-]+)"/></svg>([^<]*)</p>', page)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("verdicts", "shape", "word"),
    [
        ((), "pass", "Conformant"),
        (("waived",), "waived", "Conformant, with 1 waiver"),
        (("advice", "advice"), "advice", "Conformant, with 2 warnings"),
        (("advice", "waived"), "waived", "Conformant, with 1 waiver and 1 warning"),
    ],
)
def test_a_green_tick_stands_alone_only_where_nothing_is_left_to_say(
    verdicts: tuple[str, ...], shape: str, word: str
) -> None:
    """Waivers and warnings have a shape of their own, and stand in the title too."""
    page = _page(*verdicts)
    assert _first(page) == (shape, word)
    assert f"<title>{word}: " in page


def test_a_part_is_told_as_a_part() -> None:
    """Where less was judged than the contract demands, the verdict says of how much it is."""
    page = _page(selection={"must_judged": 5})
    assert _first(page) == ("inconclusive", "Conformant in 5 of 8 MUST clauses")


def test_a_part_without_any_must_clause_has_another_word() -> None:
    """It is no kind of conformance, and no tick stands beside it."""
    page = _page(selection={"must_judged": 0})
    assert _first(page) == ("inconclusive", "No MUST clause judged")
    assert "onformant" not in page.split("</header>")[0]


def test_an_observed_contract_tells_of_changes_alone() -> None:
    """What a service was seen to do binds nobody: it did not change, or it did."""
    page = _page(target={"contract": "observed", "contract_date": "2026-11-26"})
    assert _first(page) == ("pass", "Unchanged since 2026-11-26")
    assert _first(_page("advice", language="zh"))[1] == "符合，但有 1 项警告"


def test_how_much_was_demanded_stands_beside_the_verdict() -> None:
    """Eight clauses are not fifty-nine."""
    assert "Demanded: 7 MUST clauses, 1 SHOULD clause." in _page()


def test_the_embedded_service_is_called_that() -> None:
    """Nobody takes a demonstration for somebody's service."""
    page = _page(target={"embedded": True, "faults": ["rows-reversed"]})
    assert "<h1>Embedded reference service, broken on purpose</h1>" in page
    assert "broken on purpose by rows-reversed." in page
    assert "<h1>Embedded reference service</h1>" in _page(target={"embedded": True, "faults": []})


def test_an_incomplete_run_says_why_on_the_first_screen() -> None:
    """One reason stands in the verdict, and once; of several the first, with how many checks each kept open."""
    document = measured()
    rows = [row for row in document["results"] if row["level"] == "MUST"]
    for row in rows:
        row.update(verdict="inconclusive", findings=[], reason="it is gone", masked_by=[])
    document["run"].update(verdict="incomplete", exit_status=10, troubles=["it is gone"])
    header = audit.render(ResultsView.of(document)).split("</header>")[0]
    assert header.count("it is gone") == 1
    rows[0]["reason"] = "it was refused"
    header = audit.render(ResultsView.of(document)).split("</header>")[0]
    assert "1 MUST check: it was refused" in header
    assert 'href="#not-judged"' in header


def test_whether_it_is_a_drop_in_is_a_headline() -> None:
    """Buyers ask it first: it stands in the verdict, in the contents and among what can be filtered."""
    row = {"id": "dimensions.asked", "clauses": [], "level": "MUST", "model": None, "verdict": "fail", "title": "t"}
    finding = {"message": "ignored", "expected": "", "observed": "", "pointer": "", "exchange": ""}
    layer = {"contract": "openai-compatible", "verdict": "no", "checks": 9, "results": [{**row, "findings": [finding]}]}
    page = _page(drop_in=layer)
    assert "Drop-in</button></b>: An OpenAI client does not work unchanged." in page
    assert '<a href="#drop-in">Drop-in <span class="count">1</span></a>' in page
    assert re.search(r'<section id="drop-in"[^>]*data-filtered>', page)
