"""What a run against a base URL prints and writes, and what it never does."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from suite_runs import KEY, QUICK, V1, SuiteRun, run_suite

from conformance.locations import schemas_folder
from conformance.service import Received, Service

PASSWORD, TOKEN, TEAM = "hunter2-in-the-url", "token-in-the-query", "team-secret-Zq81"
SELECTED = "structure or auth or errors"


@dataclass(frozen=True, slots=True)
class Judged:
    """One run and what the target received of it."""

    run: SuiteRun
    base_url: str
    received: tuple[Received, ...]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """A run with secrets in key and URL, the endpoint's path pasted behind it, against a service that repeats keys."""
    with Service(key=KEY, faults=["error-leaks"]) as service:
        pasted = service.base_url.replace("http://", f"http://me:{PASSWORD}@") + f"/embeddings?api_key={TOKEN}"
        arguments = (
            *QUICK,
            "-k",
            SELECTED,
            f"--base-url={pasted}",
            "--junitxml=junit.xml",
            f"--emb-header=X-Team: {TEAM}",
        )
        run = run_suite(tmp_path_factory.mktemp("judged"), *arguments, key=KEY)
        yield Judged(run, service.base_url, tuple(service.received))


def test_the_header_says_what_is_judged(judged: Judged) -> None:
    """Target, contract, models and seed stand above the results, with what was mended in the URL."""
    head = judged.run.output
    assert f"conformance: {judged.base_url}" in head
    assert "contract: dashscope (2024), sha256:" in head
    assert f"models: {V1}" in head
    assert "seed: 20241122, 0 random examples a probe" in head
    assert "/embeddings was taken off the base URL" in head


def test_secrets_are_printed_and_written_nowhere(judged: Judged) -> None:
    """Neither key, extra header nor what a URL carries is in the output or any file, though the key is echoed."""
    assert {received.header("x-team") for received in judged.received} == {TEAM}
    assert any(KEY in (received.header("authorization") or "") for received in judged.received)
    for secret in (KEY, PASSWORD, TOKEN, TEAM):
        assert secret not in judged.run.output
        for path in judged.run.files:
            assert secret.encode() not in path.read_bytes(), path
    assert judged.run.verdicts["auth.key-not-echoed"] == "advice"


def test_nothing_is_sent_twice(judged: Judged) -> None:
    """Each request of the plan goes over the wire once, under the path of the contract."""
    requests = [(received.body, received.header("authorization")) for received in judged.received]
    bodies = [
        (request, received.header("content-type")) for request, received in zip(requests, judged.received, strict=True)
    ]
    assert len(set(bodies)) == len(bodies) == judged.run.document["traffic"]["sent"]
    assert {received.path for received in judged.received} == {"/compatible-mode/v1/embeddings"}


def test_the_results_file_keeps_to_its_schema(judged: Judged) -> None:
    """Readers of results can rely on schemas/suite/results.json."""
    schema = json.loads((schemas_folder() / "suite" / "results.json").read_text("utf-8"))
    document = judged.run.document
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert document["target"]["base_url"] == judged.base_url
    assert document["selection"]["expression"].endswith(f"-k '{SELECTED}'")
    assert 0 < document["selection"]["must_judged"] < document["selection"]["must_clauses"]
    assert {row["exchange"] for result in document["results"] for row in result["findings"]} <= set(
        document["exchanges"]
    )


def test_the_html_report_is_written_and_stands_alone(judged: Judged) -> None:
    """The report needs no other file, begins with the verdict, and tells nobody where the suite is installed."""
    page = (judged.run.folder / "reports" / "report.html").read_text("utf-8")
    assert "<style" in page
    assert "<link" not in page
    assert "pytest_html.css" not in page
    assert f"Conformance of {judged.base_url}" in page
    assert not (judged.run.folder / "reports" / "assets").exists()


def test_junit_carries_verdict_level_and_clauses(judged: Judged) -> None:
    """JUnit knows pytest's outcomes only, so the verdict is a property of each case."""
    cases = ET.parse(judged.run.folder / "junit.xml").getroot().iter("testcase")  # noqa: S314  # we wrote it
    properties = {
        case.attrib["name"]: {entry.attrib["name"]: entry.attrib["value"] for entry in case.iter("property")}
        for case in cases
    }
    assert len(properties) == len(judged.run.document["results"])
    assert properties[f"test_conformance[{V1}-structure.model-echo]"] == {
        "verdict": "pass",
        "level": "MUST",
        "clauses": "response.model",
    }
    assert properties["test_conformance[target-auth.key-not-echoed]"]["verdict"] == "advice"


def test_the_run_leaves_no_folders_of_other_tools(judged: Judged) -> None:
    """Nothing but the reports and what was asked for is left behind."""
    left = {path.relative_to(judged.run.folder).parts[0] for path in judged.run.files}
    assert left == {"reports", "junit.xml"}


def test_an_explicit_report_path_wins(tmp_path: Path) -> None:
    """Who names a report gets it there, and not a second one."""
    run = run_suite(tmp_path, *QUICK, "-k", "structure.id-unique", "--html=mine.html", "--emb-results=out/r.json")
    assert run.status == 0, run.output
    assert (tmp_path / "mine.html").exists()
    assert not (tmp_path / "out" / "report.html").exists()
    assert (tmp_path / "out" / "r.json").exists()
    assert not (tmp_path / "reports").exists()


_LOGGING = """
import json
def pytest_runtest_logreport(report):
    data = report._to_json()
    with open("reports.jsonl", "a") as file:
        print(json.dumps(data), file=file)
"""


def test_logs_of_reports_carry_verdicts(tmp_path: Path) -> None:
    """What --report-log writes is JSON, with the verdict that pytest's outcomes cannot say and the whole result."""
    (tmp_path / "logging_plugin.py").write_text(_LOGGING, "utf-8")
    narrow = ("-k", "ordering.index-set", "--emb-examples=0", "--emb-model=text-embedding-v1")
    run = run_suite(tmp_path, "-p", "logging_plugin", *narrow, PYTHONPATH=str(tmp_path))
    assert run.status == 0, run.output
    reports = map(json.loads, (tmp_path / "reports.jsonl").read_text("utf-8").splitlines())
    (called,) = (report for report in reports if report["when"] == "call")
    assert ["verdict", "pass"] in called["user_properties"]
    assert (called["emb_result"]["id"], called["emb_result"]["verdict"]) == ("ordering.index-set", "pass")
