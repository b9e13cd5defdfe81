"""Rules of ``encoding_format``."""

from __future__ import annotations

from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]

RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "encoding_format.null",
        lambda request: request.asked("encoding_format") is None,
        "encoding_format is null",
        "encoding_format",
    ),
    RequestRule(
        "encoding_format.type",
        lambda request: (
            request.asked("encoding_format") not in (ABSENT, None)
            and not isinstance(request.asked("encoding_format"), str)
        ),
        "encoding_format is a string",
        "encoding_format",
    ),
    RequestRule(
        "encoding_format.base64",
        lambda request: (
            request.asked("encoding_format") == "base64" and "base64" not in request.served_contract.formats
        ),
        "encoding_format base64 is not supported, only float",
        "encoding_format",
    ),
    RequestRule(
        "encoding_format.enum",
        lambda request: (
            isinstance(request.asked("encoding_format"), str)
            and request.asked("encoding_format") not in (*request.served_contract.formats, "base64")
        ),
        "encoding_format is another",
        "encoding_format",
    ),
)
