"""Rules of ``dimensions``, where the model offers a choice."""

from __future__ import annotations

from typing import Any

from conformance.service.parsed_request import ParsedRequest
from conformance.service.rule import RequestRule
from conformance.service.state import ABSENT

__all__ = ["RULES"]


def _dimensions(request: ParsedRequest) -> Any:
    """Return the dimensions requested, or None where the model offers no choice and so ignores them."""
    value = request.asked("dimensions")
    return value if value is not ABSENT and request.model and request.model.offered_dimensions else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not_listed(request: ParsedRequest) -> bool:
    """Tell whether a whole number is not among the dimensions that the model lists."""
    offered = request.model.offered_dimensions if request.model else ()
    return _is_whole(_dimensions(request)) and not isinstance(offered, range) and _dimensions(request) not in offered


def _too_wide(request: ParsedRequest) -> bool:
    """Tell whether a whole number is above the range of dimensions that the model offers."""
    offered = request.model.offered_dimensions if request.model else ()
    return _is_whole(_dimensions(request)) and isinstance(offered, range) and _dimensions(request) > offered[-1]


def _too_narrow(request: ParsedRequest) -> bool:
    """Tell whether a whole number is below the range of dimensions that the model offers, or below 1."""
    offered = request.model.offered_dimensions if request.model else ()
    return _is_whole(_dimensions(request)) and _dimensions(request) < (offered[0] if isinstance(offered, range) else 1)


RULES: tuple[RequestRule, ...] = (
    RequestRule(
        "dimensions.forbidden",
        lambda request: (
            request.asked("dimensions") not in (ABSENT, None)
            and request.model is not None
            and not request.model.offered_dimensions
        ),
        "{model} does not support dimensions",
        "dimensions",
    ),
    RequestRule(
        "dimensions.null", lambda request: request.asked("dimensions") is None, "dimensions is null", "dimensions"
    ),
    RequestRule(
        "dimensions.numeric-string",
        lambda request: isinstance(_dimensions(request), str) and _dimensions(request).isdecimal(),
        "dimensions is a number, not a string",
        "dimensions",
    ),
    RequestRule(
        "dimensions.type",
        lambda request: (
            _dimensions(request) is not None
            and not _is_whole(_dimensions(request))
            and not (isinstance(_dimensions(request), str) and _dimensions(request).isdecimal())
        ),
        "dimensions is a whole number",
        "dimensions",
    ),
    RequestRule(
        "dimensions.minimum",
        _too_narrow,
        "dimensions is at least {narrowest}",
        "dimensions",
    ),
    RequestRule(
        "dimensions.enum",
        _not_listed,
        "dimensions should be one of {dimensions}",
        "dimensions",
    ),
    RequestRule(
        "dimensions.maximum",
        _too_wide,
        "dimensions is one of {dimensions}",
        "dimensions",
    ),
)
