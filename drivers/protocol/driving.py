"""The driver protocol of the client gate: JSON lines in, JSON lines out, one of each for a request."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["drive"]

_SAID = 2000
"""Characters of an error's message that are handed on."""


def drive(embed: Callable[..., Any]) -> None:
    """Answer each line of standard input with one of standard output, until the input ends.

    ``embed`` is called with a text or a list of texts, the model's name, ``dimensions`` where a width is asked for, and
    ``parameters`` where the call is to carry more than OpenAI's own; it returns the vectors in the order of the texts.
    What it raises is written as the request's error.
    """
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        options = {name: asked[name] for name in ("dimensions", "parameters") if asked.get(name) is not None}
        try:
            told = {"vectors": embed(asked["texts"], asked["model"], **options)}
            written = json.dumps({"id": asked["id"], **told})
        except Exception as error:  # noqa: BLE001  # whatever a client raises is what is asked for
            written = json.dumps({"id": asked["id"], "error": _told(error)})
        sys.stdout.write(f"{written}\n")
        sys.stdout.flush()


def _told(error: Exception) -> dict[str, Any]:
    status = getattr(error, "status_code", None)
    return {
        "type": type(error).__name__,
        "message": str(error)[:_SAID],
        "status": status if isinstance(status, int) else None,
    }
