"""Makes a bundle of results files: with the contract as it judged, and the evidence beside each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.contract import folder
from conformance.contract.folder import Folder
from conformance.contract.suite_schema import refuse_broken
from conformance.errors import ContractError, UsageError
from conformance.evidence.lines import options_line, to_line
from conformance.evidence.store import header_of, read
from conformance.model.options import RunOptions
from conformance.reports.files import results_file
from conformance.results.files_beside import file_beside
from conformance.site.bundles.archive import MANIFEST
from conformance.site.bundles.cookies import results_without_cookies
from conformance.site.bundles.credentials import credential_in, keys_of_the_environment
from conformance.site.bundles.manifest import BundledRun, Manifest, Member
from conformance.site.bundles.packed_evidence import EvidencePacker, EvidenceUnpacker

__all__ = ["pack"]

_EVIDENCE = "evidence.jsonl"
_OF_FILES = frozenset(
    f"--emb-{name}" for name in ("baseline", "client-cert", "contract", "reference", "replay", "waivers")
)
"""The options of a run whose values are paths."""


def pack(
    results: Sequence[Path], *, slim: bool = False, name: str = "", by: str = "", where: str = ""
) -> dict[str, bytes]:
    """Return the members of a bundle of some results files, by name.

    ``name`` is what was judged, with its version, where the results do not say; ``by`` and ``where`` are who judged,
    and from where. Raises UsageError where a file cannot be read, its contract has changed since it judged, no evidence
    lies beside it, or something looks like a credential.
    """
    members: dict[str, bytes] = {}
    runs = [_run(path, f"runs/{number}", members) for number, path in enumerate(results, 1)]
    _refuse_credentials(members, [name, by, where])
    digests = {name: Member.of(data) for name, data in members.items()}
    apart = {name for run in runs for name in (run.evidence, run.vectors) if slim}
    manifest = Manifest(
        runs=tuple(runs),
        members={name: digest for name, digest in digests.items() if name not in apart},
        left_out={name: digest for name, digest in digests.items() if name in apart},
        slim=slim,
        name=name,
        by=by,
        where=where,
    )
    kept = {name: data for name, data in members.items() if name not in apart}
    return {MANIFEST: manifest.to_json(), **kept}


def _run(path: Path, place: str, members: dict[str, bytes]) -> BundledRun:
    """Put the members of one run to the others, and return where they are."""
    document = results_file.read(path)
    refuse_broken("results", document, path)
    evidence = _evidence(document, path)
    recorded = header_of(evidence)
    judged_by, asked_by = _contracts(document, recorded, path)
    if recorded is not None:
        recorded = replace(recorded, contract=asked_by.table["name"] if asked_by else document["target"]["contract"])
    packer = EvidencePacker()
    packed = [packer.line(json.loads(line)) for line in _lines(evidence, recorded)]
    lines, vectors = b"".join(packed), packer.vectors
    unpacked = b"".join(EvidenceUnpacker(vectors).lines(packed))
    run = BundledRun(
        results=f"{place}/results.json",
        contract=tuple(_put(judged_by, members)),
        asked_by=tuple(_put(asked_by, members)) if asked_by else (),
        evidence=f"{place}/{_EVIDENCE}",
        vectors=f"{place}/vectors.f32",
        unpacked=Member.of(unpacked),
    )
    members |= {
        run.results: results_file.to_bytes(results_without_cookies(_without_paths(document))),
        run.evidence: lines,
    }
    members[run.vectors] = vectors
    return run


def _evidence(document: Mapping[str, Any], path: Path) -> Path:
    """Return the evidence beside a results file, or that which it was judged from."""
    beside = file_beside(path, _EVIDENCE)
    candidates = [beside, *map(Path, _words(document, "--emb-replay"))]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise UsageError(f"{beside} is not there", f"put the evidence of {path} beside it")
    return found


def _words(document: Mapping[str, Any], option: str) -> list[str]:
    """Return the values that an option has in the command of a run."""
    words = [word.partition("=") for word in document["run"].get("command", ())]
    return [value for name, _, value in words if name == option]


def _contracts(document: Mapping[str, Any], recorded: RunOptions | None, path: Path) -> tuple[Folder, Folder | None]:
    """Return the contract that a document was judged by, and that its requests were made by, where that is another."""
    target = document["target"]
    named = _words(document, "--emb-contract")
    asked_by = None if recorded is None else _found(recorded.contract)
    candidates = [asked_by, *map(_found, (*named, target["contract"]))]
    judged_by = next(
        (candidate for candidate in candidates if candidate and candidate.digest == target["contract_digest"]), None
    )
    if judged_by is None:
        problem = f"{path} was judged by a contract {target['contract']!r} that has changed since, or is not there"
        raise UsageError(problem, "judge again, by --emb-replay or by asking, and pack that")
    return judged_by, None if asked_by is None or asked_by.digest == judged_by.digest else asked_by


def _found(contract: str) -> Folder | None:
    try:
        return folder.read(folder.find(contract))
    except ContractError:
        return None


def _put(contract: Folder, members: dict[str, bytes]) -> Iterator[str]:
    """Put the files of a contract, and of those it extends, to the members; yield the folder of each."""
    level: Folder | None = contract
    while level is not None:
        place = f"contracts/{level.digest.removeprefix('sha256:')[:16]}"
        table = level.files[folder.TABLE]
        files = {name: file for name, file in level.files.items() if file != table}
        members |= {f"{place}/{folder.TABLE}": table.read_bytes()}
        members |= {f"{place}/{name}": file.read_bytes() for name, file in files.items()}
        yield place
        level = level.base


def _without_paths(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document whose commands name files without the folders in which somebody keeps them."""
    words = [word.partition("=") for word in document["run"].get("command", ())]
    bare = [f"{name}{equals}{Path(value).name if name in _OF_FILES else value}" for name, equals, value in words]
    target, client = document["target"], document["target"].get("client", "")
    client_words = {"client": " ".join(Path(word).name for word in client.split())} if client else {}
    return {
        **document,
        "target": {**target, **client_words},
        "run": {**document["run"], **({"command": bare} if bare else {})},
    }


def _lines(evidence: Path, recorded: RunOptions | None) -> Iterator[bytes]:
    """Yield the lines of evidence, one header first."""
    if recorded is not None:
        yield options_line(recorded)
    yield from map(to_line, read(evidence))


def _refuse_credentials(members: Mapping[str, bytes], said: Sequence[str]) -> None:
    redactor = keys_of_the_environment()
    for name, data in (*members.items(), ("what is said of it", "\n".join(said).encode())):
        if not name.endswith(".f32") and (words := credential_in(data, redactor)):
            raise UsageError(f"{name} would hold {words}", "take it out of what was recorded, and revoke it")
