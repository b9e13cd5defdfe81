"""Waivers seen from outside: what is borne does not gate, and what is borne for nothing does."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from suite_runs import QUICK, SuiteRun, run_suite

CHOSEN = (*QUICK, "-k", "structure.id or usage.present")
FAULT = "--emb-fault=id-missing"
TABLE = '[[waiver]]\nid = "{id}"\nmodel = "text-embedding-v1"\nreason = "known"\nticket = "T-1"\nexpires = {day}\n'


def _run(folder: Path, *arguments: str, waivers: str = "") -> SuiteRun:
    if waivers:
        (folder / "waivers.toml").write_text(waivers, "utf-8")
        arguments = (*arguments, "--emb-waivers=waivers.toml")
    return run_suite(folder, *CHOSEN, *arguments)


def test_a_drafted_file_makes_the_next_run_pass(tmp_path: Path) -> None:
    """What a failing run drafts is waived in the next: judged, reported, exit status 0."""
    first = _run(tmp_path, FAULT, "--emb-write-waivers=waivers.toml")
    assert first.status == 1, first.output
    second = run_suite(tmp_path, *CHOSEN, FAULT, "--emb-waivers=waivers.toml", "--junitxml=junit.xml")
    assert second.status == 0, second.output
    assert second.verdicts["structure.id"] == "waived"
    assert [row["state"] for row in second.document["waivers"]] == ["in force"]
    assert "1 check that is waived" in " ".join(second.output.split())
    assert "1 waived" in second.output
    assert second.verdicts["structure.id-unique"] == "inconclusive", "it rests on what is waived, which gates no more"
    cases = ET.parse(tmp_path / "junit.xml").getroot().iter("testcase")  # noqa: S314  # we wrote it
    case = next(element for element in cases if "structure.id]" in element.attrib["name"])
    assert case.find("skipped") is not None
    assert "Waivers" in (tmp_path / "reports" / "audit.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("waivers", "arguments", "verdict", "sentence"),
    [
        (TABLE.format(id="usage.present", day="2100-01-01"), (), "pass", "is stale, since nothing is amiss there"),
        (TABLE.format(id="structure.id", day="2020-01-01"), (FAULT,), "fail", "has expired on 2020-01-01"),
        (TABLE.format(id="structure.id", day="2020-01-01"), (), "pass", "has expired on 2020-01-01"),
    ],
    ids=["stale", "expired and needed", "expired and not needed"],
)
def test_a_waiver_that_is_stale_or_expired_fails_the_run(
    tmp_path: Path, waivers: str, arguments: tuple[str, ...], verdict: str, sentence: str
) -> None:
    """Exit status 1, with the sentence that says which waiver and what to do."""
    run = _run(tmp_path, *arguments, waivers=waivers)
    assert run.status == 1, run.output
    assert run.verdicts["structure.id"] == verdict
    assert sentence in " ".join(run.output.split())


def test_a_waiver_of_what_this_run_leaves_out_is_left_alone(tmp_path: Path) -> None:
    """A narrowed run says nothing of waivers for other checks."""
    run = _run(tmp_path, waivers=TABLE.format(id="ordering.index-set", day="2100-01-01"))
    assert run.status == 0, run.output
    assert [row["state"] for row in run.document["waivers"]] == ["not judged"]


def test_a_waiver_of_a_cause_waives_what_it_explains(tmp_path: Path) -> None:
    """One entry for one defect: the check that leads, and those that see the same in another way."""
    (tmp_path / "waivers.toml").write_text(
        '[[waiver]]\ncause = "dimensions.asked"\nreason = "one width"\nexpires = 2100-01-01\n', "utf-8"
    )
    narrow = ("-k", "dimensions.asked or base64-harmless or ordering.index-set", "--emb-examples=0")
    broken = ("--emb-fault=dim-ignored", "--emb-model=text-embedding-v3")
    run = run_suite(tmp_path, *narrow, *broken, "--emb-waivers=waivers.toml")
    assert run.status == 0, run.output
    expected = {"dimensions.asked": "waived", "encoding.base64-harmless": "waived", "ordering.index-set": "pass"}
    assert run.verdicts == expected
    assert [(row["state"], row["whole_cause"]) for row in run.document["waivers"]] == [("in force", True)]
    assert "and what it explains" in (tmp_path / "reports" / "audit.html").read_text("utf-8")


def test_a_waiver_of_an_unknown_check_ends_with_4(tmp_path: Path) -> None:
    """The nearest check is named, and nothing is sent or written."""
    run = _run(tmp_path, waivers=TABLE.format(id="structure.idd", day="2100-01-01"))
    assert run.status == 4, run.output
    assert "did you mean 'structure.id'?" in run.output
    assert not (tmp_path / "reports").exists()
