"""Refusals for load that come with another status than 429: the error's code or type says what they are."""

from __future__ import annotations

import json
import re
from typing import Any

from conformance.model import statuses
from conformance.model.exchange import Attempt

__all__ = ["PAUSES", "is_throttled"]

PAUSES = (0.5, 1.0, 2.0)
"""Seconds to wait before each further attempt."""

_MOST = 16 * 1024
_SAYS_SO = re.compile(r"throttl|rate.?(limit|quota|exceed)|too.?many.?requests|limit.?requests", re.IGNORECASE)


def is_throttled(attempt: Attempt) -> bool:
    """Tell whether a request came too fast, by the words of the error and not by its status."""
    response = attempt.response
    if response is None or not statuses.is_client_error(response.status) or response.status in statuses.LOAD:
        return False
    if response.size > _MOST:
        return False
    try:
        return any(_SAYS_SO.search(name) for name in _names(json.loads(response.body)))
    except (ValueError, RecursionError):
        return False


def _names(body: Any) -> list[str]:
    """Return the codes and types of an error, be they nested or not."""
    error = body.get("error") if isinstance(body, dict) else None
    parts = [part for part in (body, error) if isinstance(part, dict)]
    return [part[name] for part in parts for name in ("code", "type") if isinstance(part.get(name), str)]
