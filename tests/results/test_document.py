"""Portions of one process or several become one results document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer, answered

from conformance.engine.run import Run
from conformance.locations import schemas_folder
from conformance.model.exchange import Exchange, Request
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.result import NOT_TRIED
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.results.document import RunInfo, assemble
from conformance.results.partial_results import partial_results

MODELS = (FIRST, "text-embedding-v2")
CHECKS = ("structure.id-unique", "structure.model-echo", "dimensions.unoffered", "limits.items-over-cap")
SCHEMA = json.loads((schemas_folder() / "suite" / "results.json").read_text("utf-8"))


def _wrong_model(request: Request) -> Exchange:
    exchange = answer(request) if b'"input":' in request.body and b"model" in request.body else answered(request, 422)
    response = exchange.response
    assert response is not None
    return answered(request, response.status, response.body.replace(b"text-embedding-v2", b"another"))


def _told(request: Request) -> Exchange:
    try:
        return _wrong_model(request)
    except (ValueError, KeyError, TypeError):
        return answered(request, 422, b'{"error": {"message": "no", "code": null, "type": "t", "param": null}}')


def _partial_results(*models: str) -> dict[str, Any]:
    """Judge some models in a process of their own: what it contributes went through JSON."""
    target = Target("http://host/v1", Secret("sk-1"))
    wanted = dict.fromkeys(models, frozenset(CHECKS))
    run = Run(CONTRACT, target, wanted, sender=FakeSender(_told), memory=Remembered(), options=PlanOptions(examples=0))
    results = [run.judge(check, model) for model in models for check in CHECKS]
    told = partial_results(run.collected(), results, run.rows)
    run.close()
    return dict(json.loads(json.dumps(told)))


def _head(**more: Any) -> RunInfo:
    facts: dict[str, Any] = {
        "contract": CONTRACT,
        "options": RunOptions("http://host/v1", CONTRACT.name, MODELS, PlanOptions(7)),
        "strict": False,
        "expression": "",
        "started": 1_700_000_000.0,
        "finished": 1_700_000_005.0,
    }
    return RunInfo(**{**facts, **more})


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of two models judged in one process."""
    return assemble(_head(), [_partial_results(*MODELS)])


def test_clauses_and_title_come_in_the_languages_of_the_contract(document: dict[str, Any]) -> None:
    """A report in Chinese finds the sentences of a contract in the document."""
    assert document["target"]["zh"] == {"contract_title": dict(CONTRACT.zh)["title"]}
    for row, clause in zip(document["clauses"], CONTRACT.clauses, strict=True):
        assert row["zh"] == dict(clause.zh)


def test_a_document_keeps_to_the_schema_of_results(document: dict[str, Any]) -> None:
    """What is assembled is what schemas/suite/results.json promises, also through JSON."""
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(document)))
    assert {row["verdict"] for row in document["results"]} >= {"pass", "fail"}


def test_findings_and_observations_refer_to_exchanges_that_are_there(document: dict[str, Any]) -> None:
    """Short ids lead from every finding to its request and response, and none is kept that nothing refers to."""
    rows = (*document["results"], *document["drop_in"]["results"])
    findings = [found for row in rows for found in row["findings"]]
    named = {part["id"] for found in findings for part in found["exchanges"]}
    assert {found["exchange"] for found in findings} <= named
    named |= {row["exchange"] for row in document["observations"] if row["exchange"]}
    assert named == set(document["exchanges"])
    assert set(document["exchanges"]) == {f"x{number}" for number in range(1, len(named) + 1)}


def _comparable(document: dict[str, Any]) -> dict[str, Any]:
    results = [{**row, "findings": [found["message"] for found in row["findings"]]} for row in document["results"]]
    counts = {name: document["traffic"][name] for name in ("sent", "retried", "input_tokens", "bytes")}
    exchanges = sorted(each["request"]["body"] for each in document["exchanges"].values())
    return {
        "results": results,
        "run": document["run"],
        "selection": document["selection"],
        "counts": counts,
        "exchanges": exchanges,
        "norms": document["measurements"]["norms"],
        "latency": len(document["measurements"]["latency"]),
    }


def test_two_processes_merge_into_what_one_would_have_written(document: dict[str, Any]) -> None:
    """Spread over two workers, a run has the same results, counts, exchanges and verdict."""
    merged = assemble(_head(), [_partial_results(MODELS[0]), _second_partial_results()])
    assert _comparable(merged) == _comparable(document)


def _second_partial_results() -> dict[str, Any]:
    """Judge the second model as a worker that plans after another model would."""
    target = Target("http://host/v1", Secret("sk-1"))
    wanted = {MODELS[0]: frozenset[str](), MODELS[1]: frozenset(CHECKS)}
    run = Run(CONTRACT, target, wanted, sender=FakeSender(_told), memory=Remembered(), options=PlanOptions(examples=0))
    results = [run.judge(check, MODELS[1]) for check in CHECKS]
    told = partial_results(run.collected(), results, run.rows)
    run.close()
    return dict(json.loads(json.dumps(told)))


def test_an_interrupt_makes_a_document_incomplete() -> None:
    """An exit status from elsewhere overrules that of the verdicts."""
    run = assemble(_head(), [_partial_results(FIRST)], exit_status=2)["run"]
    assert (run["verdict"], run["exit_status"]) == ("incomplete", 2)


def test_a_clause_is_judged_when_all_its_checks_were_for_the_models_that_ran() -> None:
    """The count of MUST clauses says how far a selection went; a clause on another model is not among the judged."""
    one = assemble(_head(), [_partial_results(FIRST)])["selection"]
    none = assemble(_head(), [{**_partial_results(FIRST), "results": []}])["selection"]
    assert one["must_clauses"] == none["must_clauses"] > one["must_judged"] > none["must_judged"] == 0


def test_a_clause_of_which_nothing_was_tried_is_not_judged() -> None:
    """A limit that would cost too much to go beyond is no part of what was seen to hold."""
    part = _partial_results(FIRST)
    row = next(row for row in part["results"] if row["id"] == "dimensions.unoffered")
    rows = [{**row, "verdict": "not-applicable"}]
    untried = [{**rows[0], "reason_data": NOT_TRIED().to_json()}]
    judged = [assemble(_head(), [{**part, "results": each}])["selection"]["must_judged"] for each in (rows, untried)]
    assert judged[0] > judged[1] == 0


def test_the_key_is_in_no_portion() -> None:
    """What a process contributes names the variable, not the key."""
    assert "sk-1" not in json.dumps(_partial_results(FIRST))


def test_the_address_of_the_document_is_told() -> None:
    """Of a contract that gives it, so that reports can link to it; without one there is none."""
    target = assemble(_head(), [_partial_results(FIRST)])["target"]
    assert target["contract_url"] == CONTRACT.url != ""
    without = assemble(_head(contract=replace(CONTRACT, url="")), [_partial_results(FIRST)])["target"]
    assert without == {name: value for name, value in target.items() if name != "contract_url"}
