"""Reads a waivers file: TOML, checked against our schema, the checks and the contract's models."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from conformance.checks import CHECKS
from conformance.contract.suite_schema import refuse_broken
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.waiver import Waiver

__all__ = ["read"]


def read(path: Path, contract: Contract, models: Sequence[str] = ()) -> tuple[Waiver, ...]:
    """Return the waivers of a file; ``models`` are judged models that the contract does not list.

    Raises UsageError where the file cannot be read, violates schemas/suite/waivers.json, waives a check twice, or names
    an unknown check or model; the message names the nearest.
    """
    table = _parse(path)
    refuse_broken("waivers", table, path)
    waivers = tuple(_waiver(row, path) for row in table.get("waiver", ()))
    names = [*(model.name for model in contract.models), *models]
    for waiver in waivers:
        _refuse_unknown(waiver, path, names)
    _refuse_twice(waivers, path)
    return waivers


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"waivers in {path} cannot be read ({error.strerror})", "name a readable file") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}", "mend it at that place") from error
    rows = table.get("waiver")
    if isinstance(rows, list):
        table["waiver"] = [_dates_as_text(row) if isinstance(row, dict) else row for row in rows]
    return table


def _dates_as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with TOML dates as text, which a file may hold too."""
    return {name: str(value) if isinstance(value, date) else value for name, value in row.items()}


def _waiver(row: Mapping[str, Any], path: Path) -> Waiver:
    check = row.get("cause") or row["id"]
    try:
        expires = date.fromisoformat(row["expires"])
    except ValueError:
        problem = f"{path}: waiver {check!r} expires on {row['expires']}, which is not a date"
        raise UsageError(problem, "give a day, as in 2027-01-31") from None
    return Waiver(check, row["reason"], expires, row.get("model"), row.get("ticket", ""), "cause" in row)


def _refuse_unknown(waiver: Waiver, path: Path, models: Sequence[str]) -> None:
    if waiver.id not in CHECKS:
        raise UsageError(f"{path} waives {waiver.id!r}, which is not a check", _suggest(waiver.id, CHECKS))
    if waiver.model is None:
        return
    if CHECKS[waiver.id].whole_target:
        problem = f"{path} waives {waiver.id!r} for a model, but the check concerns the whole target"
        raise UsageError(problem, "leave the model out")
    if waiver.model not in models:
        problem = f"{path} waives {waiver.id!r} for {waiver.model!r}, which is not a model of this run"
        raise UsageError(problem, _suggest(waiver.model, models))


def _refuse_twice(waivers: Sequence[Waiver], path: Path) -> None:
    waived = set()
    for waiver in waivers:
        if (waiver.id, waiver.model) in waived:
            whom = waiver.model or "all models"
            raise UsageError(f"{path} waives {waiver.id!r} for {whom} twice", "keep one of the two")
        waived.add((waiver.id, waiver.model))


def _suggest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.0)
    return f"did you mean {near[0]!r}?" if near else "leave it out"
