"""Writes docs/limits.json: the limits of every contract that comes with the suite, for clients to take along."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.contract.limits import limits_of
from conformance.contract.loading import contract_names, load

__all__ = ["FILE", "text"]

FILE = Path(__file__).parents[2] / "docs" / "limits.json"


def text() -> str:
    """Return the file's content: one object, by the names of the contracts."""
    return json.dumps({name: limits_of(load(name)) for name in contract_names()}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8", newline="\n")
