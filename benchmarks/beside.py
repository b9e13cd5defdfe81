"""What Schemathesis finds of the same faults, by the OpenAPI document we export, from an environment of its own.

``SCHEMATHESIS=path/to/st python benchmarks/beside.py [--limit N] [--json PATH]`` runs it with default settings and one
seed, to its first failure: on the right service, where whatever it finds is a false alarm, and with each fault, or N
that are drawn, always the same. ``benchmarks/detection.py --beside PATH`` has them on its page. The service is strict:
where the contract lets a request be answered or refused it refuses, since a schema has no words for either.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from detection import CONTRACT, SEED, showing

from conformance.contract.loading import load
from conformance.contract.openapi import openapi_of
from conformance.service import Service

__all__ = ["try_each"]

COMMAND = os.environ.get("SCHEMATHESIS", "st")
KEY = "sk-reference"
STRICT = ("null-optional-refused", "base64-refused", "other-content-type-refused", "dim-unoffered-refused")


def try_each(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return what was found of the right service first, and then of each fault."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_tried, ["", *names]))


def _tried(fault: str) -> dict[str, Any]:
    """Return whether Schemathesis finds anything wrong with the service, and how many requests it had sent by then."""
    faults = (fault,) if fault else ()
    with (
        tempfile.TemporaryDirectory() as folder,
        Service(CONTRACT, faults=faults, oddities=STRICT, key=KEY) as service,
    ):
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(openapi_of(load(CONTRACT))), "utf-8")
        target = [f"--url={service.base_url}", "-H", f"Authorization: Bearer {KEY}"]
        settings = ["--seed=1", "--no-color", "--generation-database=none", "--max-failures=1", "--request-timeout=5"]
        command = [COMMAND, "run", str(document), *target, *settings]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        return {"fault": fault, "found": done.returncode == 1, "requests": len(service.received)}


def main() -> None:
    """Try the right service and the faults, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    names = showing()
    drawn = sorted(random.Random(SEED).sample(names, asked.limit)) if asked.limit else names  # noqa: S311  # no secret
    rows = try_each(drawn)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), "utf-8")
    for row in rows:
        print(row)  # noqa: T201  # a command


if __name__ == "__main__":
    main()
