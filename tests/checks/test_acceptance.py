"""Whether answering or refusing was right, and how that is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recorded_answers import Evidence
from single_edits import reply

from conformance.answers.answer import AnswerKind
from conformance.checks import acceptance
from conformance.model.finding import Finding, Part
from conformance.model.verdict import Verdict

V3 = "text-embedding-v3"


def _found(evidence: dict[str, Evidence], title: str, status: int, body: bytes) -> Finding:
    recorded = evidence[V3]
    (finding,) = acceptance.answered_or_refused(recorded.read(recorded.named(title), reply(status, body)))
    return finding


def test_a_refusal_of_a_valid_request_is_told_in_the_errors_own_words(evidence: dict[str, Evidence]) -> None:
    """Who reads the finding sees what was sent, the status and what the server said."""
    finding = _found(evidence, "a string", 400, b'{"error": {"message": "input must be a list"}}')
    assert str(finding.message) == 'a string: status 400: {"message": "input must be a list"}'
    assert (str(finding.expected), finding.advisory) == ("embeddings", False)


def test_a_body_that_is_no_error_is_quoted(evidence: dict[str, Evidence]) -> None:
    """An error page is quoted from its beginning, cut."""
    finding = _found(evidence, "a string", 500, b"<html>" + b"x" * 5000)
    assert str(finding.message).startswith("a string: status 500: <html>xxx")
    assert len(str(finding.message)) < 200


def test_an_answer_to_a_refused_type_of_request_is_told_with_its_size(evidence: dict[str, Evidence]) -> None:
    """A request that must be refused but was answered says how many embeddings came."""
    finding = _found(evidence, "input: missing", 200, b'{"data": [{}, {}]}')
    assert str(finding.observed) == "answered with 200 and 2 embeddings"
    assert str(finding.expected) == "an error response with a 4xx status"


def test_an_answer_that_is_no_json_is_not_told_as_embeddings(evidence: dict[str, Evidence]) -> None:
    """A plain text with status 200 is quoted, and holds no number of embeddings, not even none."""
    finding = _found(evidence, "input: missing", 200, b"no data provided")
    assert str(finding.message) == "input: missing: answered with 200 and a body that is not JSON"
    assert str(finding.observed) == "no data provided"


def test_a_crash_where_either_is_allowed_is_mild(evidence: dict[str, Evidence]) -> None:
    """Harm where the document is silent is advice whatever the level of the clause."""
    finding = _found(evidence, "encoding_format: null", 500, b"")
    assert (finding.advisory, str(finding.observed)) == (True, "status 500")


@pytest.mark.parametrize(
    ("title", "verdict"),
    [("a string", Verdict.FAIL), ("input: missing", Verdict.FAIL), ("encoding_format: null", Verdict.ADVICE)],
)
def test_a_failure_that_persists_is_the_requests_own(
    evidence: dict[str, Evidence], title: str, verdict: Verdict
) -> None:
    """A case that fails on every attempt between two answers to its control is judged, though nothing came back."""
    recorded = evidence[V3]
    answer = recorded.read(recorded.named(title), reply(502))
    assert answer.kind is AnswerKind.UNANSWERED
    lost = recorded.judge(answer.case.decided_by, [answer])
    assert (lost.verdict, str(lost.reason)) == (
        Verdict.INCONCLUSIVE,
        f"1 not judged: answered 502 (first: {title})",
    )
    judged = recorded.judge(answer.case.decided_by, [answer.with_control(control_ok=True, reproducible=True)])
    assert judged.verdict is verdict
    assert "while its control was answered before and after" in str(judged.findings[0].message)
    _, before, after = judged.findings[0].evidence
    control = answer.case.control
    assert control is not None
    assert (before.part, after.part) == (Part.CONTROL, Part.CONTROL)
    assert (before.exchange, after.exchange) == (control.key, replace(control, repeat=1).key)


def test_a_finding_about_a_case_names_its_control(evidence: dict[str, Evidence]) -> None:
    """What shows that the target answers at all stands beside what it did wrong."""
    finding = _found(evidence, "input: missing", 200, b'{"data": [{}, {}]}')
    control = evidence[V3].named("input: missing").case.control
    assert control is not None
    assert [(side.exchange, side.part) for side in finding.evidence[1:]] == [(control.key, Part.CONTROL)]
