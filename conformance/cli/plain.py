"""How typer is to behave: plain text, and tracebacks left to Python."""

from __future__ import annotations

from typing import Any

__all__ = ["PLAIN"]

PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}
