"""Tests of counting results and of the sentence a run comes down to."""

from __future__ import annotations

from typing import Any

import pytest
from sample_results import document

from conformance.reports.summary import outcome
from conformance.reports.summary.tally import grid, number, shared_prefix
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight


def sentence(run: dict[str, Any]) -> str:
    """Return what a run comes down to, in English."""
    return str(outcome.sentence(ResultsView.of(run)))


def _with(verdict: str, *results: tuple[str, str], reason: str = "") -> dict[str, Any]:
    run = {**document()["run"], "verdict": verdict}
    template = document()["results"][0]
    made = [{**template, "id": check, "verdict": said, "reason": reason} for check, said in results]
    return {**document(), "run": run, "results": made}


def test_the_grid_counts_by_family_and_model() -> None:
    """Each cell holds the verdicts of one family for one model; the target as a whole comes last."""
    counts = grid(ResultsView.of(document()))
    assert counts.models == ("text-embedding-v1", "text-embedding-v2", "text-embedding-v3", None)
    assert counts.cells["ordering", "text-embedding-v1"] == {"fail": 1, "pass": 2}
    assert counts.cells["errors", None] == {"advice": 1}
    assert sum(sum(cell.values()) for cell in counts.cells.values()) == len(document()["results"])


def test_failing_checks_are_counted_once_whatever_the_models() -> None:
    """A check that fails on two models is one check."""
    assert sentence(document()) == "non-conformant: 2 MUST checks fail, on 3 of 3 models"


def test_conformance_is_said_with_its_coverage() -> None:
    """A part of the clauses never reads as the whole."""
    assert sentence(_with("conformant", ("usage.present", "pass"))) == "conformant in 39 of 41 MUST clauses"


def test_conformance_is_not_said_of_what_was_not_judged() -> None:
    """A selection that leaves no MUST clause whole says what it judged instead."""
    run = _with("conformant", ("usage.present", "pass"), ("errors.code-not-null", "advice"))
    run["selection"] = {"must_clauses": 41, "must_judged": 0, "expression": "-k code"}
    assert sentence(run) == (
        "nothing fails in 2 checks; 1 check gives a warning; of 41 MUST clauses none was judged in whole, so whether "
        "the contract holds was not seen"
    )


def test_advice_is_mentioned_beside_conformance() -> None:
    """A conformant target hears what it could mend."""
    run = _with("conformant", ("errors.type-and-param", "advice"))
    assert sentence(run) == "conformant in 39 of 41 MUST clauses; 1 check gives a warning"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([("a.b", "fail")], "non-conformant: 1 MUST check fails"),
        ([("a.b", "advice"), ("a.c", "advice")], "non-conformant: 2 checks give warnings, which counts as failure"),
        ([("a.b", "pass")], "non-conformant: no check fails, but a waiver is stale or expired"),
    ],
)
def test_non_conformance_names_its_ground(results: list[tuple[str, str]], expected: str) -> None:
    """Failures come before strictness, and strictness before waivers."""
    assert sentence(_with("non-conformant", *results)) == expected


def test_incomplete_gives_the_one_reason() -> None:
    """What kept a MUST from being judged is in the sentence when it is one thing."""
    run = _with("incomplete", ("a.b", "inconclusive"), ("a.c", "inconclusive"), reason="no answer in 60 s")
    assert sentence(run) == "incomplete: 2 MUST checks could not be judged (no answer in 60 s), nothing failed"


def test_incomplete_does_not_hide_what_fails() -> None:
    """A target that is not ready may refuse in a way that violates its document."""
    run = _with("incomplete", ("a.b", "inconclusive"), ("a.c", "fail"), reason="no answer in 60 s")
    told = "1 MUST check could not be judged (no answer in 60 s); 1 MUST check fails all the same"
    assert sentence(run) == f"incomplete: {told}"


def test_a_crashed_check_is_our_bug() -> None:
    """A target is not blamed for an error of the suite."""
    assert (
        sentence(_with("incomplete", ("a.b", "error"))) == "incomplete: 1 check crashed, which is a bug of this suite"
    )


def test_nothing_judged_is_said() -> None:
    """A run without results is never green."""
    assert sentence(_with("incomplete")) == "incomplete: nothing could be judged"


def test_unknown_words_come_last() -> None:
    """A verdict a later version invents is shown, after those we know."""
    assert sorted(["novel", "pass", "fail"], key=by_weight) == ["fail", "pass", "novel"]


def test_numbers_agree_with_their_nouns() -> None:
    """One is singular, all else plural, thousands apart."""
    assert [number(count, "request") for count in (0, 1, 1200)] == ["0 requests", "1 request", "1,200 requests"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["text-embedding-v1", "text-embedding-v3"], "text-embedding-"),
        (["BAAI/bge-m3", "BAAI/gte"], "BAAI/"),
        (["alone-v1"], ""),
        (["abc", "abd"], ""),
        ([], ""),
    ],
)
def test_what_names_share_ends_at_a_mark(names: list[str], expected: str) -> None:
    """Names are shortened by whole words only."""
    assert shared_prefix(names) == expected
