"""Results documents of both formats are read into typed values."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sample_results import document

from conformance.model.finding import Part
from conformance.model.message import Message, template
from conformance.model.verdict import Level, RunVerdict, Verdict
from conformance.results.finding_view import ExchangePart
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView

_LOST = template("view-test.lost", "{count} not judged: {reason}")
_SILENT = template("view-test.silent", "no answer within {seconds} s")


def _finding(**more: Any) -> dict[str, Any]:
    return {"message": "m", "expected": "e", "observed": "o", "pointer": "/data", "exchange": "x1", **more}


def _result(**more: Any) -> dict[str, Any]:
    return {"id": "ordering.index-set", "verdict": "pass", "level": "MUST", "model": None, "title": "t", **more}


def test_a_document_of_format_1_is_read_with_its_sentences_alone() -> None:
    """Format 1 has sentences and no data: no kinds, no causes, one exchange for each finding."""
    view = ResultsView.of(document())
    failing = next(result for result in view.results if result.verdict is Verdict.FAIL)
    finding = failing.findings[0]
    assert (view.run.verdict, view.causes) == (RunVerdict.NON_CONFORMANT, ())
    assert (finding.kind, finding.message.data, finding.cause) == ("", None, "")
    assert finding.exchanges == (ExchangePart("x1", Part.THIS, finding.pointer),)
    assert view.exchanges["x1"].attempts[0].failure == "connection reset"


def test_a_finding_of_format_2_brings_its_data() -> None:
    """Message, expected and observed share the kind and the values; the parts of its exchanges are typed."""
    row = _finding(
        kind="ordering.test",
        values={"index": 3},
        cause="c1",
        confirmed=True,
        exchanges=[{"id": "x1", "part": "this", "pointer": "/data"}, {"id": "x2", "part": "compared-with"}],
    )
    finding = ResultView.of(_result(verdict="fail", findings=[row])).findings[0]
    assert (finding.kind, finding.values, finding.cause, finding.confirmed) == (
        "ordering.test",
        {"index": 3},
        "c1",
        True,
    )
    assert finding.expected == Sentence("e", Message("ordering.test.expected", (("index", 3),)))
    assert [part.part for part in finding.exchanges] == [Part.THIS, Part.COMPARED_WITH]


def test_words_of_a_newer_version_stay_as_they_are() -> None:
    """A verdict or a level that this version does not know is kept as text, and unknown members are ignored."""
    result = ResultView.of(_result(verdict="doubtful", level="OUGHT", mood="fair"))
    assert (result.verdict, result.level) == ("doubtful", "OUGHT")
    assert ResultView.of(_result()).level is Level.MUST


def test_why_a_result_was_lost_is_told_without_how_often() -> None:
    """Results that were lost to the same share an identity, however many requests were lost."""
    views = [
        ResultView.of(_result(reason=str(reason), reason_data=reason.to_json()))
        for reason in (_LOST(count=count, reason=_SILENT(seconds=9)) for count in (1, 2))
    ]
    assert views[0].reason.identity != views[1].reason.identity
    assert views[0].why.identity == views[1].why.identity
    assert views[0].why.english == "no answer within 9 s"


def test_an_empty_document_is_read() -> None:
    """Whatever is missing is empty, so that a report never fails for what an older version did not write."""
    view = ResultsView.of({})
    assert (view.results, view.target.models, view.replay, view.run.duration) == ((), (), None, None)
    assert view.clause("a.b").statement == ""


def test_a_view_cannot_be_changed() -> None:
    """What was read stays as it was."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        ResultsView.of({}).format = 3  # type: ignore[misc]
