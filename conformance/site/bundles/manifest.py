"""The manifest of a bundle: which runs it holds, who made it, and the digest of each member."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.suite_schema import refuse_broken
from conformance.errors import UsageError
from conformance.release import tool_version

__all__ = ["FORMAT", "BundledRun", "Manifest", "Member"]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """The digest (hexadecimal) of some bytes, and how many there are."""

    sha256: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> Member:
        """Return the digest of data."""
        return cls(hashlib.sha256(data).hexdigest(), len(data))

    def to_json(self) -> dict[str, Any]:
        """Return it as a manifest holds it."""
        return {"sha256": self.sha256, "bytes": self.size}

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Member:
        """Read it as a manifest holds it."""
        return cls(row["sha256"], row["bytes"])


@dataclass(frozen=True, slots=True)
class BundledRun:
    """Where the members of one run are. What a slim bundle has left out is named all the same."""

    results: str
    contract: tuple[str, ...]
    """The folder of the contract it was judged by, that of the contract which that extends, and so on."""
    asked_by: tuple[str, ...] = ()
    """Likewise of the contract that its requests were made by, where that is another."""
    evidence: str = ""
    vectors: str = ""
    unpacked: Member | None = None
    """The digest of the evidence when its vectors are put back; None where there is no evidence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    ``name`` is what was judged, with its version, where its results do not say; ``by`` and ``where`` are who
    judged, and from where, in their own words.
    """

    runs: tuple[BundledRun, ...]
    members: Mapping[str, Member]
    left_out: Mapping[str, Member] = field(default_factory=dict)
    """Members of the whole bundle that a slim one does not hold."""
    slim: bool = False
    name: str = ""
    by: str = ""
    where: str = ""
    tool: str = field(default_factory=tool_version)
    """The version that made the bundle."""

    def to_json(self) -> bytes:
        """Return the manifest as it stands in a bundle (schemas/suite/bundle.json)."""
        members = {
            "format": FORMAT,
            "form": "slim" if self.slim else "whole",
            "tool": {"name": "embedding-conformance", "version": self.tool},
            "name": self.name,
            "by": self.by,
            "where": self.where,
            "runs": [_run_row(run) for run in self.runs],
            "members": {name: self.members[name].to_json() for name in sorted(self.members)},
            "left_out": {name: self.left_out[name].to_json() for name in sorted(self.left_out)},
        }
        return json.dumps(members, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def read(cls, data: bytes, file: object) -> Manifest:
        """Read a manifest. Raises UsageError where it is none, or of a newer format."""
        try:
            row = json.loads(data)
        except (ValueError, RecursionError):
            raise UsageError(f"the manifest of {file} is no JSON", "take one that `pack` has written") from None
        if isinstance(row, Mapping) and type(row.get("format")) is int and row["format"] > FORMAT:
            raise UsageError(f"{file} has format {row['format']}, newer than {FORMAT}", "upgrade embedding-conformance")
        refuse_broken("bundle", row, f"the manifest of {file}")
        return cls(
            runs=tuple(map(_run_of, row["runs"])),
            members={name: Member.read(member) for name, member in row["members"].items()},
            left_out={name: Member.read(member) for name, member in row["left_out"].items()},
            slim=row["form"] == "slim",
            name=row["name"],
            by=row["by"],
            where=row["where"],
            tool=row["tool"]["version"],
        )


def _run_row(run: BundledRun) -> dict[str, Any]:
    return {
        "results": run.results,
        "contract": list(run.contract),
        **({"asked_by": list(run.asked_by)} if run.asked_by else {}),
        **({"evidence": run.evidence, "vectors": run.vectors} if run.evidence else {}),
        **({} if run.unpacked is None else {"unpacked": run.unpacked.to_json()}),
    }


def _run_of(row: Mapping[str, Any]) -> BundledRun:
    unpacked = row.get("unpacked")
    return BundledRun(
        results=row["results"],
        contract=tuple(row["contract"]),
        asked_by=tuple(row.get("asked_by", ())),
        evidence=row.get("evidence", ""),
        vectors=row.get("vectors", ""),
        unpacked=None if unpacked is None else Member.read(unpacked),
    )
