"""What Schemathesis finds of the same faults, by the OpenAPI document we export, from an environment of its own.

``SCHEMATHESIS=path/to/st python benchmarks/beside.py [--every N]`` runs it once on the right service, where whatever it
finds is a false alarm, and once for every N-th fault by name. Default settings, one seed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from conformance.contract.loading import load
from conformance.openapi import openapi_of
from conformance.service import FAULTS, Service

__all__ = ["tried"]

KEY = "sk-reference"
COMMAND = os.environ.get("SCHEMATHESIS", "st")


def tried(*faults: str) -> dict[str, Any]:
    """Return whether Schemathesis finds anything wrong with the service, and with how many requests."""
    with tempfile.TemporaryDirectory() as folder, Service("dashscope", faults=faults, key=KEY) as service:
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(openapi_of(load("dashscope"))), "utf-8")
        target = [f"--url={service.base_url}", "-H", f"Authorization: Bearer {KEY}"]
        command = [COMMAND, "run", str(document), *target, "--seed=1", "--no-color", "--generation-database=none"]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        return {"fault": ", ".join(faults), "found": done.returncode == 1, "requests": len(service.received)}


def main() -> None:
    """Try the right service and the faults; print one line for each and a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    names = sorted(FAULTS)[:: parser.parse_args().every]
    clean, rows = tried(), []
    print(f"the right service: {'a false alarm' if clean['found'] else 'nothing found'}, {clean['requests']} requests")  # noqa: T201
    for name in names:
        rows.append(tried(name))
        print(rows[-1], flush=True)  # noqa: T201  # a command
    found = sum(row["found"] for row in rows)
    print(f"{found} of {len(rows)} faults found, {sum(row['requests'] for row in rows) // len(rows)} requests a run")  # noqa: T201


if __name__ == "__main__":
    main()
