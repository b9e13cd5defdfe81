"""What is said of a driver that writes no answer, and how much of it a table shows."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from sample_results import document

from conformance.clients.driving.driver import Ask, Driver
from conformance.reports.terminal.scenario_lines import scenario_lines
from conformance.results.view import ResultsView

ASK = Ask("q7", "A lamp.", "some-model")


def _driver(line: str) -> Driver:
    """Return a driver that writes one line to whatever it is asked."""
    return Driver([sys.executable, "-uc", f"for line in __import__('sys').stdin: print({line!r})"], {}, 30.0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Loading weights", "no JSON object: Loading weights"),
        ("[1, 2]", "no JSON object: [1, 2]"),
        ('{"vectors": []}', 'id null, not "q7": {"vectors": []}'),
        ('{"id": "q6", "vectors": []}', 'id "q6", not "q7": {"id": "q6", "vectors": []}'),
        ('{"id": "q7"}', 'neither vectors nor error: {"id": "q7"}'),
        ('{"id": "q7", "vectors": [], "error": {}}', "vectors and error at once: "),
        ('{"id": "q7", "error": "timed out"}', "the error is no object: "),
    ],
)
def test_a_line_that_is_no_answer_is_told_with_what_is_wrong_with_it(line: str, told: str) -> None:
    """What the driver's author has to mend stands before the line itself."""
    with _driver(line) as driver:
        assert str(driver.ask(ASK).broken).startswith(told)


def test_a_driver_that_wrote_something_else_is_started_anew() -> None:
    """Its next line would be taken for the answer to the next question."""
    answer = '{"id": "q7", "vectors": []}'
    program = f"print('Loading weights')\nfor line in __import__('sys').stdin: print({answer!r})"
    with Driver([sys.executable, "-uc", program], {}, 30.0) as driver:
        assert [str(driver.ask(ASK).broken) for _ in range(2)] == ["no JSON object: Loading weights"] * 2


def _lines(**row: Any) -> list[str]:
    scenario = {"id": "scenarios.order-scrambled-truthful", "verdict": "inconclusive", "requests": 1, **row}
    return scenario_lines(ResultsView.of({**document(), "scenarios": [scenario]}))


def test_a_table_shows_the_beginning_of_a_wrong_line() -> None:
    """At 80 columns the reason and the first words are there; of a client's own error both ends are."""
    detail = "no JSON object: 2026-11-28 14:03:11 INFO loading /opt/models/a/very/long/path/to/some/weights.bin"
    (broken,) = _lines(got="nothing", detail=detail)
    assert broken == "inconclusive  order-scrambled-truthful  no JSON object: 2026-11-28 14:03:11 INF…"
    (error,) = _lines(got="an error", detail="BadRequestError 400 Error code: 400 - a list, but not of strings")
    assert error.endswith("but not of strings")
    assert "BadRequestError" in error
