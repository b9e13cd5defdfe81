"""What clients see of a target, as a user asks for it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.suite_schema import refuse_broken
from conformance.evidence.run_lock import run_lock
from conformance.evidence.store import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "reports"))
sys.path.insert(0, str(Path(__file__).parent.parent / "playback"))

from recorded_calls import ONE, TWO, V3, both_ways, recorded, rows
from sample_audit import measured

CLIENT = f"{sys.executable} {Path(__file__).parent.parent / 'clients' / 'gate' / 'sample_client.py'}"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A run of which one text, and a list whose vectors come turned round, were asked for both ways."""
    path = tmp_path / "results.json"
    path.write_text(json.dumps(measured()), "utf-8")
    store = Store(tmp_path / "evidence.jsonl")
    turned = [
        recorded(TWO, rows(TWO), order=[1, 0], encoding_format="float"),
        recorded(TWO, rows(TWO), order=[1, 0], encoding_format="base64"),
    ]
    for exchange in [*both_ways(ONE), *turned]:
        store.append(exchange)
    return path


def _told(results: Path, *options: str) -> tuple[object, dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main(["clients", str(results), *options])
    document = json.loads(results.read_text("utf-8"))
    refuse_broken("results", document, results)
    return ended.value.code, document


def test_each_client_is_told_of_with_what_its_caller_gets(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its vectors, those of other texts, an error; the page has them, and the answers that were played."""
    drivers = {"sound": CLIENT, "trusting": f"{CLIENT} ignores-index", "undecoding": f"{CLIENT} base64-undecoded"}
    status, document = _told(results, *(f"--driver={name}={command}" for name, command in drivers.items()))
    assert status == 0
    got = {(row["client"], row["asked"]): (row["got"], row["detail"]) for row in document["clients"]}
    assert got["sound", "one text"] == got["sound", "a list of 2"] == ("its vectors", "")
    assert got["trusting", "a list of 2"][0] == "other vectors"
    assert got["undecoding", "one text"] == ("other vectors", "vector 0 is no list of numbers")
    assert {row["exchange"] for row in document["clients"]} <= set(document["exchanges"])
    page = results.with_name("audit.html").read_text("utf-8")
    assert 'id="clients"' in page
    assert "trusting" in page
    lines = capsys.readouterr().out.splitlines()
    assert f"    {V3}: its vectors for 2 questions" in lines
    assert max(len(line) for line in lines if str(results) not in line) <= 80


def test_asked_again_it_begins_anew(results: Path) -> None:
    """Clients and played answers of the time before are gone; all else is as it was."""
    before = json.loads(results.read_text("utf-8"))
    _told(results, f"--driver=one={CLIENT}", f"--driver=other={CLIENT}")
    status, document = _told(results, f"--driver=one={CLIENT} base64-undecoded")
    assert status == 0
    assert {row["client"] for row in document["clients"]} == {"one"}
    played = {row["exchange"] for row in document["clients"]}
    assert set(document["exchanges"]) == set(before["exchanges"]) | played
    assert {name: value for name, value in document.items() if name not in {"clients", "exchanges"}} == {
        name: value for name, value in before.items() if name != "exchanges"
    }


@pytest.mark.parametrize("driver", ["nothing", "=command", "name=", "name='unclosed"])
def test_a_driver_that_is_none_is_one_sentence(results: Path, driver: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows how to write one."""
    assert _told(results, "--driver", driver)[0] == 4
    assert "--driver 'NAME=COMMAND'" in capsys.readouterr().err


def test_evidence_that_cannot_be_played_is_one_sentence(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No call both ways, or no file at all: the results stay as they were."""
    results.with_name("evidence.jsonl").unlink()
    assert _told(results, f"--driver=one={CLIENT}")[0] == 4
    Store(results.with_name("evidence.jsonl"))
    status, document = _told(results, f"--driver=one={CLIENT}")
    assert status == 4
    assert "clients" not in document
    told = capsys.readouterr().err.splitlines()
    assert "cannot be read" in told[0]
    assert "asked for in base64 as well" in told[1]


def test_results_that_a_run_is_writing_are_left_alone(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What clients get is added to results that nobody changes meanwhile."""
    before = results.read_bytes()
    with run_lock(results):
        status, _ = _told(results, f"--driver=a={CLIENT}")
    assert status == 4
    assert results.read_bytes() == before
    assert "another run is writing" in capsys.readouterr().err
