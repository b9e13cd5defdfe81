"""The evidence of several workers becomes one file."""

from __future__ import annotations

from pathlib import Path

from conformance.plugin.evidence import evidence_beside, gather


def test_the_parts_of_all_workers_are_put_into_one_file(tmp_path: Path) -> None:
    """Every line is kept, worker after worker, and no part is left."""
    results = tmp_path / "results.json"
    evidence_beside(results, "gw1").write_text("second\n")
    evidence_beside(results, "gw0").write_text("first\n")
    gather(results)
    assert evidence_beside(results).read_text() == "first\nsecond\n"
    assert [path.name for path in tmp_path.iterdir()] == ["evidence.jsonl"]


def test_a_run_without_workers_keeps_its_file(tmp_path: Path) -> None:
    """Nothing is gathered where there are no parts."""
    results = tmp_path / "results.json"
    evidence_beside(results).write_text("whole\n")
    gather(results)
    assert evidence_beside(results).read_text() == "whole\n"
