"""A contract's folder: where it is, and the four files in it."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import ContractError
from conformance.locations import schemas_folder

__all__ = ["SCHEMAS", "Folder", "find", "known", "read"]

_TABLE = "contract.toml"
SCHEMAS = ("request.json", "response.json", "error.json")
"""The schemas of a contract, in the order of a call."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What the four files of a contract hold, parsed but not yet held against anything."""

    path: Path
    table: Mapping[str, Any]
    schemas: Mapping[str, Any]
    digest: str
    """``sha256:`` and the hexadecimal digest over names and bytes of the four files."""

    def file(self, name: str = _TABLE) -> Path:
        """Return the path of one of the files, for messages."""
        return self.path / name


def known() -> tuple[str, ...]:
    """Return the names of the contracts that come with the suite, sorted."""
    return tuple(sorted(table.parent.name for table in schemas_folder().glob(f"*/{_TABLE}")))


def find(name_or_path: str) -> Path:
    """Return the folder a name or a path means; a known name wins over a folder called the same.

    Raises ContractError where there is neither.
    """
    if name_or_path in known():
        return schemas_folder() / name_or_path
    path = Path(name_or_path)
    folder = path.parent if path.name == _TABLE else path
    if name_or_path and (folder / _TABLE).is_file():
        return folder
    if folder.is_dir() and name_or_path:
        raise ContractError(f"{folder} holds no {_TABLE}", "give a folder that holds the four files of a contract")
    raise ContractError(f"there is no contract {name_or_path!r}", _suggestion(name_or_path))


def read(path: Path) -> Folder:
    """Read the four files of a folder; raises ContractError where one is missing or cannot be parsed."""
    digest = hashlib.sha256()
    files = {name: _bytes(path / name) for name in (_TABLE, *SCHEMAS)}
    for name, data in files.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return Folder(
        path=path,
        table=_toml(path / _TABLE, files[_TABLE]),
        schemas={name: _json(path / name, files[name]) for name in SCHEMAS},
        digest=f"sha256:{digest.hexdigest()}",
    )


def _suggestion(name: str) -> str:
    names = known()
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{meant}use one of {', '.join(names)}, or the path of a contract's folder"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = f"a contract is {_TABLE}, {', '.join(SCHEMAS)}, all readable"
        raise ContractError(f"{path} cannot be read ({error.strerror})", remedy) from error


def _toml(path: Path, data: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ContractError(f"{path} is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{path} is not TOML: {error}", "mend it at that place") from error


def _json(path: Path, data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ContractError(f"{path} is not JSON: {error}", "mend it at that place") from error
