"""Bundles are verified, and what was forged in them is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from forging import RESULTS, forged, results_edited
from judged_run import MODEL

from conformance.cli import main
from conformance.errors import UsageError
from conformance.evidence.store import read
from conformance.model.target import Target
from conformance.reports.files import results_file
from conformance.results.exchange_rows import exchange_row
from conformance.site.bundles import archive
from conformance.site.bundles.packed_evidence import EvidenceUnpacker
from conformance.site.bundles.packing import pack
from conformance.site.bundles.verifying import verify

FAILING = "ordering.index-set"


def _told(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Return exit status and output of the command."""
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(path)])
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def test_a_whole_bundle_is_replayed_to_the_same_results(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All verdicts, findings, causes and observations come again from the evidence alone."""
    status, told, complaints = _told(bundle, capsys)
    assert (status, complaints) == (0, "")
    assert told.startswith("broken 1.0 by dashscope: non-conformant; the same in ")


def test_a_slim_bundle_says_that_it_was_not_replayed(
    broken_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its digests are checked, and nothing else is claimed."""
    archive.write(pack([broken_run], slim=True), tmp_path / "slim.zip")
    status, told, _ = _told(tmp_path / "slim.zip", capsys)
    assert (status, told) == (0, "broken 1.0 by dashscope: non-conformant; hashes checked, not replayed\n")


def test_a_forged_verdict_is_found(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Though all digests were renewed: exit status 1, and a sentence with both verdicts."""

    def edit(document: dict[str, Any]) -> None:
        next(row for row in document["results"] if row["id"] == FAILING).update(verdict="pass")

    status, _, complaints = _told(results_edited(bundle, tmp_path / "forged.zip", edit), capsys)
    assert status == 1
    assert f"{FAILING} · {MODEL}: the bundle says pass, the evidence fail" in complaints


def test_what_clients_were_shown_is_held_against_the_evidence(
    broken_run: Path, bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that was recorded may be shown, one that was not is told; what callers got is not replayed."""
    exchange = next(read(broken_run.with_name("evidence.jsonl")))

    def show(document: dict[str, Any], **changed: str) -> None:
        row = json.loads(results_file.to_bytes(exchange_row(exchange, Target(document["target"]["base_url"]))))
        document["exchanges"]["c1"] = {**row, "request": {**row["request"], **changed}}
        seen = {"client": "some", "model": MODEL, "asked": "one text", "got": "its vectors", "detail": ""}
        document["clients"] = [{**seen, "exchange": "c1"}]

    status, told, complaints = _told(results_edited(bundle, tmp_path / "shown.zip", show), capsys)
    assert (status, complaints) == (0, "")
    assert "what callers of clients get was not played again" in told
    edited = results_edited(bundle, tmp_path / "forged.zip", partial(show, body="another"))
    status, _, complaints = _told(edited, capsys)
    assert status == 1
    assert "the exchanges of the bundle are not what the evidence shows" in complaints


def test_a_member_that_was_changed_is_told_by_its_digest(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the manifest was left as it is, nothing else is looked at."""
    path = forged(bundle, tmp_path / "b.zip", lambda members: members.update({RESULTS: b"{}"}), renew=False)
    status, _, complaints = _told(path, capsys)
    assert (status, complaints.count("\n")) == (1, 1)
    assert "its SHA-256 differs" in complaints


def test_what_breaks_the_schema_of_a_manifest_is_told_in_a_short_sentence(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However long it is: a terminal is no place for what a stranger has written."""

    def edit(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps({**manifest, "runs": manifest["runs"] * 500}).encode()

    status, _, complaints = _told(forged(bundle, tmp_path / "b.zip", edit, renew=False), capsys)
    assert (status, complaints.count("\n")) == (4, 1)
    assert len(complaints) < 600


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda members: members.pop("runs/1/vectors.f32"), "runs/1/vectors.f32 is missing"),
        (lambda members: members.update({"runs/1/extra.json": b"{}"}), "runs/1/extra.json is in no line"),
    ],
)
def test_members_and_manifest_are_the_same(
    edit: Callable[[dict[str, bytes]], Any],
    sentence: str,
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is missing is named, and what nobody names."""
    status, _, complaints = _told(forged(bundle, tmp_path / "b.zip", edit, renew=False), capsys)
    assert status == 1
    assert sentence in complaints


def test_another_contract_than_the_one_that_judged_is_found(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A level that was lowered in the contract of the bundle lowers nothing."""

    def edit(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.endswith("contract.toml"))
        members[name] = members[name].replace(b'level = "MUST"', b'level = "SHOULD"')

    status, _, complaints = _told(forged(bundle, tmp_path / "b.zip", edit), capsys)
    assert (status, complaints.count("\n")) == (1, 1)
    assert "is not the contract that runs/1/results.json was judged by" in complaints


def test_a_contract_that_extends_what_is_outside_is_refused(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file is read that is not of the bundle, whatever a contract names."""

    def edit(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.endswith("contract.toml"))
        members[name] = b'extends = "../../../../etc"\n' + members[name]

    status, _, complaints = _told(forged(bundle, tmp_path / "b.zip", edit), capsys)
    assert (status, complaints.count("\n")) == (4, 1)
    assert "which is not beside it" in complaints


def test_evidence_that_was_changed_is_found(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The manifest holds the digest of the evidence as it was recorded, too."""

    def edit(members: dict[str, bytes]) -> None:
        members["runs/1/evidence.jsonl"] = members["runs/1/evidence.jsonl"].replace(rb"\"index\":1", rb"\"index\":0", 1)

    status, _, complaints = _told(forged(bundle, tmp_path / "b.zip", edit), capsys)
    assert (status, complaints.count("\n")) == (1, 1)
    assert "with its vectors is not what the manifest says" in complaints


def _replanned(members: dict[str, bytes], lines: list[bytes]) -> None:
    """Put other lines of evidence in place, with their digest."""
    members["runs/1/evidence.jsonl"] = b"".join(lines)
    manifest = json.loads(members["manifest.json"])
    whole = b"".join(EvidenceUnpacker(members["runs/1/vectors.f32"]).lines(lines))
    manifest["runs"][0]["unpacked"] = {"sha256": hashlib.sha256(whole).hexdigest(), "bytes": len(whole)}
    members["manifest.json"] = json.dumps(manifest).encode()


def test_evidence_that_lacks_what_this_version_plans_is_not_decided_on(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another version may have asked otherwise: nobody is accused, and nothing is confirmed."""

    def edit(members: dict[str, bytes]) -> None:
        lines = members["runs/1/evidence.jsonl"].splitlines(keepends=True)
        _replanned(members, lines[:-20])

    status, told, complaints = _told(forged(bundle, tmp_path / "b.zip", edit), capsys)
    assert (status, complaints) == (10, "")
    assert "cannot be told by this version" in told
    assert "are not in the evidence" in told


def test_evidence_that_was_planned_as_no_run_is_is_refused(bundle: Path, tmp_path: Path) -> None:
    """A header that asks for a billion examples is not planned by."""

    def edit(members: dict[str, bytes]) -> None:
        line, rest = members["runs/1/evidence.jsonl"].split(b"\n", 1)
        header = json.loads(line)
        header["run"]["examples"] = 10**9
        first = json.dumps(header, separators=(",", ":")).encode() + b"\n"
        _replanned(members, [first, *rest.splitlines(keepends=True)])

    path = forged(bundle, tmp_path / "b.zip", edit)
    with pytest.raises(UsageError, match="planned as no run is"):
        verify(path)
