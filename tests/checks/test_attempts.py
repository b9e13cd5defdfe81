"""What was lost at the first attempt is told where it is no accident, and not where there was too little time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from planned_models import CONTRACT, FIRST, answered, failed

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS
from conformance.engine.judge import Judge
from conformance.model.case import Case
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.message import template
from conformance.model.verdict import Verdict

_TITLE = template("test.attempts-title", "case {number}")
READER = Reader(CONTRACT)


def _answers(lost: int, *, seconds: float) -> list[Answer]:
    """Return 320 answers; the first of them hung for ten seconds and came when they were sent again."""
    answers = []
    for number in range(320):
        request = Request(f"{number}".encode())
        last = answered(request).last
        hung = replace(failed(request, Failure.TIMEOUT).last, seconds=10.0)
        attempts = (hung, replace(last, seconds=seconds)) if number < lost else (last,)
        case = Case(_TITLE(number=number), "probe", "validation.string-accepted", FIRST, request)
        answers.append(READER.read(case, Exchange(request, attempts)))
    return answers


@pytest.mark.parametrize(
    ("lost", "seconds", "verdict"),
    [(11, 0.1, Verdict.PASS), (16, 0.1, Verdict.ADVICE), (100, 20.0, Verdict.PASS)],
    ids=["a network that loses 2 %", "a dead replica of twenty", "answers of twenty seconds"],
)
def test_what_is_lost_is_told_from_what_is_slow(lost: int, seconds: float, verdict: Verdict) -> None:
    """Callers pay for one request in twenty that is lost; a list that takes twenty seconds is none."""
    result = Judge(CONTRACT, _answers(lost, seconds=seconds)).judge(CHECKS["attempts.first-answered"], FIRST)
    assert result.verdict is verdict
