"""The results file: one JSON document a run, which every report is made from."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.results.view import FORMAT

__all__ = ["read", "refuse_unwritable", "to_bytes", "write"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDEST_INTEGER = 4096
"""Bits; the interpreter refuses to print integers of more than 4300 digits."""


def write(document: Mapping[str, Any], path: Path) -> None:
    """Write a results document whole or not at all; missing folders are made.

    Raises UsageError where the path cannot be written.
    """
    try:
        _replace(path, to_bytes(document))
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from error


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a results document as UTF-8 JSON.

    Numbers JSON has no form for are written as their names, and lone surrogates as escapes, so that what a target sent
    never makes the file unreadable.
    """
    content = json.dumps(_printable(document), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", content).encode()


def refuse_unwritable(path: Path) -> None:
    """Raise UsageError where a results file could not be written in the end; missing folders are made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise _unwritable(path, "it is a folder")
        if path.exists() and not os.access(path, os.W_OK):
            raise _unwritable(path, "permission denied")
        # Only trying tells: the reports stand beside it, and root is allowed what a file system is not able to do.
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from error


def read(path: Path) -> dict[str, Any]:
    """Return the results document in a file; keys unknown to this version are kept.

    Raises UsageError where the file cannot be read, is no results file, or is of a newer format.
    """
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"results file {path} cannot be read ({error.strerror})", "give the path of a file a run has written"
        ) from error
    except (ValueError, RecursionError) as error:
        raise _not_ours(path, "it is not JSON") from error
    return _checked(document, path)


def _checked(document: Any, path: Path) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise _not_ours(path, "it holds no JSON object")
    version = document.get("format")
    if type(version) is not int or version < 1:
        raise _not_ours(path, "it has no `format` number")
    if version > FORMAT:
        raise UsageError(
            f"results file {path} has format {version}, and this version reads format {FORMAT}",
            "upgrade embedding-conformance, or render it with the version that wrote it",
        )
    if not isinstance(document.get("results"), list):
        raise _not_ours(path, "it has no list of `results`")
    return document


def _unwritable(path: Path, why: str) -> UsageError:
    return UsageError(f"results cannot be written to {path} ({why})", "give a path that can be written")


def _not_ours(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} is no results file ({why})", "give a results file that a run has written")


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a device such as /dev/null must not be replaced by a file
        path.write_bytes(data)
        return
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _printable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and value.bit_length() > _WIDEST_INTEGER:
        return f"integer of {value.bit_length()} bits"
    return value
