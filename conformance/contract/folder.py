"""A contract's folder: where it is, the four files in it, and those of the contract it extends."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.contract.inheritance import EXTENDS, laid_over
from conformance.errors import ContractError
from conformance.locations import schemas_folder

__all__ = ["SCHEMAS", "Folder", "find", "known", "read"]

_TABLE = "contract.toml"
SCHEMAS = ("request.json", "response.json", "error.json")
"""The schemas of a contract, in the order of a call."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What the four files of a contract hold, parsed but not yet held against anything; what it inherits included."""

    path: Path
    table: Mapping[str, Any]
    schemas: Mapping[str, Any]
    digest: str
    """``sha256:`` and the hexadecimal digest over names and bytes of the files read, those inherited included."""
    base: Folder | None = None
    """The contract it extends."""

    def file(self, name: str = _TABLE) -> Path:
        """Return the path of one of the files, for messages: the base's where it is inherited."""
        own = self.path / name
        return own if self.base is None or own.exists() else self.base.file(name)


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
    """Read a contract's folder, and that of the contract it extends, from which it takes the schemas it lacks.

    Raises ContractError where a file is missing or cannot be parsed, and where contracts extend each other in a ring.
    """
    return _read(path, ())


def _read(path: Path, extending: tuple[Path, ...]) -> Folder:
    file, data = path / _TABLE, _bytes(path / _TABLE)
    table = _toml(file, data)
    base = None
    if EXTENDS in table:
        base = _base(table[EXTENDS], path, (*extending, path.resolve()))
        table = laid_over(base.table, table, file)
    own = [name for name in SCHEMAS if base is None or (path / name).exists()]
    contents = {_TABLE: data} | {name: _bytes(path / name) for name in own}
    schemas = {name: _json(path / name, contents[name]) for name in own}
    return Folder(
        path=path,
        table=table,
        schemas=schemas if base is None else {**base.schemas, **schemas},
        digest=_digest(contents, base),
        base=base,
    )


def _base(name: Any, path: Path, extending: tuple[Path, ...]) -> Folder:
    """Read the contract a folder extends: one that is known, or a folder given relative to it."""
    if not isinstance(name, str):
        raise ContractError(f"{path / _TABLE}: extends is {name!r}", "name one contract, or the path of its folder")
    found = find(name if name in known() else str(path / name))
    if found.resolve() in extending:
        raise ContractError(f"{path / _TABLE}: extends {name!r}, which extends it in turn", "break the ring")
    return _read(found, extending)


def _digest(contents: Mapping[str, bytes], base: Folder | None) -> str:
    digest = hashlib.sha256(b"" if base is None else base.digest.encode())
    for name, data in contents.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"sha256:{digest.hexdigest()}"


def _suggestion(name: str) -> str:
    names = known()
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{meant}use one of {', '.join(names)}, or the path of a contract's folder"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = f"a contract is {_TABLE}, {', '.join(SCHEMAS)}, all readable, unless it extends another"
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
