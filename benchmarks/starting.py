"""What it takes to begin: a random example, the plugin's import in any pytest run, the list, collection, a plan.

Milliseconds of CPU, the least of several runs: what else the machine does only adds to them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from conformance.contract.loading import load
from conformance.engine.plan import Plans, applicable
from conformance.model.options import PlanOptions

__all__ = ["measure"]

_ROUNDS = 5
_EXAMPLES = 25


def measure() -> list[dict[str, Any]]:
    """Return a row for each, with milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _best(["-p", "no:embedding_conformance", "-q"], folder)
        ours = ["--pyargs", "conformance", "-q", "-p", "no:cacheprovider"]
        return [
            {"what": "a random example, CPU", "ms": round(_example_ms(), 1)},
            {"what": "bare pytest", "ms": round(bare)},
            {"what": "the plugin's import, on top", "ms": round(_best(["-q"], folder) - bare)},
            {"what": "pytest --emb-list", "ms": round(_best([*ours, "--emb-list"], folder))},
            {"what": "collection of the suite", "ms": round(_best([*ours, "--collect-only"], folder))},
            {"what": "pytest --emb-plan", "ms": round(_best([*ours, "--emb-plan"], folder))},
        ]


def _best(arguments: Sequence[str], folder: str) -> float:
    """Return the least CPU time of a pytest run, in milliseconds; the first writes bytecode and does not count."""
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(_ROUNDS):
        began = _spent()
        subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
        times.append(_spent() - began)
    return min(times[1:]) * 1000


def _spent() -> float:
    """Return the CPU seconds of all processes that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _example_ms() -> float:
    """Return what a random example costs beyond the boundaries, over all models and probes."""
    contract = load("dashscope")
    wanted = dict.fromkeys((model.name for model in contract.models), applicable(contract))

    def cpu(examples: int, seed: int) -> tuple[float, int]:
        # A seed of its own each time: what was drawn once in a process is not drawn again.
        began = time.process_time()
        plans = list(Plans(contract, wanted, options=PlanOptions(seed=seed, examples=examples, burst=8)).values())
        return time.process_time() - began, sum(case.random for plan in plans for case in plan.cases)

    cpu(1, _ROUNDS)
    without = min(cpu(0, seed)[0] for seed in range(_ROUNDS))
    with_, drawn = min(cpu(_EXAMPLES, seed) for seed in range(_ROUNDS))
    return (with_ - without) / drawn * 1000


if __name__ == "__main__":
    for line in measure():
        print(line)  # noqa: T201  # a command
