"""What ``dimensions`` is held to, where the model offers a choice of widths."""

from __future__ import annotations

from typing import Any

from conformance.service.parsed_request import ParsedRequest
from conformance.service.rule import Rule
from conformance.service.state import ABSENT

__all__ = ["RULES"]


def _width(draft: ParsedRequest) -> Any:
    """Return the width asked for, or None where the model offers none and so ignores it."""
    value = draft.asked("dimensions")
    return value if value is not ABSENT and draft.model and draft.model.widths else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not_listed(draft: ParsedRequest) -> bool:
    """Return whether a whole number is none of the widths a model lists."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and not isinstance(offered, range) and _width(draft) not in offered


def _too_wide(draft: ParsedRequest) -> bool:
    """Return whether a whole number is above the range of widths a model offers."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and isinstance(offered, range) and _width(draft) > offered[-1]


def _too_narrow(draft: ParsedRequest) -> bool:
    """Return whether a whole number is below the range of widths a model offers, or below any width there is."""
    offered = draft.model.widths if draft.model else ()
    return _is_whole(_width(draft)) and _width(draft) < (offered[0] if isinstance(offered, range) else 1)


RULES: tuple[Rule, ...] = (
    Rule(
        "dimensions.forbidden",
        lambda draft: (
            draft.asked("dimensions") not in (ABSENT, None) and draft.model is not None and not draft.model.widths
        ),
        "{model} does not support dimensions",
        "dimensions",
    ),
    Rule("dimensions.null", lambda draft: draft.asked("dimensions") is None, "dimensions is null", "dimensions"),
    Rule(
        "dimensions.numeric-string",
        lambda draft: isinstance(_width(draft), str) and _width(draft).isdecimal(),
        "dimensions is a number, not a string",
        "dimensions",
    ),
    Rule(
        "dimensions.type",
        lambda draft: (
            _width(draft) is not None
            and not _is_whole(_width(draft))
            and not (isinstance(_width(draft), str) and _width(draft).isdecimal())
        ),
        "dimensions is a whole number",
        "dimensions",
    ),
    Rule(
        "dimensions.minimum",
        _too_narrow,
        "dimensions is at least {narrowest}",
        "dimensions",
    ),
    Rule(
        "dimensions.enum",
        _not_listed,
        "dimensions should be one of {widths}",
        "dimensions",
    ),
    Rule(
        "dimensions.maximum",
        _too_wide,
        "dimensions is one of {widths}",
        "dimensions",
    ),
)
