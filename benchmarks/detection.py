"""How many requests it takes to find each fault of the reference service.

``python benchmarks/detection.py [--json PATH] [--page PATH] [FAULT …]`` judges the service once for every fault, over
real HTTP and with boundaries only, and tells the number of the first request with which some check could fail or
advise.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "faults"))

from trial import trial  # the path to it is set above

from conformance.service import FAULTS

__all__ = ["detect", "page"]

MODEL = "text-embedding-v3"
BETWEEN_MODELS = {"relations.history-free", "relations.models-differ"}
SHARES = (10, 20, 50, 60, 100)


def detect(name: str) -> dict[str, Any]:
    """Judge the service with one fault; return what was found and when."""
    fault = FAULTS[name]
    models = fault.models[: 2 if BETWEEN_MODELS & set(fault.caught) else 1] or (MODEL,)
    done = trial("dashscope", models, faults=[name])
    named = [done.found_at[check] for check in fault.caught if check in done.found_at]
    return {
        "fault": name,
        "sentence": fault.sentence,
        "checks": sorted(fault.caught),
        "first": min(done.found_at.values(), default=None),
        "named": min(named, default=None),
        "requests": done.exchanges,
    }


def _summary(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    firsts = [row["first"] for row in rows if row["first"] is not None]
    yield f"{len(firsts)} of {len(rows)} faults found."
    yield (
        f"First request that shows a fault: median {statistics.median(firsts):g}, "
        + ", ".join(f"{sum(first <= share for first in firsts) / len(rows):.0%} within {share}" for share in SHARES)
        + "."
    )


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
        "| fault | caught by | first seen at | by these at | requests |",
        "| --- | --- | --: | --: | --: |",
    ]
    return "\n".join([*head, *map(_line, rows)]) + "\n"


def _line(row: dict[str, Any]) -> str:
    checks = ", ".join(row["checks"])
    return f"| {row['fault']} | {checks} | {row['first'] or '–'} | {row['named'] or '–'} | {row['requests']} |"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", nargs="*", default=sorted(FAULTS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    asked = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        rows = list(pool.map(detect, asked.fault))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), "utf-8")
    if asked.page:
        asked.page.write_text(page(rows), "utf-8")
    print("\n".join(_summary(rows)))  # noqa: T201  # a command


if __name__ == "__main__":
    main()
