"""How many requests it takes to find each fault of the reference service, and which probes find it.

``python benchmarks/detection.py [--json PATH] [--page PATH] [--beside PATH] [--known PATH …] [--families NAME …]
[--limit N] [--workers N] [FAULT …]``
judges the service twice for every fault, over real HTTP and with boundaries only: at the depth that the fault declares,
which tells the number of the first request with which some check could fail or advise, and at the depth smoke. What is
held against another counts when both are sent. All of them take a quarter of an hour of two quiet cores; ``--limit``
draws some, always the same. What ``--json`` wrote can be handed to the next run by ``--known``, so that all are judged
in parts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "faults"))

from trial import CLIENT_LIMITS, Trial, trial  # the path to it is set above

from conformance.contract.loading import load
from conformance.engine.plan import Plans, applicable
from conformance.model.depth import Depth
from conformance.model.options import PlanOptions
from conformance.probes import PROBES
from conformance.service import FAULTS

__all__ = ["CONTRACT", "SEED", "detect", "page", "showing"]

CONTRACT = "dashscope"

MODEL = "text-embedding-v3"
BETWEEN_MODELS = {"relations.history-free", "relations.models-differ"}
SEED = 20241122
_SHARES = (10, 20, 50, 60, 100)
_LIMITS = replace(CLIENT_LIMITS, timeout=10.0)
"""A busy machine takes longer than tests allow, and a run ends early where nothing is answered."""
_NONE = "–"
_WITHIN = 60
"""Requests: the greater part of faults is to be shown within so many."""


def detect(name: str) -> dict[str, Any]:
    """Judge the service with one fault; return what was found, when, and by which probes."""
    fault = FAULTS[name]
    models = fault.models[: 2 if BETWEEN_MODELS & set(fault.caught) else 1] or (MODEL,)
    done, smoke = (
        trial(CONTRACT, models, faults=[name], depth=depth, client_limits=_LIMITS)
        for depth in (fault.depth, Depth.SMOKE)
    )
    named = [done.found_at[check] for check in fault.caught if check in done.found_at]
    return {
        "fault": name,
        "family": _family(name),
        "depth": fault.depth,
        "checks": sorted(fault.caught),
        "first": min(done.found_at.values(), default=None),
        "named": min(named, default=None),
        "requests": done.exchanges,
        "probes": sorted(done.found_by),
        "smoke": _finds(smoke),
        "smoke_requests": smoke.exchanges,
    }


def _finds(done: Trial) -> bool:
    return any(str(result.verdict) in {"fail", "advice"} for result in done.results)


def _family(name: str) -> str:
    """Return the module in which a fault is defined, of those that are alike."""
    return FAULTS[name].apply.__module__.rpartition(".")[2]


def showing() -> list[str]:
    """Return the faults that the contract has checks and models for: not those of token numbers, say."""
    contract = load(CONTRACT)
    checks, models = set(applicable(contract)), {model.name for model in contract.models}
    return sorted(n for n, fault in FAULTS.items() if checks >= set(fault.caught) and models >= set(fault.models))


def _judged(names: Sequence[str], workers: int | None = None) -> list[dict[str, Any]]:
    with ProcessPoolExecutor(workers or os.cpu_count(), get_context("spawn")) as pool:
        return list(pool.map(detect, names))


def _summary(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Give what was found in all, and how soon."""
    usual = [row for row in rows if row["depth"] == Depth.STANDARD]
    firsts = [row["first"] for row in usual if row["first"] is not None]
    found = sum(row["first"] is not None for row in rows)
    yield f"{found} of {len(rows)} faults found, each at the depth that it declares."
    if firsts:
        yield (
            f"First request of a run of the usual depth that shows a fault: median {statistics.median(firsts):g}, "
            + ", ".join(
                f"{sum(first <= share for first in firsts) / len(usual):.0%} within {share}" for share in _SHARES
            )
            + "."
        )
        smoke = sum(row["smoke"] for row in usual)
        yield (
            f"A run of the depth smoke finds {smoke} of the {len(firsts)} that one of the usual depth finds "
            f"({smoke / len(firsts):.0%}), for {_median(usual, 'smoke_requests')} requests where that sends "
            f"{_median(usual, 'requests')} (medians, with what was asked again)."
        )
    if deep := [row for row in rows if row["depth"] == Depth.DEEP]:
        yield f"Only a deep run finds {', '.join(row['fault'] for row in deep)}."


def _median(rows: Sequence[Mapping[str, Any]], member: str) -> str:
    return f"{statistics.median(row[member] for row in rows):g}"


def _by_probe(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Give the table of probes: how many faults each finds, and those that no other finds."""
    yield "| probe | from depth | faults it finds | that no other finds |"
    yield "| --- | --- | --: | --- |"
    for name, probe in PROBES.items():
        if not name.startswith("random"):
            own = [row["fault"] for row in rows if row["probes"] == [name]]
            count = sum(name in row["probes"] for row in rows)
            yield f"| {name} | {probe.share.depth} | {count} | {', '.join(own) or _NONE} |"


def _idle_probes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Tell which probes no fault was found by, though they plan requests by this contract."""
    found = {name for row in rows for name in row["probes"]}
    plans = Plans(load(CONTRACT), {MODEL: applicable(load(CONTRACT))}, PlanOptions(examples=0, depth=Depth.DEEP))
    planned = dict.fromkeys(str(case.probe) for case in plans[MODEL].cases)
    idle = [name for name in planned if name in PROBES and name not in found]
    yield f"Of the probes that plan requests by this contract, {', '.join(idle) or 'none'} found no fault."


def _beside(rows: Sequence[Mapping[str, Any]], beside: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Tell what Schemathesis found of a part of the faults, and what a run of ours found of the same."""
    own = {row["fault"]: row["first"] for row in rows}
    clean, *tries = beside
    tries = [row for row in tries if row["fault"] in own]
    found = [row["requests"] for row in tries if row["found"]]
    firsts = [own[row["fault"]] for row in tries if own[row["fault"]] is not None]
    yield "| the same faults | tried | found | median of the first request that shows one | within 60 |"
    yield "| --- | --: | --: | --: | --: |"
    for name, numbers in (("this suite", firsts), ("Schemathesis, by our OpenAPI document", found)):
        middle = f"{statistics.median(numbers):g}" if numbers else _NONE
        within = sum(number <= _WITHIN for number in numbers)
        yield f"| {name} | {len(tries)} | {len(numbers)} | {middle} | {within} |"
    alarm = "alarms it" if clean["found"] else "alarms nothing"
    yield ""
    yield (
        f"Schemathesis runs with default settings and one seed to its first failure; on the right service it sends "
        f"{clean['requests']} requests and {alarm}. Any failure counts as found, whatever it names. It judges one "
        "answer by its schema, which is what it is for, and sees no vector beside another."
    )
    only = [row["fault"] for row in tries if row["found"] and own[row["fault"]] is None]
    yield ""
    yield f"Found by Schemathesis: {', '.join(row['fault'] for row in tries if row['found']) or 'none'}."
    yield f"Found by it alone: {', '.join(only) or 'none'}."


def page(rows: Sequence[Mapping[str, Any]], sampled: str = "", beside: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return the tables as Markdown."""
    month = f"{datetime.now(UTC):%B %Y}"
    lines = [
        "# Detection",
        "",
        "Written by `python benchmarks/detection.py --page docs/detection.md`: each fault of the reference service,",
        "the checks that must catch it, and the number of the request with which any check, and with which these,",
        "first could: what is held against another, such as a text in a list against the same alone, counts when both",
        "are sent. One seed, no random examples, one model (two where a fault shows between models).",
        "",
        f"Measured in {month}, {sampled or f'all {len(rows)} faults that the contract can show'}.",
        "",
        *_summary(rows),
        *(("", "## Beside Schemathesis", "", *_beside(rows, beside)) if beside else ()),
        "",
        "## Probes",
        "",
        "Which probes sent the requests that were found fault with. A fault that one probe alone finds would be missed",
        "without it; a probe without such faults may be what others are held against.",
        "",
        *_by_probe(rows),
        "",
        *_idle_probes(rows),
        "",
        "## Faults",
        "",
        "| fault | caught by | first seen at | by these at | requests | smoke |",
        "| --- | --- | --: | --: | --: | --- |",
        *map(_line, rows),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Mapping[str, Any]) -> str:
    name = row["fault"] if row["depth"] == Depth.STANDARD else f"{row['fault']} ({row['depth']})"
    numbers = f"{row['first'] or _NONE} | {row['named'] or _NONE} | {row['requests']}"
    return f"| {name} | {', '.join(row['checks'])} | {numbers} | {'found' if row['smoke'] else _NONE} |"


def _chosen(asked: argparse.Namespace) -> tuple[list[str], str]:
    """Return the faults that are asked for, and how they were sampled."""
    names = [name for name in asked.fault or showing() if not asked.families or _family(name) in asked.families]
    of_families = f" of the families {', '.join(asked.families)}" if asked.families else ""
    if asked.limit is None or asked.limit >= len(names):
        return names, f"all {len(names)} faults{of_families}" if of_families else ""
    drawn = random.Random(SEED).sample(names, asked.limit)  # noqa: S311  # no secret
    return sorted(drawn), f"{asked.limit} of {len(names)} faults{of_families}, drawn at random"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", nargs="*")
    parser.add_argument("--families", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--known", nargs="*", type=Path, default=[], help="what --json wrote of faults judged before")
    parser.add_argument("--beside", type=Path, help="what benchmarks/beside.py --json wrote")
    asked = parser.parse_args()
    names, sampled = _chosen(asked)
    known = {row["fault"]: row for path in asked.known for row in json.loads(path.read_text("utf-8"))}
    judged = _judged([name for name in names if name not in known], asked.workers)
    rows = sorted([*known.values(), *judged], key=lambda row: row["fault"])
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), "utf-8")
    if asked.page:
        beside = json.loads(asked.beside.read_text("utf-8")) if asked.beside else ()
        asked.page.write_text(page(rows, sampled, beside), "utf-8")
    print("\n".join(_summary(rows)))  # noqa: T201  # a command


if __name__ == "__main__":
    main()
