"""The results document of a soak, in the format of every other run, with the failure rate of every clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model.message import Message
from conformance.model.options import RunOptions
from conformance.results.document import RunInfo, assemble
from conformance.results.exchange_rows import exchange_row
from conformance.soak.counts import Counts
from conformance.soak.load_profile import LoadProfile
from conformance.soak.timeline import slice_seconds, slices

__all__ = ["document", "rate_lines"]


def document(
    load_profile: LoadProfile,
    counts: Counts,
    measured: Mapping[str, Any],
    stopped: Message | None,
    span: tuple[float, float],
) -> dict[str, Any]:
    """Return the document (schemas/suite/results.json); ``span`` are the times of start and end, since the epoch."""
    exchanges = counts.exchanges or {}
    head = RunInfo(
        contract=load_profile.contract,
        options=RunOptions(load_profile.target.base_url, load_profile.contract.name, (load_profile.model,)),
        strict=False,
        expression="soak",
        started=span[0],
        finished=span[1],
    )
    partial_results: dict[str, Any] = {
        "results": [{name: value for name, value in row.items() if name != "failing"} for row in counts.rows],
        "observations": [],
        "exchanges": {key: exchange_row(exchange, load_profile.target) for key, exchange in exchanges.items()},
        "traffic": {
            "sent": counts.requests,
            "reused": 0,
            "retried": 0,
            "input_tokens": counts.tokens,
            "seconds": round(counts.seconds, 3),
            "bytes": counts.size,
        },
        "measurements": {"latency": [], "norms": {}, "noise": {}, "sentinels": {}},
        "troubles": {},
        "stopped": None if stopped is None else stopped.to_json(),
        "span": list(span),
        "unsent": [],
    }
    whole = assemble(head, [partial_results])
    width = slice_seconds(load_profile.seconds)
    soak = {
        **measured,
        "load_profile": _profile(load_profile),
        "failure_rates": list(_rates(counts)),
        "slice_seconds": width,
        "timeline": list(slices(counts.timeline, width)),
    }
    return {**whole, "measurements": {**whole["measurements"], "soak": soak}}


def _profile(load_profile: LoadProfile) -> dict[str, Any]:
    """Return under which load the target was: who calls, for how long, and with what."""
    return {
        "users": load_profile.users,
        "workers": load_profile.workers,
        "seconds": load_profile.seconds,
        "model": load_profile.model,
        "most_inputs": load_profile.most_inputs,
        "compared_windows": load_profile.every,
    }


def _rates(counts: Counts) -> Iterator[dict[str, Any]]:
    """Yield how many of the answers each check judged failed it, and for which clauses it speaks."""
    for row in counts.rows:
        if row["judged"]:
            rate = row["failing"] / row["judged"]
            yield {
                "check": row["id"],
                "clauses": row["clauses"],
                "judged": row["judged"],
                "failing": row["failing"],
                "rate": round(rate, 6),
            }


def rate_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a terminal: the load, latencies, and the checks that failed, with their rates."""
    soak = document["measurements"]["soak"]
    latencies = ", ".join(f"{share} {seconds * 1000:.0f} ms" for share, seconds in soak["latencies"].items())
    yield (
        f"{soak['requests']:,} requests in {soak['seconds']:g} s ({soak['per_second']:g} a second), "
        f"{soak['unanswered']} unanswered"
    )
    yield f"latency: {latencies}"
    for rate in soak["failure_rates"]:
        if rate["failing"]:
            yield f"{rate['check']}: {rate['failing']} of {rate['judged']:,} answers ({rate['rate']:.2%})"
