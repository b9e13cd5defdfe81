"""What a scenario found is data: kinds, values, and every request it rests on."""

from __future__ import annotations

from sent import DASHSCOPE, PLAIN, V3, exchange

from conformance.clients.driving.outcome import Got, Outcome
from conformance.clients.driving.scenario import ASKED, Asked, Scenario, applicable_scenarios
from conformance.clients.driving.scenario_results import judge_scenario_runs, scenario_rows
from conformance.clients.driving.scenario_run import ScenarioRun
from conformance.clients.recordings.captured_request import numbered
from conformance.model.exchange import Exchange
from conformance.model.finding import Part
from conformance.model.message import Message, plain
from conformance.model.result import Result
from conformance.model.verdict import Verdict

SENT = tuple(numbered(exchange(PLAIN, status=401, at=float(second)) for second in range(6)))


def _run(name: str, outcome: Outcome, exchanges: tuple[Exchange, ...] = SENT) -> tuple[ScenarioRun, Result]:
    scenario: Scenario = next(applicable_scenarios(DASHSCOPE, V3, {f"scenarios.{name}"}))
    run = ScenarioRun(scenario, V3, outcome, 0.0, 10.0, len(exchanges))
    return run, next(judge_scenario_runs(DASHSCOPE, [run], exchanges))


def test_a_wrong_outcome_names_its_kind_its_values_and_every_request() -> None:
    """What was asked for and what was got are messages of their own; the first request is the one at fault."""
    _, result = _run("list", Outcome(Got.OTHERS, plain("vector 0 is all zeros")))
    (finding,) = result.findings
    assert (result.verdict, finding.kind) == (Verdict.FAIL, "scenario.right-wrong-outcome")
    assert finding.message.values["asked"] == Message("asked.three-texts")
    assert str(finding.message) == "asked for three texts, the caller got other vectors: vector 0 is all zeros"
    assert (str(finding.expected), str(finding.observed)) == ("its vectors", "vector 0 is all zeros")
    assert [part.exchange for part in finding.evidence] == [sent.request.key for sent in SENT]


def test_a_refused_call_that_is_repeated_is_counted() -> None:
    """All requests but the first are repeats of it."""
    _, result = _run("key-refused", Outcome(Got.ERROR))
    (finding,) = result.findings
    assert (result.verdict, finding.kind) == (Verdict.ADVICE, "scenario.refused-call-repeated")
    assert finding.message.values["requests"] == len(SENT)
    assert [part.part for part in finding.evidence] == [Part.THIS, *[Part.REPEAT] * 5]


def test_a_row_of_the_table_holds_sentences_and_what_they_are_made_of() -> None:
    """Statement, question and detail can be told in another language."""
    run, result = _run("width", Outcome(Got.OTHERS, plain("cut")))
    (row,) = scenario_rows([run], [result])
    assert (row["got"], row["detail"], row["asked"]) == (
        "other vectors",
        "cut",
        "three texts in a width other than the default",
    )
    for name in ("statement", "asked", "detail"):
        assert str(Message.from_json(row[f"{name}_data"])) == row[name]
    (plain_row,) = scenario_rows(*([each] for each in _run("list", Outcome(Got.VECTORS))))
    assert (plain_row["detail"], "detail_data" in plain_row) == ("", False)


def test_everything_that_can_be_asked_for_and_got_has_words() -> None:
    """No name of ours is shown in their place."""
    assert set(ASKED) == set(Asked)
    assert [str(Outcome(got).message) for got in Got] == [str(got) for got in Got]
