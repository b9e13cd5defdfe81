"""Forges bundles as somebody does who knows how they are made: digests are renewed after every edit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.site.bundles import archive

__all__ = ["forged", "members_of", "results_edited"]

Members = dict[str, bytes]
RESULTS = "runs/1/results.json"


def members_of(path: Path) -> Members:
    """Return the members of a bundle by name."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def forged(bundle: Path, path: Path, edit: Callable[[Members], Any], *, renew: bool = True) -> Path:
    """Write a bundle with its members edited, its manifest renewed to match, and return where."""
    members = members_of(bundle)
    edit(members)
    if renew:
        manifest = json.loads(members[archive.MANIFEST])
        told = {name: data for name, data in members.items() if name != archive.MANIFEST}
        manifest["members"] = {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in told.items()
        }
        members[archive.MANIFEST] = json.dumps(manifest).encode()
    archive.write(members, path)
    return path


def results_edited(bundle: Path, path: Path, edit: Callable[[dict[str, Any]], Any]) -> Path:
    """Write a bundle whose results document is edited, its manifest renewed to match, and return where."""

    def of_members(members: Members) -> None:
        document = json.loads(members[RESULTS])
        edit(document)
        members[RESULTS] = json.dumps(document).encode()

    return forged(bundle, path, of_members)
