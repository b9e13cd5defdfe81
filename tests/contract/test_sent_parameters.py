"""What a contract wants in every request goes out with every one, but for those that show what becomes of others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.contract.sent_parameters import sent_for
from conformance.engine.plan import applicable, plan_model
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.locations import schemas_folder
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.probes import PlanContext
from conformance.results.document import RunInfo, assemble
from conformance.results.partial_results import partial_results
from conformance.service import Service
from conformance.soak.load_profile import LoadProfile

CHECKS = ("validation.parameter-required", "structure.data")
KEY, MODEL = "sk-reference", "text-embedding-v3"
CLIENT = Path(__file__).parents[1] / "clients" / "gate" / "sample_client.py"
TABLE = """\
format = 1
extends = "dashscope"
name = "vendor"
title = "A vendor"
date = "2026"
source = "A test"

[policy]
"parameter.required" = "refuse"

[[clauses]]
id = "request.task-type"
level = "MUST"
statement = "The parameter task_type is required; a request without it is refused."
locator = "a test"
checks = ["validation.parameter-required"]
"""
ENUM = {"type": "string", "enum": ["search", "cluster"]}


@pytest.fixture
def vendor(tmp_path: Path) -> Callable[..., str]:
    """Write a contract that wants task_type, described in some way; return its path."""

    def write(part: Any = ENUM, *, required: bool = True) -> str:
        request = json.loads((schemas_folder() / "dashscope" / "request.json").read_text("utf-8"))
        request["properties"]["task_type"] = part
        request["required"] += ["task_type"] if required else []
        folder = tmp_path / "vendor"
        folder.mkdir()
        (folder / "contract.toml").write_text(TABLE, "utf-8")
        (folder / "request.json").write_text(json.dumps(request), "utf-8")
        return str(folder)

    return write


def judged(contract: str, *faults: str) -> dict[str, Any]:
    """Judge the service that plays a contract, for one model and by its boundaries, and return the document."""
    known = load(contract)
    with Service(contract, faults=faults, key=KEY) as served:
        target = Target(served.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            run = Run(known, target, {MODEL: CHECKS}, sender=client, memory=Store(), options=PlanOptions(examples=0))
            results = [run.judge(check, MODEL) for check in CHECKS]
            told = partial_results(run.collected(), results, run.rows)
            run.close()
    options = RunOptions(served.base_url, known.name, (MODEL,))
    head = RunInfo(known, options, strict=False, expression="", started=0.0, finished=1.0)
    return assemble(head, [json.loads(json.dumps(told))])


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (ENUM, "search"),
        ({**ENUM, "default": "cluster"}, "cluster"),
        ({**ENUM, "default": "cluster", "x-send": "search"}, "search"),
        ({"type": "string", "examples": ["any"]}, "any"),
        ({"type": "integer", "const": 3}, 3),
    ],
)
def test_the_value_to_send_is_written_once(vendor: Callable[..., str], part: Any, value: Any) -> None:
    """It is the one to send, else the default, else the first that is listed."""
    assert sent_for(load(vendor(part)), MODEL) == {"task_type": value}


def test_every_request_of_suite_and_soak_carries_it_but_those_about_it(vendor: Callable[..., str]) -> None:
    """One is without it, to be refused, and one is what a client of OpenAI sends; bodies that are none do not count."""
    contract = load(vendor())
    context = PlanContext.of(contract, MODEL, options=PlanOptions(seed=1, examples=20), first=True)
    without = []
    for case in plan_model(context, applicable(contract)).cases:
        assert case.control is None or b'"task_type"' in case.control.body
        if b"task_type" not in case.request.body and case.request.body:
            without.append(case.rule)
    assert set(without) == {"call.plain", "parameter.required"}
    profile = LoadProfile(contract, Target("http://127.0.0.1/v1"), MODEL)
    turns = profile.turns(0)
    assert all(b"task_type" in case.request.body for case in (*profile.baseline(), *(next(turns) for _ in range(9))))


def test_an_optional_parameter_may_go_out_with_every_request(vendor: Callable[..., str]) -> None:
    """Nothing is to be refused without it; what becomes of a call of OpenAI's is looked at all the same."""
    contract = load(vendor({**ENUM, "x-send": "search"}, required=False))
    context = PlanContext.of(contract, MODEL, options=PlanOptions(seed=1, examples=5), first=True)
    cases = plan_model(context, applicable(contract)).cases
    assert [case.rule for case in cases if case.request.body and b"task_type" not in case.request.body] == [
        "call.plain"
    ]


@pytest.mark.parametrize(
    ("part", "problem", "remedy"),
    [
        ({"type": "string"}, "requires 'task_type' and gives no value to send", "properties.task_type.enum"),
        ({**ENUM, "x-send": "find"}, "does not allow the value 'find'", "correct properties.task_type"),
    ],
)
def test_a_parameter_without_a_value_is_refused_with_its_place(
    vendor: Callable[..., str], part: Any, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The refusal says where the value goes."""
    with pytest.raises(SystemExit, match="4"):
        main(["contracts", "validate", vendor(part)])
    told = capsys.readouterr().err
    assert problem in told
    assert remedy in told


def test_a_service_that_wants_it_is_conformant_and_no_drop_in(vendor: Callable[..., str]) -> None:
    """By its own contract nothing is wrong, and yet a client that does not send it gets an error."""
    told = judged(vendor())
    assert {row["verdict"] for row in told["results"]} == {"pass"}
    assert told["drop_in"]["verdict"] == "no"
    failing = [row["id"] for row in told["drop_in"]["results"] if row["verdict"] == "fail"]
    assert failing == ["clients.plain-call-answered"]


def test_a_service_that_does_without_it_fails_and_is_a_drop_in(vendor: Callable[..., str]) -> None:
    """What is answered without it shows both: that the document is wrong, and that clients get through."""
    told = judged(vendor(), "required-parameter-optional")
    assert {row["id"]: row["verdict"] for row in told["results"]}["validation.parameter-required"] == "fail"
    assert not [row for row in told["drop_in"]["results"] if row["verdict"] == "fail"]


@pytest.mark.parametrize(("defect", "status", "missing"), [("", 1, ["task_type"]), ("sends-parameters", 0, [])])
def test_a_client_that_forgets_it_fails_the_gate(
    vendor: Callable[..., str], tmp_path: Path, defect: str, status: int, missing: list[str]
) -> None:
    """The finding names the parameter; who is told of it and sends it passes."""
    results = tmp_path / "results.json"
    options = [f"--contract={vendor()}", f"--results={results}", "--driver", "--scenario=list"]
    with pytest.raises(SystemExit) as ended:
        main(["gate", *options, "--", sys.executable, str(CLIENT), *([defect] if defect else [])])
    assert ended.value.code == status
    rows = json.loads(results.read_text("utf-8"))["results"]
    findings = [finding for row in rows if row["id"] == "requests.required-parameters" for finding in row["findings"]]
    assert [name for finding in findings for name in finding["values"]["missing"]] == missing


def discovered(service: Service, file: Path, *options: str) -> int | str | None:
    """Find a service out, and return the exit status of the command."""
    arguments = [f"--base-url={service.base_url}", f"--model={MODEL}", f"--output={file}", "--budget=120"]
    with pytest.raises(SystemExit) as ended:
        main(["discover", *arguments, *options])
    return ended.value.code


def test_discovery_sends_what_it_is_told(
    vendor: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contract that is written wants it too."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    with Service(vendor(), key=KEY) as service:
        assert discovered(service, tmp_path / "observed.toml", "--parameter=task_type=search") == 0
        assert sum(b"task_type" not in received.body for received in service.received if received.body) <= 2
    found = load(str(tmp_path / "observed.toml"))
    assert sent_for(found, MODEL) == {"task_type": "search"}
    assert "task_type" in found.request_schema["required"]


def test_discovery_says_at_once_that_nothing_is_answered(
    vendor: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few requests tell, in the service's own words, and the remedy is named."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    with Service(vendor(), key=KEY) as service:
        assert discovered(service, tmp_path / "observed.toml") == 10
        assert len(service.received) < 8
    told = capsys.readouterr().err.splitlines()[-1]
    assert "A required parameter is missing" in told
    assert "--parameter NAME=VALUE" in told
    assert not (tmp_path / "observed.toml").exists()
