"""How long a whole run takes, over the ideal: requests times latency, divided by what may be in flight at once.

The service stands in a process of its own, as a real one does. Without latency the pace counts, in exchanges judged a
second.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store, read
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target

__all__ = ["LATENCIES", "measure"]

LATENCIES = ((0, 1), (0, 8), (50, 1), (50, 8), (200, 1), (200, 8))
"""Milliseconds of latency, and requests in flight at once."""
KEY = "sk-reference"
_ROUNDS = 3


@contextmanager
def served(latency: int) -> Iterator[str]:
    """Start the reference service in another process; yield its base URL."""
    serve = "from conformance.cli import main; main()"
    command = [sys.executable, "-c", serve, "serve", f"--latency={latency}ms", f"--key={KEY}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def measure(cases: Sequence[tuple[int, int]] = LATENCIES) -> list[dict[str, Any]]:
    """Return one row for each latency and concurrency, and one of pytest with the service in its own process."""
    return [*(_measured(latency, concurrency) for latency, concurrency in cases), _embedded()]


def _measured(latency: int, concurrency: int) -> dict[str, Any]:
    contract = load("dashscope")
    models = tuple(model.name for model in contract.models)
    checks = applicable(contract)
    with served(latency) as base_url:
        target = Target(base_url, Secret(KEY), client_limits=ClientLimits(concurrency=concurrency))
        store = Store(None)
        began = time.perf_counter()
        with Client(target) as client:
            run = Run.of_everything(
                contract, target, models, sender=client, memory=store, options=PlanOptions(burst=32)
            )
            run.collector.prefetch()
            first = next(time.perf_counter() - began for _ in [run.judge(checks[0], models[0])])
            for model in models:
                for check in checks:
                    run.judge(check, model)
            run.close()
        seconds = time.perf_counter() - began
    ideal = len(store) * latency / 1000 / concurrency
    row = _row(f"{latency} ms", concurrency, len(store), seconds)
    return {**row, "over ideal": round(seconds / ideal, 2) if ideal else None, "first verdict": round(first, 1)}


def _embedded() -> dict[str, Any]:
    """Measure what whoever tries the suite first waits for: pytest, from its start to its pages, best of some runs."""
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance"]
    times = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            times.append(time.perf_counter() - began)
            requests = sum(1 for _ in read(Path(folder) / "reports" / "evidence.jsonl"))
    return _row("embedded", ClientLimits().concurrency, requests, min(times))


def _row(latency: str, concurrency: int, requests: int, seconds: float) -> dict[str, Any]:
    """Return a row without what takes an ideal, or a look at single verdicts."""
    return {
        "latency": latency,
        "in flight": concurrency,
        "requests": requests,
        "seconds": round(seconds, 1),
        "over ideal": None,
        "a second": round(requests / seconds),
        "first verdict": None,
    }


if __name__ == "__main__":
    for line in measure():
        print(line)  # noqa: T201  # a command
