"""The headers a user wants sent beside ours: read once, and kept out of everything that prints options."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from conformance.errors import UsageError
from conformance.model.secret import Secret
from conformance.model.target import ExtraHeader

__all__ = ["HANDED_ON", "handed_on", "take_extra_headers"]

HANDED_ON = "emb_headers"
"""Where an xdist worker finds what its controller took."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110, section 5.6.2."""
_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_OURS = {
    "authorization": "put the key into EMB_API_KEY",
    **dict.fromkeys(("host", "content-length", "transfer-encoding", "connection"), "leave it to the suite"),
    "content-type": "leave it to the suite: every request is JSON",
}


def take_extra_headers(config: pytest.Config) -> tuple[ExtraHeader, ...]:
    """Take the headers out of the options, where tracebacks and other plugins would find their values.

    Raises UsageError for what is no header, or one that is ours to send.
    """
    worker = getattr(config, "workerinput", None) or {}
    given = worker.get(HANDED_ON) or config.option.emb_header
    config.option.emb_header = []
    return tuple(map(_header, given))


def handed_on(headers: Sequence[ExtraHeader]) -> list[str]:
    """Return headers in the one form that can be handed to another process."""
    return [f"{header.name}: {header.value.reveal()}" for header in headers]


def _header(given: str) -> ExtraHeader:
    name, colon, value = given.partition(":")
    if not colon or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value.strip()):
        # Nothing of it is repeated: it may be a secret.
        raise UsageError("--emb-header was given what is no header", "write it like 'X-Team: search', in ASCII")
    if remedy := _OURS.get(name.lower()):
        raise UsageError(f"--emb-header cannot set {name}", remedy)
    return ExtraHeader(name, Secret(value.strip()))
