"""Every check passes what was really sent, finds the smallest edit that breaks it, and bears unusual ones."""

from __future__ import annotations

import json
from dataclasses import replace

import edited_bodies
import edited_forms
import edited_refusals
import pytest
import swapped_answers
from recorded_answers import CONTRACT, SINGLE, Evidence, Row

from conformance.answers.answer import Answer
from conformance.checks import CHECKS, Scope
from conformance.model.message import Message
from conformance.model.role import Role
from conformance.model.verdict import Level, Verdict

BROKEN = [*edited_bodies.BROKEN, *edited_forms.BROKEN, *edited_refusals.BROKEN, *swapped_answers.BROKEN]
UNUSUAL = [*edited_bodies.UNUSUAL, *edited_forms.UNUSUAL, *edited_refusals.UNUSUAL, *swapped_answers.UNUSUAL]


SILENT = {
    "text-embedding-v3": {"dimensions.unoffered"},
    "text-embedding-v1": {
        "dimensions.default",
        "dimensions.asked",
        "dimensions.documented-accepted",
        "dimensions.outside-refused",
        "validation.numeric-string",
    },
}
"""The checks for which the contract offers a model nothing."""


def _alone(answers: tuple[Answer, ...], row: Row) -> tuple[Answer, ...]:
    """Return what a row judges, each with a sound control."""
    control_ok = tuple(answer.with_control(control_ok=True, reproducible=False) for answer in answers)
    if CHECKS[row.check].scope in {Scope.GROUP, Scope.SPACE}:
        return control_ok
    return tuple(replace(answer, case=replace(answer.case, group="", role=Role.NONE)) for answer in control_ok)


def test_every_check_is_broken_once_and_borne_once() -> None:
    """No check is without an edit it must find and one it must bear."""
    for name, rows in (("BROKEN", BROKEN), ("UNUSUAL", UNUSUAL)):
        lacking = sorted(set(SINGLE) - {row.check for row in rows})
        assert lacking == [], f"add rows to {name} in tests/checks/edited_bodies.py for {lacking}"


@pytest.mark.parametrize("check", SINGLE)
def test_recorded_answers_pass_every_check(evidence: dict[str, Evidence], check: str) -> None:
    """What a conforming service sent passes, for each model the contract says something of."""
    for model, recorded in evidence.items():
        result = recorded.judge(check, recorded.answers)
        assert result.findings == ()
        assert result.verdict is (Verdict.NOT_APPLICABLE if check in SILENT[model] else Verdict.PASS), str(
            result.reason
        )


@pytest.mark.parametrize("row", BROKEN, ids=str)
def test_the_smallest_edit_is_found_at_its_place(evidence: dict[str, Evidence], row: Row) -> None:
    """One broken statement is a finding with the right pointer, and a verdict of the clause's level."""
    recorded = evidence[row.model]
    answers = _alone(recorded.edited(row), row)
    result = recorded.judge(row.check, answers)
    binding = CONTRACT.level_of(row.check, row.model) is Level.MUST and not row.advisory
    assert result.verdict is (Verdict.FAIL if binding else Verdict.ADVICE), str(result.reason)
    first = result.findings[0]
    assert first.pointer == row.pointer
    assert first.exchange in {answer.key for answer in answers}
    assert str(first.message)
    assert first.advisory is row.advisory
    assert Message.from_json(json.loads(json.dumps(first.message.to_json(), allow_nan=False))) == first.message


@pytest.mark.parametrize("row", UNUSUAL, ids=str)
def test_an_unusual_answer_that_is_right_is_borne(evidence: dict[str, Evidence], row: Row) -> None:
    """What no clause forbids is no finding."""
    recorded = evidence[row.model]
    result = recorded.judge(row.check, _alone(recorded.edited(row), row))
    assert result.findings == ()
    assert result.verdict is Verdict.PASS, str(result.reason)
