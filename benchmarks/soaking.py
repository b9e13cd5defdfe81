"""How many answers a second one worker of a soak judges, and two, and what processor time each process takes for it.

The service has a process of its own. Where two workers, their master and the service share two cores, the rate of two
can at most be what the cores have over what an answer costs in all; ``a CPU second`` is what does not depend on that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from waiting import KEY, served

__all__ = ["measure"]

_KINDS = ("worker", "master", "service")
_SECONDS = 10
_EVERY = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> list[dict[str, Any]]:
    """Return a row for one worker and one for two, with milliseconds of CPU an answer for each kind of process."""
    rows = [_soaked(workers) for workers in (1, 2)]
    pace = rows[0]["a second"]
    return [
        {**row, "over one": round(row["a second"] / pace, 2), "cores allow": round(_most(row) / pace, 2)}
        for row in rows
    ]


def _most(row: dict[str, Any]) -> float:
    """Return how many answers a second the cores allow: no worker has more than one, and all share them."""
    alone = row["workers"] * 1000 / row["worker, ms"]
    return float(min(alone, (os.cpu_count() or 1) * 1000 / sum(row[f"{kind}, ms"] for kind in _KINDS)))


def _soaked(workers: int) -> dict[str, Any]:
    soak = [sys.executable, "-c", "from conformance.cli import main; main()", "soak", f"--workers={workers}"]
    with served(0) as base_url, tempfile.TemporaryDirectory() as folder:
        command = [*soak, f"--base-url={base_url}", "--users=8", f"--duration={_SECONDS}s"]
        environment = {**os.environ, "EMB_API_KEY": KEY}
        with (
            subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process,
            _watched() as spent,
        ):
            process.wait()
        document = json.loads((Path(folder) / "reports" / "soak" / "results.json").read_text("utf-8"))
    soak_counts = document["measurements"]["soak"]
    working = _under_load(spent, soak_counts["seconds"])
    return {
        "workers": workers,
        "a second": soak_counts["per_second"],
        **{f"{kind}, ms": round(1000 * seconds / soak_counts["requests"], 2) for kind, seconds in working.items()},
        "a CPU second of workers": round(soak_counts["requests"] / working["worker"]),
    }


@contextmanager
def _watched() -> Iterator[dict[str, list[float]]]:
    """Sample the CPU seconds that our descendants have taken, by what they are, until it is left."""
    spent: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_EVERY):
            now = dict.fromkeys(spent, 0.0)
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    command_line = (path / "cmdline").read_bytes().split(b"\0")
                    stat = (path / "stat").read_text("ascii").rpartition(")")[2].split()
                except OSError:
                    continue
                if kind := _kind(command_line):
                    now[kind] += (int(stat[11]) + int(stat[12])) / _TICKS
            for kind, seconds in now.items():
                spent[kind].append(seconds)

    sampling = threading.Thread(target=sample)
    sampling.start()
    try:
        yield spent
    finally:
        ended.set()
        sampling.join()


def _kind(command: list[bytes]) -> str:
    if b"serve" in command and f"--key={KEY}".encode() in command:
        return "service"
    if b"soak" not in command:
        return ""
    return "worker" if any(part.startswith(b"--master=") for part in command) else "master"


def _under_load(spent: dict[str, list[float]], seconds: float) -> dict[str, float]:
    """Return what each kind spent in the span, as long as the load, in which the service had most to do."""
    span = max(1, round(seconds / _EVERY))
    service = spent["service"]
    begin = max(range(len(service) - span), key=lambda at: service[at + span] - service[at])
    return {kind: samples[begin + span] - samples[begin] for kind, samples in spent.items()}


if __name__ == "__main__":
    for line in measure():
        print(line)  # noqa: T201  # a command
