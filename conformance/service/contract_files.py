"""The files of a contract as the service reads them, those of a contract that it extends beneath."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.locations import schemas_folder

__all__ = ["Files", "read_files"]

_NAMED_BY = {"models": "name", "clauses": "id", "examples": "id", "excuses": "reason"}


@dataclass(frozen=True, slots=True)
class Files:
    """The table and the three schemas of a contract."""

    table: Mapping[str, Any]
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    error: Mapping[str, Any]


def read_files(contract: str, beside: Path | None = None) -> Files:
    """Read a contract by its name or the path of its folder, relative to another; raises OSError for none."""
    known = schemas_folder() / contract
    folder = known if known.is_dir() else (beside or Path()) / contract
    folder = folder.parent if folder.name == "contract.toml" else folder
    table = tomllib.loads((folder / "contract.toml").read_text(encoding="utf-8"))
    base = read_files(table["extends"], folder) if "extends" in table else None
    schemas = {
        name: getattr(base, name)
        if base and not (folder / f"{name}.json").exists()
        else json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("request", "response", "error")
    }
    return Files(table if base is None else _overlaid(base.table, table), **schemas)


def _overlaid(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a contract says together with what it leaves to the one it extends."""
    result = dict(base)
    for section, names in own.get("removed", {}).items():
        result[section] = _left(result[section], _NAMED_BY.get(section, ""), names)
    for section, said in own.items():
        if section in _NAMED_BY:
            key = _NAMED_BY[section]
            rows = {row[key]: row for row in result.get(section, ())}
            rows |= {row[key]: {**rows.get(row[key], {}), **row} for row in said}
            result[section] = list(rows.values())
        elif isinstance(said, Mapping):
            result[section] = {**result.get(section, {}), **said}
        else:
            result[section] = said
    return result


def _left(section: Any, key: str, names: list[str]) -> Any:
    if isinstance(section, Mapping):
        return {name: row for name, row in section.items() if name not in names}
    return [row for row in section if row[key] not in names]
