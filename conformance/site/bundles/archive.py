"""The file of a bundle: a zip archive, the same to the byte for the same members, and read as what a stranger sent."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from conformance.errors import UsageError

__all__ = ["MANIFEST", "Archive", "opened", "write"]

MANIFEST = "manifest.json"

_MIB = 1024 * 1024
_LARGEST_FILE = 512 * _MIB
_LARGEST_WHOLE = 1024 * _MIB
"""Of what all members come to when they are unpacked."""
_LARGEST_DIRECTORY = _MIB
_MOST_MEMBERS = 2_000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*){0,4}")
_LONGEST_NAME = 200
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of what zip can date."""
_UNIX = 3
_READABLE = (stat.S_IFREG | 0o644) << 16
_END = struct.Struct("<4s4H2LH")
"""The end of the central directory without a comment (APPNOTE.TXT, section 4.3.16)."""
_LOCATOR = 20
_REMEDY = "take one that `pack` has written"


def write(members: Mapping[str, bytes], path: Path) -> None:
    """Write members, the manifest first and the others by name, without a date of their own.

    Raises UsageError where the path cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as file:
            for name in sorted(members, key=lambda name: (name != MANIFEST, name)):
                entry = zipfile.ZipInfo(name, _FIRST_DAY)
                entry.create_system, entry.external_attr = _UNIX, _READABLE
                file.writestr(entry, members[name], zipfile.ZIP_DEFLATED, 9)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror})", "give another path with -o") from error


class Archive:
    """An archive whose members have fit names and sizes; nothing of it is unpacked before it is asked for."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self._path = path
        self._file = file
        self._entries = _entries(path, file.infolist())

    @property
    def names(self) -> frozenset[str]:
        """The names of all members."""
        return frozenset(self._entries)

    def read(self, name: str, most: int = _LARGEST_WHOLE) -> bytes:
        """Return a member. Raises UsageError where there is none, it is larger than allowed, or damaged."""
        if name not in self._entries:
            raise UsageError(f"{self._path} has no member {name}", _REMEDY)
        entry = self._entries[name]
        if entry.file_size > most:
            raise UsageError(f"{name} in {self._path} has {entry.file_size:,} bytes, more than {most:,}", _REMEDY)
        try:
            return self._file.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise UsageError(f"{name} in {self._path} is damaged ({error})", _REMEDY) from None


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive that somebody else may have made.

    Raises UsageError where it cannot be read, is larger than a bundle may be, or has members that none has: of two
    names, with a path that leads elsewhere, links, folders, encrypted ones.
    """
    try:
        _refuse_crowded(path)
        with zipfile.ZipFile(path) as file:
            yield Archive(path, file)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "name a bundle") from error
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UsageError(f"{path} is no bundle ({error})", _REMEDY) from None


def _refuse_crowded(path: Path) -> None:
    """Look at the end of a file, before a directory of millions of entries is read into memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size > _LARGEST_FILE:
            raise UsageError(f"{path} has {size:,} bytes, more than a bundle may have ({_LARGEST_FILE:,})", _REMEDY)
        file.seek(max(0, size - _END.size - _LOCATOR))
        tail = file.read()
    signature, *_, count, directory, _, _ = _END.unpack(tail[-_END.size :].rjust(_END.size, b"\0"))
    if signature != b"PK\5\6" or tail.startswith(b"PK\6\7"):
        raise UsageError(f"{path} is no bundle (it does not end as one)", _REMEDY)
    if count > _MOST_MEMBERS or directory > _LARGEST_DIRECTORY:
        raise UsageError(f"{path} has {count:,} members, more than a bundle may have ({_MOST_MEMBERS:,})", _REMEDY)


def _entries(path: Path, entries: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.orig_filename
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
            raise UsageError(f"{path} has a member named {name[:_LONGEST_NAME]!r}, which no bundle has", _REMEDY)
        if name in found:
            raise UsageError(f"{path} has two members named {name}", _REMEDY)
        if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
            raise UsageError(f"{path} has a member {name} that is a link or no file at all", _REMEDY)
        if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UsageError(f"{path} has a member {name} that is encrypted, or packed as none is", _REMEDY)
        found[name] = entry
    whole = sum(entry.file_size for entry in entries)
    if whole > _LARGEST_WHOLE:
        raise UsageError(f"{path} unpacks to {whole:,} bytes, more than a bundle may ({_LARGEST_WHOLE:,})", _REMEDY)
    return found
