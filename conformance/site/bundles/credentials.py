"""What looks like a credential, and must not be published."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from conformance.client.redaction import Redactor
from conformance.model.exchange import BOGUS_BASIC, BOGUS_KEY
from conformance.model.secret import Secret

__all__ = ["credential_in", "keys_of_the_environment"]

_BEFORE = rb"(?<![A-Za-z0-9+/_-])"
"""No key begins within a word, nor within base64."""
_OPAQUE = rb"(?=[A-Za-z._~+/=-]*[0-9])(?=[0-9._~+/=-]*[A-Za-z])[A-Za-z0-9._~+/=-]{16,}"
"""What no word is: letters and digits, and no room to breathe."""
_SHAPES: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "a key that begins with sk-": re.compile(_BEFORE + rb"sk-[A-Za-z0-9_-]{16,}"),
        "a key of Google": re.compile(_BEFORE + rb"AIza[A-Za-z0-9_-]{35}"),
        "a key of AWS": re.compile(_BEFORE + rb"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9+/=])"),
        "a token of Hugging Face": re.compile(_BEFORE + rb"hf_[A-Za-z0-9]{30,}"),
        "a token of GitHub": re.compile(_BEFORE + rb"(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
        "a token of GitLab": re.compile(_BEFORE + rb"glpat-[A-Za-z0-9_-]{20,}"),
        "a token of Slack": re.compile(_BEFORE + rb"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
        "a JSON Web Token": re.compile(_BEFORE + rb"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
        "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
        "a bearer token": re.compile(
            rb"(?i)\bbearer\s+(?=[^\s\"'\\]*[0-9])(?=[^\s\"'\\]*[a-z])[A-Za-z0-9._~+/=-]{16,}"
        ),
        "a password in a URL": re.compile(rb"\bhttps?://[^\s/@:\"'\\]+:[^\s/@\"'\\]+@[a-zA-Z0-9]"),
        "a key in a header": re.compile(
            rb'(?i)\[\s*"(?:(?:proxy-)?authorization|(?:x-|x-goog-)?api-key|cookie)",\s*"(?=[^"$]*[^"$\s])'
            rb"(?!(?:Bearer|Basic|Key|Token)?\s*\")[^\"$]{8,}\""
        ),
        "a key in a header of its own": re.compile(
            rb'(?i)\[\s*"[a-z0-9-]*(?:api-?key|subscription-key|access-key|secret|password|-pass|(?<!csrf)(?<!xsrf)-token)",'
            rb'\s*"' + _OPAQUE + rb'"'
        ),
        "a key in a URL": re.compile(
            rb"(?i)[?&](?:(?:api|access|subscription)?[_-]?key|(?:access|auth)?[_-]?token|secret|sig)=" + _OPAQUE
        ),
        "a key in a body": re.compile(
            rb'(?i)"(?:api[_-]?key|(?:access|auth)[_-]?token|(?:client[_-]?)?secret|password)\\*"\s*:\s*\\*"' + _OPAQUE
        ),
    }
)

_OURS = (BOGUS_KEY.encode(), BOGUS_BASIC.encode())


def keys_of_the_environment() -> Redactor:
    """Return what finds the keys that this process was given, in whatever spelling."""
    names = [name for name in os.environ if name.endswith("_API_KEY") or name.startswith("EMB_API_KEY")]
    return Redactor([Secret(os.environ[name]) for name in names], "$KEY")


def credential_in(data: bytes, redactor: Redactor | None = None) -> str:
    """Return what in data looks like a credential, in words; empty where nothing does.

    ``redactor`` finds keys that are known. The one wrong key that runs send is none, nor is a variable in place of one.
    """
    if redactor is not None and redactor.redact_bytes(data) != data:
        return "a key of this environment"
    return next(_shapes_in(data), "")


def _shapes_in(data: bytes) -> Iterator[str]:
    for words, shape in _SHAPES.items():
        if any(not any(ours in match.group() for ours in _OURS) for match in shape.finditer(data)):
            yield words
