"""A reference in a run: its clauses are judged, gate and are reported like those of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference_run import reference_file
from suite_runs import QUICK, run_suite

ONLY = (*QUICK, "--emb-depth=standard", "-k", "reference")


def test_clauses_of_a_reference_are_judged_and_reported(tmp_path: Path) -> None:
    """The right model passes all four, of which results, JUnit and the audit page tell."""
    file = reference_file(tmp_path)
    run = run_suite(tmp_path, *ONLY, f"--emb-reference={file}", "--junitxml=junit.xml")
    assert run.status == 0, run.output
    assert run.verdicts == dict.fromkeys(
        ("reference.norms-kept", "reference.tokens-kept", "reference.vectors-kept", "reference.width-kept"), "pass"
    )
    assert len(run.evidence) <= -(-64 // 25) + 6
    assert "reference.vectors-kept" in (tmp_path / "junit.xml").read_text("utf-8")
    assert "Vectors have the L2 norms of the reference." in (tmp_path / "reports" / "audit.html").read_text("utf-8")


def test_another_model_fails_and_the_finding_names_it(tmp_path: Path) -> None:
    """What it means for an index stands in the finding; what rests on the vectors is not judged."""
    file = reference_file(tmp_path)
    run = run_suite(tmp_path, *ONLY, f"--emb-reference={file}", "--emb-fault=another-model-throughout")
    assert run.status == 1, run.output
    assert run.verdicts["reference.vectors-kept"] == "fail"
    assert run.verdicts["reference.norms-kept"] == "not-applicable"
    assert "another model or version" in " ".join(run.output.split())
    assert "For an index: make the index anew" in " ".join(run.output.split())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{}", "is missing"), ("nothing", "is no reference"), (None, "cannot be read")],
)
def test_what_is_no_reference_ends_the_run_with_4(tmp_path: Path, content: str | None, sentence: str) -> None:
    """One sentence, and nothing is sent."""
    if content is not None:
        (tmp_path / "reference.json").write_text(content, "utf-8")
    run = run_suite(tmp_path, *ONLY, "--emb-reference=reference.json")
    assert run.status == 4, run.output
    assert sentence in " ".join(run.output.split())


def test_of_several_models_the_one_to_hold_against_it_is_to_be_named(tmp_path: Path) -> None:
    """A reference of another name goes with one model only."""
    file = reference_file(tmp_path, "some-open-model")
    run = run_suite(tmp_path, "-k", "reference", f"--emb-reference={file}")
    assert run.status == 4
    assert "name the one to hold against it with --emb-model" in " ".join(run.output.split())
