"""How many answers a second one worker of a soak judges, and two; the service has a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from waiting import KEY, served

__all__ = ["measure"]

_SECONDS = 10


def measure() -> list[dict[str, Any]]:
    """Return a row for one worker and one for two."""
    rows = [_soaked(workers) for workers in (1, 2)]
    return [{**row, "over one": round(row["a second"] / rows[0]["a second"], 2)} for row in rows]


def _soaked(workers: int) -> dict[str, Any]:
    soak = [sys.executable, "-c", "from conformance.cli import main; main()", "soak", f"--workers={workers}"]
    with served(0) as base_url, tempfile.TemporaryDirectory() as folder:
        command = [*soak, f"--base-url={base_url}", "--users=8", f"--duration={_SECONDS}s"]
        environment = {**os.environ, "EMB_API_KEY": KEY}
        subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
        document = json.loads((Path(folder) / "reports" / "soak" / "results.json").read_text("utf-8"))
    return {"workers": workers, "a second": document["measurements"]["soak"]["per_second"]}


if __name__ == "__main__":
    for line in measure():
        print(line)  # noqa: T201  # a command
