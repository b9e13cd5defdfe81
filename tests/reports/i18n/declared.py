"""Prints every template that is declared anywhere, by its id, as JSON: run in a process of its own.

Locust, which the soak imports, patches the standard library.
"""

from __future__ import annotations

import importlib
import json
import pkgutil

import conformance
from conformance.model.message import TEMPLATES

_COLLECTED = "conformance.suite."
"""What pytest alone can import."""


def main() -> None:
    """Import all modules and print what they declared."""
    for found in pkgutil.walk_packages(conformance.__path__, "conformance."):
        if not found.name.startswith(_COLLECTED):
            importlib.import_module(found.name)
    print(json.dumps(dict(TEMPLATES)))  # noqa: T201 (its one result)


if __name__ == "__main__":
    main()
