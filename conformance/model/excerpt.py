"""Values from the wire cut to what a reader needs: short, and never whole vectors."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["GAP", "excerpt", "json_excerpt", "regapped"]

GAP = " … {count} more characters … "
"""What stands in the place of a middle that is left out."""

_GAP = re.compile(re.escape(GAP).replace(r"\{count\}", "([0-9]+)"))
_LONGEST = 160
_WORTH_CUTTING = 40


def json_excerpt(value: Any) -> str:
    """Return a parsed value as JSON, lists and strings cut in the middle."""
    try:
        text = _list_excerpt(value) if isinstance(value, list) and len(value) > 4 else _dumped(value)
    except (ValueError, RecursionError):
        text = f"a {type(value).__name__}"
    return excerpt(text)


def _list_excerpt(values: list[Any]) -> str:
    head = ", ".join(json_excerpt(element) for element in values[:2])
    return f"[{head}, … {len(values) - 2} more]"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_named)


def _named(value: Any) -> Any:
    if hasattr(value, "dtype"):
        return "an array of numbers" if value.size else []
    return str(value)


def excerpt(text: str, longest: int = _LONGEST, gap: str = GAP) -> str:
    """Return a text, its middle left out where it is longer than ``longest`` characters; ``gap`` tells how much."""
    if len(text) <= longest + _WORTH_CUTTING:
        return text
    half = longest // 2
    return text[:half] + gap.format(count=len(text) - 2 * half) + text[-half:]


def regapped(text: str, gap: str) -> str:
    """Return a text in which whatever was left out before is told by another ``gap``."""
    return text if gap == GAP else _GAP.sub(lambda found: gap.format(count=found[1]), text)
