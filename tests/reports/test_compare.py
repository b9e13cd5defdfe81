"""Several runs beside each other."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sample_audit import PAYLOAD, adversarial, measured, packed
from sample_results import MODELS

from conformance.answers.kinship_verdict import Kinship
from conformance.errors import UsageError
from conformance.model.exit_status import ExitStatus
from conformance.reports.files import comparison_file
from conformance.reports.html import compare
from conformance.reports.summary.comparison import Difference, ResultChange, clause_lines
from conformance.reports.summary.comparison import changes as changes_of
from conformance.reports.summary.comparison_matrix import Matrix, against_first
from conformance.results.vector_comparison import text_digest, vector_comparisons
from conformance.results.view import ResultsView


def _with(verdict: str, check: str = "ordering.index-set", model: str | None = MODELS[1]) -> dict[str, Any]:
    """Return a document in which one check has another verdict."""
    found = measured()
    row = next(each for each in found["results"] if each["id"] == check and each["model"] == model)
    findings = [{"message": "it is amiss", "expected": "", "observed": "", "pointer": "", "exchange": ""}]
    row.update(verdict=verdict, findings=findings if verdict in {"fail", "advice"} else [], reason="why")
    return found


def changes(*documents: dict[str, Any]) -> list[Difference]:
    """Return what differs between two documents."""
    first, second = map(ResultsView.of, documents)
    return changes_of(first, second)


def _rendered(documents: list[dict[str, Any]], language: str = "en") -> str:
    return compare.render([ResultsView.of(document) for document in documents], language)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("pass", "fail", ResultChange.WORSE),
        ("not-applicable", "advice", ResultChange.WORSE),
        ("fail", "pass", ResultChange.BETTER),
        ("fail", "waived", ResultChange.BETTER),
        ("fail", "advice", ResultChange.OTHERWISE),
        ("pass", "inconclusive", ResultChange.ONLY_FIRST),
        ("inconclusive", "fail", ResultChange.ONLY_SECOND),
    ],
)
def test_a_change_is_told_by_its_kind(before: str, after: str, change: ResultChange) -> None:
    """New, fixed, otherwise, and what only one run could judge."""
    (row,) = changes(_with(before), _with(after))
    assert (row.change, row.check, row.models) == (change, "ordering.index-set", (MODELS[1],))


@pytest.mark.parametrize(("before", "after"), [("pass", "not-applicable"), ("pass", "pass")])
def test_what_is_as_good_is_no_change(before: str, after: str) -> None:
    """Passing and not applying differ in nothing a reader must know."""
    assert changes(_with(before), _with(after)) == []


def test_the_finding_told_is_that_of_the_worse_run() -> None:
    """A difference says what is amiss, whichever run it is in."""
    told = {row.sentence.english for pair in (("pass", "fail"), ("fail", "pass")) for row in changes(*map(_with, pair))}
    assert told == {"it is amiss"}


def test_targets_without_a_model_in_common_are_compared_as_a_whole() -> None:
    """Other vendors name their models otherwise: the heaviest verdict of each check counts."""
    other = _with("fail")
    for row in other["results"]:
        row["model"] = row["model"] and f"vendor-{row['model']}"
    found = {row.check: row for row in changes(measured(), other)}
    assert found["ordering.index-set"].models == (None,)
    assert found["ordering.index-set"].second == "fail"


def test_a_clause_has_its_heaviest_verdict_in_every_run() -> None:
    """Clauses of either contract are listed; one that a run was not asked for is empty there."""
    shorter = measured()
    shorter["clauses"] = shorter["clauses"][:2]
    shorter["results"] = [row for row in shorter["results"] if "usage.total" not in row["clauses"]]
    lines = {line.clause.id: line for line in clause_lines([ResultsView.of(measured()), ResultsView.of(shorter)])}
    assert lines["response.index"].cells == ("fail", "fail")
    assert lines["usage.total"].cells == ("waived", None)
    assert lines["usage.total"].differing == (False, False)
    assert "model.tokenizer" not in lines


WIDTH = 64
SENTENCES = tuple(f"sentence {number}" for number in range(12))
LONGS = tuple("long " * (100 * number) for number in range(1, 5))


def _rows(seed: int = 1, count: int = len(SENTENCES)) -> list[list[float]]:
    rows: list[list[float]] = np.random.default_rng(seed).standard_normal((count, WIDTH)).tolist()
    return rows


def _of_vectors(rows: list[list[float]], longs: list[list[float]] | None = None) -> dict[str, Any]:
    """Return a document in which every model gave these vectors for twelve sentences, and for four long texts."""
    found = measured()
    row = {"width": len(rows[0]), "texts": list(SENTENCES), "vectors": packed(rows)}
    found["measurements"]["sentinels"] = dict.fromkeys(MODELS, row)
    if longs is not None:
        told = [{"sha256": text_digest(text), "bytes": len(text), "sort": "long"} for text in LONGS]
        more = {"width": WIDTH, "texts": told, "vectors": packed(longs)}
        found["measurements"]["texts"] = {model: more for model in MODELS}  # noqa: C420  # a new value of JSON
    return found


@pytest.mark.parametrize(
    ("now", "kinship", "status"),
    [
        (_rows(), Kinship.SAME, 0),
        ([[7.0 * number for number in row] for row in _rows()], Kinship.RENORMALISED, 1),
        (_rows(2), Kinship.MODEL, 1),
        ([row[:32] for row in _rows()], Kinship.PREFIX, 1),
    ],
)
def test_vectors_tell_how_models_are_related(now: list[list[float]], kinship: Kinship, status: int) -> None:
    """The same vectors, the same at another norm or width, or another model; the gate ends accordingly."""
    views = [ResultsView.of(_of_vectors(_rows())), ResultsView.of(_of_vectors(now))]
    pairs = vector_comparisons(views)
    assert [pair.verdict.kinship for pair in pairs] == [kinship] * 3
    assert [pair.models for pair in pairs] == [(model, model) for model in MODELS]
    assert comparison_file.comparison_status(views) is ExitStatus(status)


def test_long_texts_that_differ_are_no_drop_in() -> None:
    """What is read to a length only is told from the same vectors of short texts, with the length."""
    longs = _rows(3, len(LONGS))
    other = zip(longs[2:], _rows(4, 2), strict=True)
    cut = [*longs[:2], *([one + 0.5 * two for one, two in zip(*pair, strict=True)] for pair in other)]
    views = [ResultsView.of(_of_vectors(_rows(), longs)), ResultsView.of(_of_vectors(_rows(), cut))]
    (pair, *_) = vector_comparisons(views)
    assert (pair.texts, pair.verdict.kinship) == (16, Kinship.READING)
    assert (pair.verdict.why.values["agrees"], pair.verdict.why.values["differs"]) == (1000, 1500)


def test_few_texts_in_common_tell_nothing() -> None:
    """Results of three sentences cannot say whether a model is the same; nor can those of none."""
    views = [ResultsView.of(measured()), ResultsView.of(measured())]
    assert {pair.verdict.kinship for pair in vector_comparisons(views)} == {Kinship.UNKNOWN}
    assert comparison_file.comparison_status(views) is ExitStatus.INCOMPLETE


def test_a_check_that_fails_anew_is_worse_whatever_the_vectors() -> None:
    """The gate looks at both."""
    views = [ResultsView.of(_with("pass")), ResultsView.of(_with("fail"))]
    assert comparison_file.comparison_status(views) is ExitStatus.NON_CONFORMANT
    assert comparison_file.comparison_status(views[::-1]) is ExitStatus.INCOMPLETE


def test_a_comparison_is_told_to_machines_and_in_markdown() -> None:
    """What differs, and how the vectors are related, in both languages."""
    views = [ResultsView.of(_of_vectors(_rows())), ResultsView.of(_of_vectors(_rows(2)))]
    told = json.loads(comparison_file.render_json(views))
    assert (told["exit_status"], {pair["kinship"] for pair in told["vectors"]}) == (1, {"model"})
    assert "another model or version" in comparison_file.render_markdown(views)
    assert "另一个模型或版本" in comparison_file.render_markdown(views, "zh")


def test_runs_without_vectors_are_compared_without_them() -> None:
    """Results of an earlier version have their comparison too."""
    bare = {**measured(), "measurements": {}}
    assert vector_comparisons([ResultsView.of(measured()), ResultsView.of(bare)]) == []
    assert "Same nearest neighbour" not in _rendered([measured(), bare])


def test_the_page_tells_what_differs() -> None:
    """Verdicts side by side, changes in words, and the sentence on vectors."""
    told = _rendered([_with("fail"), _with("pass")])
    assert "Fixed in B: 1" in told
    assert "it is amiss" in told
    assert "cannot tell" in told
    assert "The runs" not in told


def test_the_page_of_two_targets_speaks_of_targets_not_of_dates() -> None:
    """Of another target nothing is fixed or new."""
    other = _with("fail")
    other["target"]["base_url"] = "https://other.example/v1"
    told = _rendered([_with("pass"), other])
    assert "Worse in B: 1" in told
    assert "Worse in A: 1" in _rendered([other, _with("pass")])


def test_the_page_says_what_else_differs_between_runs() -> None:
    """Another contract, tool or seed may be the reason for another verdict."""
    other = measured()
    other["target"]["contract_digest"] = "sha256:" + "f" * 64
    other["run"]["seed"] = 7
    told = _rendered([measured(), other])
    assert "different contracts" in told
    assert "their seeds differ" in told


def test_runs_that_agree_are_said_to() -> None:
    """No difference is a result too."""
    assert "No check says anything different" in _rendered([measured(), measured()])


def test_observations_are_shown_where_they_differ() -> None:
    """What both do alike is left out."""
    other = measured()
    other["observations"][0]["value"] = 1.0
    assert "vectors are not of unit length" in _rendered([measured(), other])
    assert "vectors are not of unit length" not in _rendered([measured(), measured()])


def test_three_runs_are_each_held_against_the_first() -> None:
    """More targets are more columns."""
    told = _rendered([_with("pass"), _with("fail"), _with("advice")])
    assert "New in B: 1" in told
    assert "New in C: 1" in told


def test_hostile_results_are_text() -> None:
    """Nothing in any field becomes markup."""
    told = _rendered([adversarial(), measured()])
    assert PAYLOAD[:20] not in told
    assert told.count("<script") == 1


def _matrix(*documents: dict[str, Any]) -> Matrix:
    return Matrix.of([ResultsView.of(document) for document in documents])


def test_the_matrix_shades_only_what_was_asked_of_both() -> None:
    """What a run could not judge, or was not asked, is no difference; what both judged is counted by its change."""
    silent = _with("pass")
    silent["results"] = [row for row in silent["results"] if row["id"].split(".")[0] != "ordering"]
    matrix = _matrix(_with("pass"), _with("fail"), _with("inconclusive"), silent)
    (row,) = [each for each in matrix.families if each.name == "ordering"]
    assert [cell.differs for cell in row.cells] == [False, True, False, False]
    assert [cell.verdict for cell in row.cells] == ["fail", "fail", "fail", None]
    assert [(each.check, each.cells[1].differing) for each in row.checks] == [
        ("ordering.index-set", {ResultChange.WORSE: 1})
    ]
    assert [str(against_first(cell)) for cell in matrix.whole] == ["as the first", "1 worse", *["as the first"] * 2]


def test_all_formats_tell_one_matrix() -> None:
    """Page, Markdown and JSON: 12 runs are twelve columns, and what differs is marked in each."""
    documents = [_with("pass"), *(_with("fail") for _ in range(11))]
    views = [ResultsView.of(document) for document in documents]
    told = json.loads(comparison_file.render_json(views))["matrix"]
    assert [each.get("worse", 0) for each in told["runs"]] == [0, *[1] * 11]
    lines = comparison_file.render_markdown(views).splitlines()
    (line,) = [each for each in lines if each.startswith("| ordering |")]
    assert line.count("**fail (1 worse)**") == 11
    page = _rendered(documents)
    assert page.count("1 worse</a>") == 11
    assert page.count("<template>") > 11


def test_rows_that_were_mixed_up_are_no_other_model() -> None:
    """Each text has the vector of another: that is told, and no model, no index and no noise is blamed."""
    for now in (_rows()[::-1], [*_rows()[1:], _rows()[0]], [_rows()[1], _rows()[0], *_rows()[2:]]):
        views = [ResultsView.of(_of_vectors(_rows())), ResultsView.of(_of_vectors(now))]
        (verdict, *_) = [pair.verdict for pair in vector_comparisons(views)]
        assert verdict.kinship is Kinship.OTHER
        assert "have a vector that another text had before" in str(verdict.why)
        assert "another model" not in comparison_file.render_markdown(views)


@pytest.mark.parametrize("count", [0, 1, 27])
def test_a_comparison_needs_two_runs_or_more(count: int) -> None:
    """Too few or too many are one sentence."""
    with pytest.raises(UsageError, match="two results files"):
        _rendered([measured()] * count)
