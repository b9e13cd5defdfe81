"""How many requests it takes to find each fault of the reference service.

``python benchmarks/detection.py [--json PATH] [--page PATH] [FAULT …]`` judges the service twice for every fault, over
real HTTP and with boundaries only: once whole, which tells the number of the first request with which some check could
fail or advise, and once with a budget of forty requests.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "faults"))

from trial import trial  # the path to it is set above

from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.model.target import Limits
from conformance.service import FAULTS

__all__ = ["CONTRACT", "detect", "measure", "page", "reached", "shares", "showing"]

CONTRACT = "dashscope"

MODEL = "text-embedding-v3"
BETWEEN_MODELS = {"relations.history-free", "relations.models-differ"}
SHARES = (10, 20, 50, 60, 100)
BUDGET = 40


def detect(name: str) -> dict[str, Any]:
    """Judge the service with one fault; return what was found and when."""
    fault = FAULTS[name]
    models = fault.models[: 2 if BETWEEN_MODELS & set(fault.caught) else 1] or (MODEL,)
    done = trial(CONTRACT, models, faults=[name])
    budgeted = trial(CONTRACT, models[:1], faults=[name], limits=Limits(requests=BUDGET))
    named = [done.found_at[check] for check in fault.caught if check in done.found_at]
    return {
        "fault": name,
        "sentence": fault.sentence,
        "checks": sorted(fault.caught),
        "first": min(done.found_at.values(), default=None),
        "named": min(named, default=None),
        "requests": done.exchanges,
        "within_budget": any(str(result.verdict) in {"fail", "advice"} for result in budgeted.results),
    }


def showing() -> list[str]:
    """Return the faults that the contract has checks and models for: not those of token numbers, say."""
    contract = load(CONTRACT)
    checks, models = set(applicable(contract)), {model.name for model in contract.models}
    return sorted(n for n, fault in FAULTS.items() if checks >= set(fault.caught) and models >= set(fault.models))


def measure(names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the share of faults found after so many requests, of all the contract can show unless some are named."""
    return shares(_judged(names or showing()))


def shares(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each number of requests, the whole run, and a run that may send no more than the budget."""
    firsts = [row["first"] for row in rows if row["first"] is not None]
    budgeted = sum(row["within_budget"] for row in rows)
    return reached(firsts, len(rows), {"a whole run": len(firsts), f"{BUDGET} in all": budgeted})


def reached(firsts: Sequence[int], tried: int, more: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many of the faults tried showed within so many requests, and more counts by what they are of."""
    counts = {f"the first {share}": sum(first <= share for first in firsts) for share in SHARES} | {**more}
    return [{"requests": name, "faults": count, "share": f"{count / tried:.0%}"} for name, count in counts.items()]


def _judged(names: Sequence[str]) -> list[dict[str, Any]]:
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        return list(pool.map(detect, names))


def _summary(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    firsts = [row["first"] for row in rows if row["first"] is not None]
    yield f"{len(firsts)} of {len(rows)} faults found."
    yield (
        f"First request that shows a fault: median {statistics.median(firsts):g}, "
        + ", ".join(f"{sum(first <= share for first in firsts) / len(rows):.0%} within {share}" for share in SHARES)
        + "."
    )
    budgeted = sum(row["within_budget"] for row in rows)
    yield f"A run that may send {BUDGET} requests in all finds {budgeted} ({budgeted / len(rows):.0%})."


def page(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table as Markdown."""
    head = [
        "# Detection",
        "",
        "Written by `python benchmarks/detection.py --page docs/detection.md`: each fault of the reference service,",
        "the checks that must catch it, and the number of the request with which any check, and with which these,",
        "first could. One seed, no random examples, one model (two where a fault shows between models).",
        "",
        *_summary(rows),
        "",
        f"| fault | caught by | first seen at | by these at | requests | with {BUDGET} in all |",
        "| --- | --- | --: | --: | --: | --- |",
    ]
    return "\n".join([*head, *map(_line, rows)]) + "\n"


def _line(row: dict[str, Any]) -> str:
    checks = ", ".join(row["checks"])
    numbers = f"{row['first'] or '–'} | {row['named'] or '–'} | {row['requests']}"
    return f"| {row['fault']} | {checks} | {numbers} | {'found' if row['within_budget'] else '–'} |"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", nargs="*", default=showing())
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    asked = parser.parse_args()
    rows = _judged(asked.fault)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), "utf-8")
    if asked.page:
        asked.page.write_text(page(rows), "utf-8")
    print("\n".join(_summary(rows)))  # noqa: T201  # a command


if __name__ == "__main__":
    main()
