"""Runs that share a folder do each other no harm, and neither does who changes their files."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from suite_runs import KEY, QUICK, SuiteRun, command, environment, run_suite

from conformance.errors import UsageError
from conformance.evidence.run_lock import run_lock
from conformance.results.files_beside import file_beside
from conformance.service import Service

NARROW = (*QUICK, "-k", "ordering")


@pytest.mark.parametrize(
    ("results", "name", "beside"),
    [
        ("reports/results.json", "audit.html", "reports/audit.html"),
        ("reports/night.json", "audit.html", "reports/night.audit.html"),
        ("reports/night.v3.json", "evidence.jsonl", "reports/night.v3.evidence.jsonl"),
        ("night", "evidence-gw0.jsonl", "night.evidence-gw0.jsonl"),
    ],
)
def test_what_stands_beside_results_is_named_after_them(results: str, name: str, beside: str) -> None:
    """The usual results file has files of the usual names; every other has its own."""
    assert file_beside(Path(results), name) == Path(beside)


def test_two_results_in_one_folder_have_files_of_their_own(tmp_path: Path) -> None:
    """Nothing of one run is overwritten by the next, and the terminal names what was written."""
    for name in ("one", "two"):
        run = run_suite(tmp_path, *NARROW, f"--emb-results=reports/{name}.json")
        assert run.status == 0, run.output
        assert f"results: reports/{name}.json, {name}.audit.html beside it" in run.output
    kinds = ("json", "evidence.jsonl", "audit.html", "report.html")
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {
        f"{name}.{kind}" for name in ("one", "two") for kind in kinds
    }
    assert (tmp_path / "reports" / "one.evidence.jsonl").read_text("utf-8").startswith('{"format":')


def test_of_two_runs_that_want_the_same_files_the_second_is_refused(tmp_path: Path) -> None:
    """It ends with one sentence, and touches nothing that the first has written."""
    evidence = tmp_path / "reports" / "evidence.jsonl"
    evidence.parent.mkdir()
    evidence.write_bytes(b"of the first\n")
    with run_lock(tmp_path / "reports" / "results.json"):
        second = run_suite(tmp_path, *NARROW)
        beside = run_suite(tmp_path, *NARROW, "--emb-results=reports/other.json")
    assert second.status == 4, second.output
    assert "another run is writing reports/results.json" in second.output
    assert "name other files with --emb-results" in second.output
    assert evidence.read_bytes() == b"of the first\n"
    assert beside.status == 0, beside.output
    assert not list(evidence.parent.glob(".*"))


def test_a_lock_ends_with_its_run(tmp_path: Path) -> None:
    """What a killed run leaves behind stops nobody, and a lock that was given back is gone."""
    results = tmp_path / "results.json"
    (tmp_path / ".results.json.lock").write_bytes(b"")
    with run_lock(results):
        with pytest.raises(UsageError, match="name other files with --results"), run_lock(results):
            pass
        with run_lock(tmp_path / "other.json"):
            pass
    assert list(tmp_path.iterdir()) == []
    with run_lock(results):
        pass


def test_evidence_that_is_changed_under_a_run_ends_it_with_one_sentence(tmp_path: Path) -> None:
    """Nothing can be judged any more: status 4, no traceback, no errors of checks, no results."""
    with Service(key=KEY) as service:
        process = subprocess.Popen(
            command(*QUICK, "--emb-rate=20/s", f"--base-url={service.base_url}"),
            cwd=tmp_path,
            env=environment(EMB_API_KEY=KEY),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        evidence = tmp_path / "reports" / "evidence.jsonl"
        _wait_for(evidence, 40)
        evidence.write_bytes(b"")
        output, _ = process.communicate(timeout=100)
    run = SuiteRun(process.returncode, output, tmp_path)
    assert run.status == 4, output
    assert "evidence.jsonl was changed during the run" in output
    assert "Traceback" not in output
    assert " error" not in output.splitlines()[-1]
    assert not (tmp_path / "reports" / "results.json").exists()


def _wait_for(path: Path, lines: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (path.exists() and path.read_bytes().count(b"\n") >= lines):
        time.sleep(0.05)
