"""A contract that extends another: what it states laid over what the other does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conformance.errors import ContractError

__all__ = ["EXTENDS", "laid_over"]

EXTENDS = "extends"
_REMOVED = "removed"
_OWN = ("format", "name", "title", "date", "source")
"""What every contract says of itself."""

_KEYS: Mapping[str, str] = MappingProxyType({"models": "name", "clauses": "id", "examples": "id", "excuses": "reason"})
"""The key by which rows of a list are the same row in both."""
_TABLES = ("endpoint", "policy", "errors", "envelopes", "parameters", "elements", "shared_spaces", "other_models")
_ONE_OF = ("checks", "untestable")
_ZH = "zh"
"""The table beside each sentence that holds it in Chinese, by the same key."""
_OF_ITSELF = (_ZH, "url")
"""What a contract may say of itself besides: of another's source it would be wrong."""

Table = Mapping[str, Any]


def laid_over(base: Table, own: Table, file: Path) -> dict[str, Any]:
    """Return the base's table with everything changed that the own table states, and without what it removes.

    Raises ContractError where the own table does not say what it is, or removes what the base does not have.
    """
    for key in _OWN:
        if key not in own:
            raise ContractError(f"{file}: key {key!r} is missing", f"add {key} = …, which no contract inherits")
    merged = _without({key: value for key, value in base.items() if key not in _OF_ITSELF}, own.get(_REMOVED, {}), file)
    for key, value in own.items():
        if key in {EXTENDS, _REMOVED}:
            continue
        if key in _KEYS and isinstance(value, list):
            merged[key] = _rows(merged.get(key, ()), value, _KEYS[key])
        elif key in _TABLES and isinstance(value, Mapping):
            merged[key] = _members(merged.get(key, {}), value)
        else:
            merged[key] = value
    return merged


def _rows(base: Sequence[Any], own: Sequence[Any], key: str) -> list[Any]:
    """Return the base's rows, those of one name changed, then the new ones."""
    changes = {row[key]: row for row in own if isinstance(row, Mapping) and key in row}
    keys = [row[key] for row in base]
    kept = [_row(row, changes[row[key]]) if row[key] in changes else row for row in base]
    return [*kept, *(row for row in own if not isinstance(row, Mapping) or row.get(key) not in keys)]


def _row(base: Table, own: Table) -> Table:
    # A clause that can be judged now, or no longer, says so by the other one of two keys.
    given_up = _ONE_OF if own.keys() & set(_ONE_OF) else ()
    merged = {**{key: value for key, value in base.items() if key not in given_up}, **own}
    translated = _translations(base, own)
    return {**merged, _ZH: translated} if translated else {key: value for key, value in merged.items() if key != _ZH}


def _translations(base: Table, own: Table) -> Any:
    """Return the row's sentences in Chinese: those of the base go with what they translate."""
    inherited, stated = base.get(_ZH, {}), own.get(_ZH, {})
    if not isinstance(stated, Mapping) or not isinstance(inherited, Mapping):
        return stated
    changed = {key for key, value in own.items() if value != base.get(key)}
    given_up = _ONE_OF if own.keys() & set(_ONE_OF) and "untestable" not in own else ()
    return {**{key: text for key, text in inherited.items() if key not in {*changed, *given_up}}, **stated}


def _members(base: Table, own: Table) -> dict[str, Any]:
    """Return a table changed member by member; a member that is a table itself is stated whole."""
    return {**base, **own}


def _without(base: dict[str, Any], removed: Any, file: Path) -> dict[str, Any]:
    if not isinstance(removed, Mapping):
        raise ContractError(f"{file}: removed is no table", "write [removed] with lists of names, as clauses = […]")
    for section, names in removed.items():
        if section not in base or section not in (*_KEYS, *_TABLES) or not isinstance(names, list):
            remedy = f"name lists of {', '.join((*_KEYS, *_TABLES))}"
            raise ContractError(f"{file}: removed.{section} removes nothing", remedy)
        for name in names:
            base[section] = _one_less(base[section], section, name, file)
    return base


def _one_less(rows: Any, section: str, name: Any, file: Path) -> Any:
    if isinstance(rows, Mapping):
        kept: Any = {key: value for key, value in rows.items() if key != name}
    else:
        kept = [row for row in rows if row.get(_KEYS[section]) != name]
    if len(kept) == len(rows):
        problem = f"{file}: removed.{section} names {name!r}, which the contract it extends does not have"
        raise ContractError(problem, "correct the name, or take it out")
    return kept
