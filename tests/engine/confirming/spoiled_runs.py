"""Runs of a few comparing checks against services that spoil their vectors in some way."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answered

from conformance.engine.run import Run
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import Target

__all__ = [
    "BATCHES",
    "CHECKS",
    "HISTORY",
    "LOAD",
    "REPEATS",
    "TARGET",
    "Rows",
    "Spoil",
    "judged_of",
    "service_of",
    "vector_of",
]

TARGET = Target("http://host/v1", Secret("sk-1"))
BATCHES, REPEATS = "relations.batch-equals-alone", "relations.repeats-agree"
HISTORY, LOAD = "relations.history-free", "relations.load-changes-nothing"
CHECKS = (BATCHES, REPEATS, HISTORY, LOAD)
WIDTH = 8

Rows = list[list[float]]
Spoil = Callable[[Request, Rows], Rows]


def vector_of(text: str) -> list[float]:
    """Return the vector that a text has."""
    draw = random.Random(text)  # noqa: S311  # numbers, no secrets
    return [draw.gauss(0, 1) for _ in range(WIDTH)]


def service_of(spoil: Spoil) -> Callable[[Request], Exchange]:
    """Return what answers a request with the vectors of its texts, spoiled in some way."""

    def behave(request: Request) -> Exchange:
        body = json.loads(request.body)
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        rows = spoil(request, [vector_of(text) for text in texts])
        data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
        tokens = sum(map(len, texts))
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        told = {"id": request.key, "model": body["model"], "object": "list", "data": data, "usage": usage}
        return answered(request, body=json.dumps(told).encode())

    return behave


def judged_of(
    spoil: Spoil, *checks: str, memory: Remembered | None = None, contract: Contract = CONTRACT
) -> tuple[dict[str, Result], FakeSender]:
    """Return the results of some checks, and what was sent for them."""
    sender = FakeSender(service_of(spoil))
    wanted = {FIRST: frozenset(checks or CHECKS)}
    options = PlanOptions(examples=0, burst=8)
    run = Run(contract, TARGET, wanted, sender=sender, memory=memory or Remembered(), options=options)
    try:
        return {check: run.judge(check, FIRST) for check in checks or CHECKS}, sender
    finally:
        run.close()
