"""The files of a contract as the service reads them, merged over those of the contract that it extends."""

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
    """The table of a contract and its three schemas."""

    table: Mapping[str, Any]
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    error: Mapping[str, Any]


def read_files(contract: str, beside: Path | None = None) -> Files:
    """Read a contract by its name or by the path of its folder or file, relative to ``beside``.

    Raises OSError where there is none.
    """
    by_name = schemas_folder() / contract
    path = by_name if by_name.is_dir() else (beside or Path()) / contract
    file = path / "contract.toml" if path.is_dir() else path
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    inline = table.pop("schemas", {})
    base = read_files(table["extends"], file.parent) if "extends" in table else None
    schemas = {name: _schema(file, inline.get(name), name, base) for name in ("request", "response", "error")}
    return Files(table if base is None else _overlaid(base.table, table), **schemas)


def _schema(file: Path, inline: str | None, name: str, base: Files | None) -> Any:
    """Return a schema from the table, from the file beside it, or from the extended contract."""
    apart = file.with_name(f"{name}.json")
    if inline is not None:
        return json.loads(inline)
    if base is not None and not (file.name == "contract.toml" and apart.exists()):
        return getattr(base, name)
    return json.loads(apart.read_text(encoding="utf-8"))


def _overlaid(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contract's table merged over the table of the contract that it extends."""
    result = dict(base)
    for section, names in own.get("removed", {}).items():
        result[section] = _without(result[section], _NAMED_BY.get(section, ""), names)
    for section, value in own.items():
        if section in _NAMED_BY:
            key = _NAMED_BY[section]
            rows = {row[key]: row for row in result.get(section, ())}
            rows |= {row[key]: {**rows.get(row[key], {}), **row} for row in value}
            result[section] = list(rows.values())
        elif isinstance(value, Mapping):
            result[section] = {**result.get(section, {}), **value}
        else:
            result[section] = value
    return result


def _without(section: Any, key: str, names: list[str]) -> Any:
    if isinstance(section, Mapping):
        return {name: row for name, row in section.items() if name not in names}
    return [row for row in section if row[key] not in names]
