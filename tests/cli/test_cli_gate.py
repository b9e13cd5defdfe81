"""The client gate as a user types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.suite_schema import refuse_broken
from conformance.reports.terminal import progress

GATE = [sys.executable, "-c", "from conformance.cli import main; main()", "gate"]
CLIENT = """
import json, os, sys, urllib.request
def call(**body):
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/embeddings", json.dumps(body).encode(),
        {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return json.load(opener.open(request, timeout=10))
    except urllib.error.HTTPError as error:
        return error.code
"""
GOOD = 'call(model="text-embedding-v3", input=["A lamp.", "A door."], encoding_format="float")\n'
BAD = 'call(model="text-embedding-v3", input=["A lamp."] * 7)\n'


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Where a gate writes."""
    return tmp_path / "gate" / "results.json"


def _gated(results: Path, program: str, *options: str) -> tuple[int, dict[str, Any]]:
    """Run the gate on a Python program and return its status with the results document."""
    command = [sys.executable, "-c", CLIENT + program]
    with pytest.raises(SystemExit) as ended:
        main(["gate", f"--results={results}", *options, "--", *command])
    assert isinstance(ended.value.code, int)
    document = json.loads(results.read_text("utf-8"))
    refuse_broken("results", document, results)
    return ended.value.code, document


def test_a_sound_client_passes_and_leaves_every_report(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0, the forms it used, results by the schema, evidence and the audit page."""
    status, document = _gated(results, GOOD)
    assert (status, document["run"]["verdict"]) == (0, "conformant")
    assert {row["verdict"] for row in document["results"]} == {"pass"}
    assert {path.name for path in results.parent.iterdir()} == {"audit.html", "evidence.jsonl", "results.json"}
    told = capsys.readouterr().out
    assert "3 of 19 documented forms used" in told
    assert max(len(line) for line in told.splitlines() if str(results) not in line) <= 80


def test_a_gate_tells_how_far_it_is(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In lines on standard error, since the client prints on the same terminal; a driver by its scenarios."""
    monkeypatch.setattr(progress, "_EVERY", 0.001)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    _gated(results, GOOD)
    assert "1 request of the client so far" in capsys.readouterr().err
    _gated(results, GOOD, "--progress=off")
    assert capsys.readouterr().err == ""


def test_a_broken_request_fails_the_gate_with_its_bytes(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1, the requirement, the clause, and a command to send the same request."""
    status, document = _gated(results, BAD)
    assert (status, document["run"]["verdict"]) == (1, "non-conformant")
    failing = [row for row in document["results"] if row["verdict"] == "fail"]
    assert [row["id"] for row in failing] == ["requests.batch-size"]
    kept = document["exchanges"][failing[0]["findings"][0]["exchange"]]
    assert kept["request"]["body"].count("A lamp.") == 7
    assert "sk-reference" not in results.read_text("utf-8")
    told = capsys.readouterr().out
    assert "limits.items-v3 (MUST)" in told
    assert "Bearer $EMB_API_KEY" in told
    assert "# the reference service has ended; it was asked with\n# curl" in told


def test_what_was_announced_is_no_failure(results: Path) -> None:
    """A client may say which rules its tests break on purpose."""
    status, document = _gated(results, GOOD + BAD, "--intended=input.maxItems")
    assert status == 0
    assert [row["id"] for row in document["results"] if row["verdict"] == "waived"] == ["requests.batch-size"]


def test_the_rule_to_intend_stands_where_the_violation_is_told(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results, page and terminal name it, as the option takes it."""
    status, document = _gated(results, GOOD + BAD)
    assert status == 1
    (row,) = [row for row in document["results"] if row["id"] == "requests.batch-size"]
    assert {finding["rule"] for finding in row["findings"]} == {"input.maxItems"}
    assert "<code>--intended input.maxItems</code>" in results.with_name("audit.html").read_text("utf-8")
    assert "--intended input.maxItems, if it is meant" in capsys.readouterr().out


def test_advice_fails_where_strictness_is_asked_for(results: Path) -> None:
    """An undocumented parameter is advice, and a failure with --strict."""
    program = 'call(model="text-embedding-v3", input="A lamp.", user="me")\n'
    assert _gated(results, program)[0] == 0
    assert _gated(results, program, "--strict")[0] == 1


@pytest.mark.parametrize(
    ("program", "status", "told"),
    [("", 10, "nothing was sent to"), (GOOD + "sys.exit(3)", 10, "ended with status 3"), (BAD + "sys.exit(3)", 1, "")],
)
def test_silence_and_a_failing_command_are_never_conformant(
    results: Path, program: str, status: int, told: str
) -> None:
    """A client that sent nothing, or whose command failed, is incomplete; a broken rule outweighs both."""
    ended, document = _gated(results, program)
    assert ended == status
    assert told in " ".join(document["run"]["troubles"])


def test_a_command_that_does_not_exist_is_a_mistake_of_the_user(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence and status 4."""
    with pytest.raises(SystemExit) as ended:
        main(["gate", "--", "no-such-program"])
    assert ended.value.code == 4
    assert capsys.readouterr().err.startswith("embedding-conformance: the command 'no-such-program' cannot be started")


def test_results_that_cannot_be_written_are_told_before_the_client_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file in the place of the folder ends with status 4, and nothing was run in vain."""
    (tmp_path / "file").touch()
    ran = tmp_path / "ran"
    with pytest.raises(SystemExit) as ended:
        main(["gate", f"--results={tmp_path / 'file' / 'results.json'}", "--", "touch", str(ran)])
    assert ended.value.code == 4
    assert "cannot be written" in capsys.readouterr().err
    assert not ran.exists()


def test_an_interrupt_ends_the_client_and_keeps_what_it_sent(results: Path, tmp_path: Path) -> None:
    """Ctrl-C leaves the results of what was sent so far, and no process behind."""
    ready = tmp_path / "ready"
    program = f"{CLIENT}{GOOD}import time, pathlib\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(60)\n"
    gate = subprocess.Popen([*GATE, f"--results={results}", "--", sys.executable, "-c", program], text=True)
    while not ready.exists() and gate.poll() is None:
        time.sleep(0.02)
    os.kill(gate.pid, signal.SIGINT)
    assert gate.wait(20) == 2
    document = json.loads(results.read_text("utf-8"))
    assert document["run"]["verdict"] == "incomplete"
    assert document["traffic"]["sent"] == 1
