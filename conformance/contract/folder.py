"""A contract's files: four in a folder, or one that holds the schemas too; and those of the contract it extends."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.contract.inheritance import EXTENDS, laid_over
from conformance.errors import ContractError
from conformance.locations import schemas_folder

__all__ = ["SCHEMAS", "TABLE", "Folder", "contract_names", "find", "read"]

TABLE = "contract.toml"
SCHEMAS = ("request.json", "response.json", "error.json")
"""The schemas of a contract, in the order of a call."""


INLINE = "schemas"
"""The table of a single file in which the schemas stand, by the first part of their names, as JSON in a string."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What the files of a contract hold, parsed but not yet held against anything; what it inherits included.

    Two are equal where they have one path and one digest.
    """

    path: Path
    table: Mapping[str, Any] = field(compare=False)
    schemas: Mapping[str, Any] = field(compare=False)
    digest: str
    """``sha256:`` and the hexadecimal digest over names and bytes of the files read, those inherited included."""
    files: Mapping[str, Path] = field(compare=False)
    """Where its own table and schemas stand."""
    base: Folder | None = field(default=None, compare=False)
    """The contract it extends."""

    def file(self, name: str = TABLE) -> Path:
        """Return the path of one of the files, for messages: the base's where it is inherited."""
        return self.files[name] if self.base is None or name in self.files else self.base.file(name)


def contract_names() -> tuple[str, ...]:
    """Return the names of the contracts that come with the suite, sorted."""
    return tuple(sorted(table.parent.name for table in schemas_folder().glob(f"*/{TABLE}")))


def find(name_or_path: str) -> Path:
    """Return the folder or the single file a name or a path means; a known name wins over a folder called the same.

    Raises ContractError where there is neither.
    """
    if name_or_path in contract_names():
        return schemas_folder() / name_or_path
    path = Path(name_or_path)
    folder = path.parent if path.name == TABLE else path
    if path.suffix == ".toml" and path.is_file() and path.name != TABLE:
        return path
    if name_or_path and (folder / TABLE).is_file():
        return folder
    _refuse_replaced(name_or_path)
    if folder.is_dir() and name_or_path:
        raise ContractError(f"{folder} holds no {TABLE}", "give a folder that holds the four files of a contract")
    raise ContractError(f"there is no contract {name_or_path!r}", _suggestion(name_or_path))


def _refuse_replaced(name: str) -> None:
    """Raise ContractError for a contract that came with an earlier release, with what has taken its place."""
    row = tomllib.loads((schemas_folder() / "suite" / "replaced.toml").read_text("utf-8")).get(name)
    if row is not None:
        raise ContractError(f"the contract {name!r} is replaced: {row['reason']}", f"use {', '.join(row['instead'])}")


def read(path: Path, bases: Sequence[Path] | None = None) -> Folder:
    """Read a contract's files, and those of the contract it extends, from which it takes the schemas it lacks.

    With ``bases``, the first is what it extends, the second what that extends, and so on, whatever their names; nothing
    else is read. Raises ContractError where a file is missing or cannot be parsed, and where contracts extend each
    other in a ring.
    """
    return _read(path, (), bases)


def _read(path: Path, extending: tuple[Path, ...], bases: Sequence[Path] | None) -> Folder:
    file = path if path.is_file() else path / TABLE
    data = _bytes(file)
    table = dict(_toml(file, data))
    inline = {f"{name}.json": text for name, text in _inline(table.pop(INLINE, {}), file)}
    base = None
    if EXTENDS in table:
        base = _base(table[EXTENDS], file, (*extending, path.resolve()), bases)
        table = dict(laid_over(base.table, table, file))
    lacking = [name for name in SCHEMAS if name not in inline]
    if file is path and lacking and base is None:
        part = lacking[0].removesuffix(".json")
        raise ContractError(f"{file} lacks {INLINE}.{part}", "put it in as JSON in a string, or extend a contract")
    # What lies beside a single file is not its.
    apart = [name for name in lacking if file is not path and (base is None or (path / name).exists())]
    contents = {TABLE: data} | {name: _bytes(file.parent / name) for name in apart}
    schemas = {name: _json(file.parent / name, contents[name]) for name in apart}
    schemas |= {name: _json(file, text.encode()) for name, text in inline.items()}
    return Folder(
        path=path,
        table=table,
        schemas=schemas if base is None else {**base.schemas, **schemas},
        digest=_digest(contents, base),
        files={TABLE: file} | dict.fromkeys(inline, file) | {name: file.parent / name for name in apart},
        base=base,
    )


def _inline(schemas: Any, file: Path) -> Iterator[tuple[str, str]]:
    for name, text in schemas.items() if isinstance(schemas, Mapping) else [("", schemas)]:
        if f"{name}.json" not in SCHEMAS or not isinstance(text, str):
            remedy = "give request, response and error, each as JSON in a string"
            raise ContractError(f"{file}: {INLINE} holds {name or text!r}, which is no schema as text", remedy)
        yield name, text


def _base(name: Any, file: Path, extending: tuple[Path, ...], bases: Sequence[Path] | None) -> Folder:
    """Read the contract a table extends: the first of the bases, or one that is known, or one given relative to it."""
    if bases is not None:
        if not bases:
            raise ContractError(f"{file}: extends {name!r}, which is not beside it", "put both together")
        return _read(bases[0], extending, bases[1:])
    if not isinstance(name, str):
        raise ContractError(f"{file}: extends is {name!r}", "name one contract, or the path of its folder")
    found = find(name if name in contract_names() else str(file.parent / name))
    if found.resolve() in extending:
        raise ContractError(f"{file}: extends {name!r}, which extends it in turn", "break the ring")
    return _read(found, extending, None)


def _digest(contents: Mapping[str, bytes], base: Folder | None) -> str:
    digest = hashlib.sha256(b"" if base is None else base.digest.encode())
    for name, data in contents.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"sha256:{digest.hexdigest()}"


def _suggestion(name: str) -> str:
    names = contract_names()
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{meant}use one of {', '.join(names)}, or the path of a contract's folder"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = f"a contract is {TABLE}, {', '.join(SCHEMAS)}, all readable, unless it extends another"
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
