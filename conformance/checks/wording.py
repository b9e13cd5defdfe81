"""How values from the wire are shown in findings: short, and never whole vectors."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["shown", "text_shown"]

_LONGEST = 160
_WORTH_CUTTING = 40


def shown(value: Any) -> str:
    """Show a parsed value as JSON, lists and strings cut in the middle."""
    try:
        text = _listed(value) if isinstance(value, list) and len(value) > 4 else _dumped(value)
    except (ValueError, RecursionError):
        text = f"a {type(value).__name__}"
    return text_shown(text)


def _listed(values: list[Any]) -> str:
    head = ", ".join(shown(element) for element in values[:2])
    return f"[{head}, … {len(values) - 2} more]"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_named)


def _named(value: Any) -> str:
    return "an array of numbers" if hasattr(value, "dtype") else str(value)


def text_shown(text: str, longest: int = _LONGEST) -> str:
    """Show a text, its middle left out where it is longer than ``longest`` characters."""
    if len(text) <= longest + _WORTH_CUTTING:
        return text
    half = longest // 2
    return f"{text[:half]} … {len(text) - 2 * half} more characters … {text[-half:]}"
