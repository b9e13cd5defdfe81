"""curl, as vendors' pages show it; the vectors are taken out in the order they came."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from driving import drive

URL = f"{os.environ['OPENAI_BASE_URL']}/embeddings"
COMMAND = ["curl", "--silent", "--show-error", "--fail-with-body", "--write-out", "\n%{http_code}", "--config", "-"]


class CurlError(Exception):
    """curl ended with a status other than 0; ``status_code`` is that of the answer, None where none came."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status_code = status or None


def embed(
    texts: str | list[str], model: str, parameters: dict[str, Any] | None = None, **width: int
) -> list[list[float]]:
    """Return the vector of each item."""
    body = {"model": model, "input": texts, **width, **(parameters or {}), "encoding_format": "float"}
    # As configuration, since a command line can be read by every user of the machine.
    settings = {
        "url": [URL],
        "header": [f"Authorization: Bearer {os.environ['OPENAI_API_KEY']}", "Content-Type: application/json"],
        "data-raw": [json.dumps(body)],
    }
    lines = [f"{name} = {json.dumps(value)}\n" for name, values in settings.items() for value in values]
    return [item["embedding"] for item in _answer("".join(lines))["data"]]


def _answer(settings: str) -> Any:
    done = subprocess.run(COMMAND, input=settings, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    body, _, status = done.stdout.rpartition("\n")
    if done.returncode:
        raise CurlError(f"{done.stderr.strip()} {body}", int(status or 0))
    return json.loads(body)


drive(embed)
