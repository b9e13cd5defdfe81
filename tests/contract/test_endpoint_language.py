"""Contracts whose calls have the key, the model or a version elsewhere than OpenAI's: played, judged, hidden, gated."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.client.curl import curl
from conformance.client.http import Client
from conformance.clients.recordings.captured_request import numbered
from conformance.clients.requests.client_call import calls
from conformance.clients.requests.requirement_results import judge
from conformance.contract.loading import load
from conformance.contract.openapi import openapi_of
from conformance.engine.run import Run
from conformance.evidence.lines import to_line
from conformance.evidence.store import Store
from conformance.locations import schemas_folder
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.key_place import KeyPlace
from conformance.model.options import PlanOptions
from conformance.model.route import Route
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.service import Service

KEY, MODEL = "sk-a-key/of+this_test", "text-embedding-v3"
CLIENT = Path(__file__).parents[1] / "clients" / "gate" / "sample_client.py"
PLACES = {
    "header": '{ header = "x-api-key" }',
    "scheme": '{ header = "Authorization", scheme = "Token" }',
    "query": '{ query = "key" }',
    "several": '[{ header = "api-key" }, { header = "Authorization", scheme = "Bearer" }]',
}
CHECKS = (
    "auth.wrong-key-refused",
    "auth.missing-key-refused",
    "auth.malformed-key-refused",
    "auth.key-not-echoed",
    "validation.query-required",
    "validation.string-accepted",
    "validation.model-unknown",
    "structure.data",
)
HISTORY = ("relations.history-free", "relations.models-differ")


def written(folder: Path, key: str) -> str:
    """Write a contract with its model in the path, a version in the query and the key in some place."""
    folder.mkdir()
    table = f"""\
format = 1
extends = "dashscope"
name = "vendor"
title = "A vendor"
date = "2026"
source = "A test"

[endpoint]
path = "/models/{{model}}/embeddings?version=3"
key = {key}

[policy]
"query.required" = "refuse"

[[clauses]]
id = "request.version"
level = "MUST"
statement = "The version stands in the query; a call without it is refused."
locator = "a test"
checks = ["validation.query-required"]
"""
    request = json.loads((schemas_folder() / "dashscope" / "request.json").read_text("utf-8"))
    del request["properties"]["model"]
    request["required"] = ["input"]
    (folder / "contract.toml").write_text(table, "utf-8")
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    return str(folder)


def judged(contract: str, *faults: str) -> tuple[dict[str, str], Store]:
    """Judge the service that plays a contract by the checks of this page; return verdicts and evidence."""
    known, store = load(contract), Store()
    with Service(contract, faults=faults, key=KEY) as served:
        target = Target(served.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            run = Run(known, target, {MODEL: CHECKS}, sender=client, memory=store, options=PlanOptions(examples=0))
            found = {check: str(run.judge(check, MODEL).verdict) for check in CHECKS}
            run.close()
    return found, store


@pytest.mark.parametrize("place", PLACES)
def test_a_service_is_judged_there_and_the_key_is_nowhere(place: str, tmp_path: Path) -> None:
    """Right and wrong keys go where the contract has them; evidence and commands show a variable in its stead."""
    found, store = judged(written(tmp_path / "vendor", PLACES[place]))
    assert set(found.values()) == {"pass"}
    for exchange in store:
        for text in (to_line(exchange).decode(), curl(exchange, "EMB_API_KEY")):
            assert not any(form in text for form in (KEY, "sk-a-key", "of%2Bthis"))
    plain = next(exchange for exchange in store if exchange.request.credential == "valid")
    assert "/models/text-embedding-v3/embeddings?version=3" in plain.sent_to
    assert "$EMB_API_KEY" in curl(plain, "EMB_API_KEY")


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("wrong-key-answered", "auth.wrong-key-refused"),
        ("missing-key-answered", "auth.missing-key-refused"),
        ("query-optional", "validation.query-required"),
        ("model-substituted", "validation.model-unknown"),
        ("error-leaks", "auth.key-not-echoed"),
    ],
)
def test_a_fault_is_caught_there(fault: str, check: str, tmp_path: Path) -> None:
    """Each under its own name, with the key in the query."""
    found, _ = judged(written(tmp_path / "vendor", PLACES["query"]), fault)
    assert found[check] in {"fail", "advice"}


def test_two_models_that_stand_in_the_path_are_not_taken_for_one(tmp_path: Path) -> None:
    """One body, sent to models of other dimensions, is two requests: each is held against what its own model gave."""
    known, models, checks = load(written(tmp_path / "vendor", PLACES["header"])), (MODEL, "text-embedding-v2"), HISTORY
    with Service(str(tmp_path / "vendor"), key=KEY) as served:
        target = Target(served.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            wanted = dict.fromkeys(models, checks)
            run = Run(known, target, wanted, sender=client, memory=Store(), options=PlanOptions(examples=0))
            found = {(check, model): str(run.judge(check, model).verdict) for model in models for check in checks}
            run.close()
    assert found == dict.fromkeys(found, "pass")


def test_a_call_as_a_client_of_openai_makes_it_is_sent_too(tmp_path: Path) -> None:
    """It has the bearer token, the model in its body and no query; the service that wants more refuses it."""
    _, store = judged(written(tmp_path / "vendor", PLACES["header"]))
    plain = [x for x in store if x.request.path == f"/models/{MODEL}/embeddings" and b'"model"' in x.request.body]
    assert [exchange.response.status for exchange in plain if exchange.response] == [401]


@pytest.mark.parametrize(
    ("contract", "defect", "broken"),
    [
        ("azure", "", {"requests.endpoint", "requests.parameters"}),
        ("azure-v1", "", set()),
        ("azure-v1", "key-withheld", {"requests.key"}),
        ("azure-v1", "api-key", set()),
        ("azure-v1", "x-api-key", {"requests.key"}),
    ],
)
def test_the_gate_looks_for_key_and_version_where_the_contract_has_them(
    contract: str, defect: str, broken: set[str], tmp_path: Path
) -> None:
    """A client that sends its key elsewhere, or goes to another path, is named; both places of a contract will do."""
    results = tmp_path / "results.json"
    options = [f"--contract={contract}", f"--results={results}", "--driver", "--scenario=list", "--model=m"]
    with pytest.raises(SystemExit) as ended:
        main(["gate", *options, "--", sys.executable, str(CLIENT), *([defect] if defect else [])])
    text = results.read_text("utf-8")
    rows = json.loads(text)["results"]
    assert {row["id"] for row in rows if row["findings"] and row["id"].startswith("requests.")} == broken
    assert (ended.value.code == 0) is not bool(broken)
    assert "sk-reference" not in text


def test_the_gate_names_the_unknown_model_of_a_path(tmp_path: Path) -> None:
    """It stands in no body."""
    known = load(written(tmp_path / "vendor", PLACES["header"]))
    request = Request(
        b'{"input":"A lamp."}', path="/models/no-such/embeddings?version=3", key_place=known.key_places[0]
    )
    answered = Exchange(request, (Attempt(0.0, 0.1, Response(404, (), b"{}")),))
    found = [row for row in judge(known, list(calls(known, numbered([answered]))), ()) if row.findings]
    assert [(row.check, str(row.findings[0].observed)) for row in found] == [("requests.model", '"no-such"')]


def test_discovery_puts_the_key_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the contract that is written has it there; the version goes behind the base URL."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    file = tmp_path / "observed.toml"
    with Service("azure", key=KEY) as service:
        url = f"{service.base_url}/deployments/a?api-version=2024-10-21"
        arguments = [f"--base-url={url}", "--model=a", f"--output={file}", "--budget=30", "--key-in=api-key"]
        with pytest.raises(SystemExit, match="0"):
            main(["discover", *arguments])
        assert all(received.header("authorization") is None for received in service.received[:10])
    assert load(str(file)).key_places == (KeyPlace("api-key", ""),)
    assert KEY not in file.read_text("utf-8")


def test_another_vendors_export_says_where_model_version_and_key_go(tmp_path: Path) -> None:
    """Tools that read OpenAPI are told of path, query and key."""
    document = openapi_of(load(written(tmp_path / "vendor", PLACES["several"])))
    operation = document["paths"]["/models/{model}/embeddings"]["post"]
    assert [(each["name"], each["in"]) for each in operation["parameters"]] == [("model", "path"), ("version", "query")]
    schemes = document["components"]["securitySchemes"]
    assert schemes["key"] == {"type": "apiKey", "in": "header", "name": "api-key"}
    assert document["security"] == [{"key": []}, {"key-2": []}]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ('{ scheme = "Token" }', "endpoint.key"),
        ('{ header = "a", query = "b" }', "endpoint.key"),
        ("{ header = 3 }", "endpoint.key"),
    ],
)
def test_a_place_that_is_none_is_refused(
    key: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The refusal shows how a place is written."""
    with pytest.raises(SystemExit, match="4"):
        main(["contracts", "validate", written(tmp_path / "vendor", key)])
    assert re.search(told, capsys.readouterr().err)


def test_a_route_reads_what_it_writes() -> None:
    """Names with slashes, queries in any order, and paths that are another's."""
    route = Route("/models/{model}/embeddings?version=3", ("trace",))
    path = route.to("BAAI/bge m3")
    assert path == "/models/BAAI%2Fbge%20m3/embeddings?version=3"
    assert route.model_in(path) == "BAAI/bge m3"
    assert (route.lacking(path), route.strange(path)) == ((), ())
    assert route.lacking("/models/a/embeddings?trace=1&other=2") == ("version",)
    assert route.strange("/models/a/embeddings?trace=1&other=2") == ("other",)
    assert not route.leads_here("/embeddings")
    assert route.base_of("https://host/v1/models/a/embeddings") == "https://host/v1"


def test_a_document_of_results_holds_no_key(tmp_path: Path) -> None:
    """A key in the query of a recorded call is hidden in traffic as well."""
    contract = written(tmp_path / "vendor", PLACES["query"])
    har: dict[str, Any] = {
        "log": {
            "entries": [
                {
                    "startedDateTime": "2026-11-27T00:00:00+00:00",
                    "time": 5,
                    "request": {
                        "method": "POST",
                        "url": f"https://host/v1/models/{MODEL}/embeddings?version=3&key=sk-recorded-1234567890",
                        "headers": [{"name": "Content-Type", "value": "application/json"}],
                        "postData": {"text": '{"input": "A lamp."}'},
                    },
                    "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
                }
            ]
        }
    }
    (tmp_path / "calls.har").write_text(json.dumps(har), "utf-8")
    results = tmp_path / "results.json"
    arguments = [f"--contract={contract}", "--side=client", f"--results={results}"]
    with pytest.raises(SystemExit, match="0"):
        main(["traffic", str(tmp_path / "calls.har"), *arguments])
    assert all("sk-recorded" not in path.read_text("utf-8") for path in tmp_path.glob("*.json*"))
