"""A baseline seen from outside: what is new gates, what was amiss before does not."""

from __future__ import annotations

from pathlib import Path

from suite_runs import QUICK, run_suite

CHOSEN = (*QUICK, "-k", "structure.id or usage.present or usage.consistent")
OLD, NEW = "--emb-fault=id-missing", "--emb-fault=usage-missing"


def _told(output: str) -> str:
    return " ".join(output.split())


def test_only_what_is_new_gates(tmp_path: Path) -> None:
    """The same failure again ends with 0, one more with 1, none with 0; the summary says which."""
    first = run_suite(tmp_path, *CHOSEN, OLD, "--emb-results=old.json")
    assert first.status == 1, first.output
    against = (*CHOSEN, "--emb-baseline=old.json")
    same = run_suite(tmp_path, *against, OLD)
    assert same.status == 0, same.output
    assert same.document["run"]["verdict"] == "non-conformant"
    assert "0 new, 0 fixed, 1 unchanged. What is unchanged does not gate." in _told(same.output)
    more = run_suite(tmp_path, *against, OLD, NEW)
    assert more.status == 1, more.output
    assert {row["id"] for row in more.document["baseline"]["new"]} >= {"usage.present"}
    mended = run_suite(tmp_path, *against)
    assert mended.status == 0, mended.output
    assert "0 new, 1 fixed (structure.id), 0 unchanged." in _told(mended.output)
    assert "1 fixed (structure.id)" in (tmp_path / "reports" / "audit.html").read_text("utf-8")


def test_what_is_no_results_file_ends_with_4(tmp_path: Path) -> None:
    """With one sentence, before anything is sent."""
    (tmp_path / "old.json").write_text("{}", "utf-8")
    run = run_suite(tmp_path, *CHOSEN, "--emb-baseline=old.json")
    assert run.status == 4
    assert "old.json is no results file" in _told(run.output)
