"""What ``encoding_format`` is held to."""

from __future__ import annotations

from conformance.service.rule import Rule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        "encoding_format.null",
        lambda draft: draft.asked("encoding_format") is None,
        "encoding_format is null",
        "encoding_format",
    ),
    Rule(
        "encoding_format.type",
        lambda draft: (
            draft.asked("encoding_format") not in (ABSENT, None) and not isinstance(draft.asked("encoding_format"), str)
        ),
        "encoding_format is a string",
        "encoding_format",
    ),
    Rule(
        "encoding_format.base64",
        lambda draft: draft.asked("encoding_format") == "base64" and "base64" not in draft.served_contract.formats,
        "encoding_format base64 is not supported, only float",
        "encoding_format",
    ),
    Rule(
        "encoding_format.enum",
        lambda draft: (
            isinstance(draft.asked("encoding_format"), str)
            and draft.asked("encoding_format") not in (*draft.served_contract.formats, "base64")
        ),
        "encoding_format is another",
        "encoding_format",
    ),
)
