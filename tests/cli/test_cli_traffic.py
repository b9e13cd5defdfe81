"""Recorded traffic and the recording proxy, as a user types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.suite_schema import refuse_broken
from conformance.service import Service

DATA = Path(__file__).parent.parent / "data"
LIVE = "sk-live-4f9a8b7c6d5e"
PROGRAM = """
import json, os, urllib.request
def call(**body):
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"}
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/embeddings", json.dumps(body).encode(), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(3):
        try:
            return len(json.load(opener.open(request, timeout=10))["data"])
        except urllib.error.HTTPError as error:
            print(error.code)
call(model="text-embedding-v3", input=["A lamp.", "A door.", "A field of wheat."])
for text in ("One.", "Two.", "Three."):
    call(model="text-embedding-v3", input=text)
"""


def _run(results: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments[:1], f"--results={results}", *arguments[1:]])
    assert isinstance(ended.value.code, int)
    document = json.loads(results.read_text("utf-8"))
    refuse_broken("results", document, results)
    return ended.value.code, document


def _amiss(document: dict[str, Any]) -> list[str]:
    return [row["id"] for row in document["results"] if row["verdict"] != "pass"]


@pytest.mark.parametrize("name", ["chromium.har", "mitmproxy.har"])
def test_a_har_file_is_judged_from_both_sides(tmp_path: Path, name: str) -> None:
    """A client's list of seven fails; the server that refuses it is right. Each side can be judged alone."""
    results = tmp_path / "results.json"
    status, document = _run(results, "traffic", str(DATA / name))
    assert (status, _amiss(document)) == (1, ["requests.batch-size"])
    assert len(document["results"]) > 30
    status, document = _run(results, "traffic", str(DATA / name), "--side=server")
    assert (status, document["run"]["verdict"]) == (0, "conformant")
    assert not any(row["id"].startswith("requests.") for row in document["results"])
    assert "client" not in document["target"]
    status, document = _run(results, "traffic", str(DATA / name), "--side=client", "--intended=input.maxItems")
    assert status == 0
    assert {row["id"].partition(".")[0] for row in document["results"]} == {"requests"}


def test_a_wrong_answer_in_a_recording_is_found(tmp_path: Path) -> None:
    """What a server got wrong in recorded traffic fails as it would in a run."""
    har = json.loads((DATA / "mitmproxy.har").read_text("utf-8"))
    content = har["log"]["entries"][0]["response"]["content"]
    content["text"] = content["text"].replace('"index":1', '"index":7')
    path = tmp_path / "wrong.har"
    path.write_text(json.dumps(har), "utf-8")
    status, document = _run(tmp_path / "results.json", "traffic", str(path), "--side=server")
    assert status == 1
    assert "ordering.index-set" in _amiss(document)


def test_an_unknown_side_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence names those there are."""
    with pytest.raises(SystemExit) as ended:
        main(["traffic", str(DATA / "chromium.har"), "--side=middle"])
    assert ended.value.code == 4
    assert "client, server, both" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("behaviour", "status", "amiss"),
    [
        ({}, 0, set()),
        ({"oddities": ["gzip", "429-retry-at-once"]}, 0, set()),
        ({"faults": ["index-starts-at-one"]}, 1, {"ordering.index-set", "ordering.index-position"}),
    ],
)
def test_a_proxy_judges_both_sides_of_a_real_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, Any], status: int, amiss: set[str]
) -> None:
    """A sound service passes, refusals for a time included; a broken one fails; the key is passed on and not kept."""
    monkeypatch.setenv("EMB_API_KEY", LIVE)
    results = tmp_path / "results.json"
    with Service(key=LIVE, **behaviour) as service:
        command = ["gate", f"--upstream={service.base_url}", "--", sys.executable, "-c", PROGRAM]
        ended, document = _run(results, *command)
        assert {each.header("authorization") for each in service.received} == {f"Bearer {LIVE}"}
        assert len(service.received) == document["traffic"]["sent"]
    assert (ended, set(_amiss(document)) - {"requests.retry-after"}) == (status, amiss)
    assert document["target"]["base_url"] == service.base_url
    assert document["traffic"]["input_tokens"] > 0
    assert not any(LIVE in path.read_text("utf-8") for path in tmp_path.iterdir())


def test_an_answer_cut_short_reaches_the_client_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the upstream did not finish is not finished for the client either, and is no verdict on anybody."""
    monkeypatch.setenv("EMB_API_KEY", LIVE)
    program = PROGRAM.replace("except urllib.error.HTTPError", "except Exception").replace("error.code", "type(error)")
    with Service(key=LIVE, faults=["truncated-body"]) as service:
        command = ["gate", f"--upstream={service.base_url}", "--", sys.executable, "-c", program]
        status, document = _run(tmp_path / "results.json", *command)
    assert status == 10
    assert document["run"]["troubles"] == ["the upstream did not answer: body incomplete (12 times)"]
    assert {row["verdict"] for row in document["results"]} == {"pass", "inconclusive"}


def test_a_dead_upstream_is_incomplete_and_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is blamed on the client, and the reason is told."""
    monkeypatch.setenv("EMB_API_KEY", LIVE)
    program = PROGRAM.replace("except urllib.error.HTTPError", "except OSError").replace("error.code", "type(error)")
    with Service() as service:
        upstream = service.base_url
    command = ["gate", f"--upstream={upstream}", "--", sys.executable, "-c", program.replace("range(3)", "range(1)")]
    status, document = _run(tmp_path / "results.json", *command)
    assert status == 10
    assert "the upstream did not answer: connection refused" in " ".join(document["run"]["troubles"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--upstream=https://host.example/v1"], "wants a key, and none is set"),
        (["--upstream=host.example"], "is no base URL"),
        (["--upstream=http://127.0.0.1:9/v1", "--fault=data-null"], "cannot be broken"),
    ],
)
def test_a_proxy_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    """No key, no URL, or a fault for a real service: status 4 before anything runs."""
    monkeypatch.delenv("EMB_API_KEY", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["gate", *options, "--", "false"])
    assert ended.value.code == 4
    assert told in capsys.readouterr().err
