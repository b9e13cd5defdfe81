"""A bundle laid open in a folder: each member held against its digest and its schema, and searched for keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.checks.contract_names import refuse_unknown_checks
from conformance.contract.loading import load_apart
from conformance.contract.suite_schema import refuse_broken
from conformance.errors import UsageError
from conformance.model.contract import Contract, Model
from conformance.reports.files import results_file
from conformance.site.bundles.archive import MANIFEST, Archive, opened
from conformance.site.bundles.credentials import credential_in
from conformance.site.bundles.manifest import BundledRun, Manifest, Member

__all__ = ["Bundle", "laid_open"]

_MIB = 1024 * 1024
_LARGEST = {".json": 64 * _MIB, ".toml": 4 * _MIB}
_LARGEST_OTHER = 512 * _MIB
_MOST_ITEMS, _MOST_TOKENS = 20_000, 500_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose members lie in a folder. ``problems`` says what of it is not what its manifest says."""

    folder: Path
    manifest: Manifest
    problems: tuple[str, ...]

    def results(self, run: BundledRun) -> dict[str, Any]:
        """Return the results document of a run. Raises UsageError where it is none, or breaks its schema."""
        document = results_file.read(self.folder / run.results)
        refuse_broken("results", document, run.results)
        return document

    def contract(self, chain: tuple[str, ...]) -> Contract:
        """Return a contract of the bundle. Raises ContractError where it does not hold together."""
        first, *bases = (self.folder / place for place in chain)
        contract = load_apart(first, bases)
        refuse_unknown_checks(contract)
        if any(_beyond_reason(model) for model in (*contract.models, contract.other_models)):
            raise UsageError(f"{chain[0]} allows more than any run would ask for", "take another bundle")
        return contract


def laid_open(path: Path, folder: Path, *, sparing: bool = False) -> Bundle:
    """Put the members of a bundle into a folder; nothing outside it is written, and nothing of it is run.

    ``sparing`` leaves evidence where it is, and its digests unread. Raises UsageError where the file is no bundle or
    not fit to be opened, and where something in it looks like a credential.
    """
    with opened(path) as archive:
        manifest = Manifest.read(archive.read(MANIFEST, _MIB), path)
        spared = {name for run in manifest.runs for name in (run.evidence, run.vectors) if sparing}
        wanted = (set(manifest.members) - spared) & archive.names
        problems = [*_strangers(archive, manifest), *_put(archive, manifest, wanted, folder)]
        return Bundle(folder, manifest, tuple(problems))


def _beyond_reason(model: Model) -> bool:
    """Tell whether requests as large as a contract allows would fill a machine, since replaying plans them."""
    return (model.max_items or 0) > _MOST_ITEMS or (model.max_tokens or 0) > _MOST_TOKENS


def _strangers(archive: Archive, manifest: Manifest) -> Iterator[str]:
    """Yield what the manifest and the archive do not agree in, and what runs refer to that neither has."""
    held, listed = archive.names - {MANIFEST}, set(manifest.members)
    yield from (f"{name} is in no line of the manifest" for name in sorted(held - listed))
    yield from (f"{name} is missing" for name in sorted(listed - held))
    expected = listed | set(manifest.left_out)
    for run in manifest.runs:
        named = {name for name in (run.results, run.evidence, run.vectors) if name}
        yield from (f"{name} is missing" for name in sorted(named - expected))
    if manifest.left_out and not manifest.slim:
        yield "members are left out of a bundle that says it is whole"


def _put(archive: Archive, manifest: Manifest, wanted: set[str], folder: Path) -> Iterator[str]:
    for name in sorted(wanted):
        data = archive.read(name, _LARGEST.get(Path(name).suffix, _LARGEST_OTHER))
        if Member.of(data) != manifest.members[name]:
            yield f"{name} is not what the manifest says: its SHA-256 differs"
        if not name.endswith(".f32") and (words := credential_in(data)):
            raise UsageError(f"{name} holds {words}", "publish it nowhere, and revoke it")
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
