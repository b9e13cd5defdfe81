"""One run of a service with several faults, of which documents are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target
from conformance.results.document import RunInfo, assemble
from conformance.results.exchange_rows import exchange_row
from conformance.results.partial_results import Collected, partial_results
from conformance.service import Service

MODELS = ("text-embedding-v1", "text-embedding-v3")
FAULTS = (
    "index-starts-at-one",
    "cap-500",
    "emoji-500",
    "usage-total-missing",
    "dim-ignored",
    "wrong-key-403",
    "id-missing",
    "param-missing",
)
_KEY = "sk-reference"


@dataclass(frozen=True, slots=True)
class BrokenRun:
    """What came of the run, before any of it was told."""

    contract: Contract
    target: Target
    collected: Collected
    results: tuple[Result, ...]

    def document(self) -> dict[str, Any]:
        """Return the results document, its sentences rendered now."""
        info = RunInfo(
            contract=self.contract,
            options=RunOptions(self.target.base_url, self.contract.name, MODELS, PlanOptions(1)),
            strict=False,
            expression="",
            started=1.0,
            finished=9.0,
        )
        return assemble(info, [partial_results(self.collected, self.results, self._row)])

    def _row(self, exchange: Exchange) -> dict[str, Any]:
        return exchange_row(exchange, self.target)


def _seen_twice(results: Iterable[Result]) -> Iterator[Result]:
    """Yield results of one more check, which finds the same places of the same answers at fault as another."""
    for result in results:
        if result.check == "ordering.index-set":
            yield replace(result, check="ordering.index-twice")


def broken_run() -> BrokenRun:
    """Judge a service with all the faults."""
    contract = load("dashscope")
    checks = applicable(contract)
    with Service("dashscope", faults=FAULTS, key=_KEY, seed=1) as service:
        limits = ClientLimits(timeout=20.0, attempts=2, longest_wait=0.05)
        target = Target(service.base_url, Secret(_KEY), client_limits=limits)
        with Client(target, sleep=lambda _: None) as client:
            wanted = dict.fromkeys(MODELS, checks)
            run = Run(
                contract, target, wanted, sender=client, memory=Store(None), options=PlanOptions(seed=1, examples=0)
            )
            try:
                results = tuple(run.judge(check, model) for model in MODELS for check in checks)
                return BrokenRun(contract, target, run.collected(), (*results, *_seen_twice(results)))
            finally:
                run.close()
