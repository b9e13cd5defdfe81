"""The user's extra headers: read once and removed from the options, which pytest and plugins print."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from conformance.errors import UsageError
from conformance.model.secret import Secret
from conformance.model.target import ExtraHeader

__all__ = ["HANDED_ON", "header_lines", "parse_header", "take_extra_headers"]

HANDED_ON = "emb_headers"
"""The key of ``workerinput`` under which an xdist worker finds the headers of its controller."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110, section 5.6.2."""
_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_OURS = {
    "authorization": "put the key into EMB_API_KEY",
    **dict.fromkeys(("host", "content-length", "transfer-encoding", "connection"), "leave it to the suite"),
    "content-type": "leave it to the suite: every request is JSON",
}


def take_extra_headers(config: pytest.Config) -> tuple[ExtraHeader, ...]:
    """Remove the extra headers from the options, where tracebacks and other plugins would show them, and return them.

    Raises UsageError for malformed headers and for headers that the suite sends itself.
    """
    worker = getattr(config, "workerinput", None) or {}
    lines = worker.get(HANDED_ON) or config.option.emb_header
    config.option.emb_header = []
    return tuple(map(parse_header, lines))


def header_lines(headers: Sequence[ExtraHeader]) -> list[str]:
    """Return headers as lines, which xdist can pass to another process."""
    return [f"{header.name}: {header.value.reveal()}" for header in headers]


def parse_header(line: str) -> ExtraHeader:
    """Return an extra header as it was typed. Raises UsageError as ``take_extra_headers`` does."""
    name, colon, value = line.partition(":")
    if not colon or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value.strip()):
        # The message quotes nothing of it, since it may be a secret.
        raise UsageError("an extra header is not written as one", "write it like 'X-Team: search', in ASCII")
    if remedy := _OURS.get(name.lower()):
        raise UsageError(f"an extra header cannot set {name}", remedy)
    return ExtraHeader(name, Secret(value.strip()))
