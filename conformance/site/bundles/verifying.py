"""Verifies a bundle: its digests, its schemas, and that its evidence gives the same verdicts by the same contract."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.contract.suite_schema import refuse_broken
from conformance.evidence.store import header_of
from conformance.release import tool_version
from conformance.site.bundles.differences import differences, reworded
from conformance.site.bundles.manifest import BundledRun, Member
from conformance.site.bundles.opening import Bundle, laid_open
from conformance.site.bundles.packed_evidence import EvidenceUnpacker
from conformance.site.bundles.replay import OF_A_REFERENCE, replay

__all__ = ["Verification", "VerifiedRun", "verify"]

_MOST_TOLD = 20
_OTHER_PLAN = (
    "{lacking} requests that this version plans are not in the evidence, so that it cannot tell; first it would"
    " say otherwise that {problem}"
)
_NOT_PLANNED = (
    "a soak, recorded traffic and a client's run cannot be replayed: no plan of the suite's made the requests"
)


@dataclass(frozen=True, slots=True)
class VerifiedRun:
    """What was seen of one run: how many results gave the same again, what differs, and what could not be looked at."""

    subject: str
    verdict: str
    same: int | None
    """None where nothing was replayed."""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: bool = False
    """Whether this version plans requests that the evidence does not hold, so that it cannot tell."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was seen of a bundle."""

    slim: bool
    problems: tuple[str, ...]
    """Of the bundle itself; where there are any, no run is looked at."""
    runs: tuple[VerifiedRun, ...]

    @property
    def all_problems(self) -> tuple[str, ...]:
        """Everything that is not as the bundle says."""
        return (*self.problems, *(problem for run in self.runs for problem in run.problems))


def verify(path: Path) -> Verification:
    """Verify a bundle. Raises UsageError where it is none, or not fit to be opened."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
        bundle = laid_open(path, Path(scratch))
        runs = () if bundle.problems else tuple(_run(bundle, run) for run in bundle.manifest.runs)
        return Verification(bundle.manifest.slim, bundle.problems, runs)


def _run(bundle: Bundle, run: BundledRun) -> VerifiedRun:
    document = bundle.results(run)
    contract = bundle.contract(run.contract)
    target = document["target"]
    subject = target.get("client") or target.get("name") or target["base_url"]
    subject_and_verdict = (f"{subject} by {target['contract']}", document["run"]["verdict"])
    if contract.digest != target["contract_digest"]:
        problem = f"{run.contract[0]} is not the contract that {run.results} was judged by"
        return VerifiedRun(*subject_and_verdict, None, (problem,))
    if bundle.manifest.slim:
        return VerifiedRun(*subject_and_verdict, None)
    evidence = bundle.folder / f"{run.evidence}.unpacked"
    if (digest := _unpack(bundle, run, evidence)) != run.unpacked:
        return VerifiedRun(
            *subject_and_verdict, None, (f"{run.evidence} with its vectors is not what the manifest says: {digest}",)
        )
    if target.get("client") or header_of(evidence) is None:
        return VerifiedRun(*subject_and_verdict, None, notes=(_NOT_PLANNED,))
    asked_by = bundle.contract(run.asked_by) if run.asked_by else None
    again = replay(document, evidence, contract, asked_by)
    problems, notes = tuple(differences(document, again)), list(_notes(document))
    if document["measurements"] != again.document["measurements"]:
        notes.append("measurements and counts differ, as where a run was spread over processes")
    if problems and (lacking := again.document["replay"]["lacking"]) and "replay" not in document:
        notes.append(_OTHER_PLAN.format(lacking=lacking, problem=problems[0]))
        return VerifiedRun(*subject_and_verdict, None, notes=tuple(notes), undecided=True)
    if not problems and reworded(document, again):
        notes.append("it is worded otherwise than this version words the same data")
    if problems and document["tool"]["version"] != tool_version():
        notes.append(f"it was judged by version {document['tool']['version']}, and replayed by {tool_version()}")
    return VerifiedRun(*subject_and_verdict, len(again.document["results"]), problems[:_MOST_TOLD], tuple(notes))


def _unpack(bundle: Bundle, run: BundledRun, evidence: Path) -> Member:
    """Write the evidence with its vectors put back, each line held against its schema, and return its digest."""
    digest, size = hashlib.sha256(), 0
    vectors = (bundle.folder / run.vectors).read_bytes()
    with (bundle.folder / run.evidence).open("rb") as packed, evidence.open("wb") as file:
        for number, line in enumerate(EvidenceUnpacker(vectors).lines(packed), 1):
            refuse_broken("exchange", json.loads(line), f"line {number} of {run.evidence}")
            digest.update(line)
            size += len(line)
            file.write(line)
    return Member(digest.hexdigest(), size)


def _notes(document: Mapping[str, Any]) -> Iterator[str]:
    if any(row["id"].startswith(f"{OF_A_REFERENCE}.") for row in document["results"]):
        yield "what a reference states was not replayed: the bundle does not hold the reference"
    if document.get("clients"):
        yield "what callers of clients get was not played again: only the clients can tell"
    if "baseline" in document:
        yield "what the older run was that it is held against is not in the bundle"
