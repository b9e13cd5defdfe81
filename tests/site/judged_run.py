"""Runs of the reference service as they lie in a folder: results, and the evidence beside them."""

from __future__ import annotations

from pathlib import Path

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.plan import applicable, left_out
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.depth import Depth
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.reports.files import results_file
from conformance.results.document import RunInfo, assemble
from conformance.results.partial_results import partial_results
from conformance.service import Service

__all__ = ["MODEL", "judged_run"]

MODEL = "text-embedding-v3"
_KEY = "sk-reference"
_BEGAN = 1_795_000_000.0


def judged_run(folder: Path, *faults: str, name: str = "", contract: str = "dashscope", began: float = _BEGAN) -> Path:
    """Judge a service in a smoke run of one model, leave results and evidence, and return where the results are."""
    terms, plan = load(contract), PlanOptions(examples=0, burst=8, depth=Depth.SMOKE)
    results = folder / "results.json"
    with Service(contract, faults=faults, key=_KEY) as service:
        target = Target(service.base_url, Secret(_KEY))
        options = RunOptions(service.base_url, contract, (MODEL,), plan, faults=faults)
        beyond = left_out(terms, (MODEL,), plan)[MODEL]
        checks = [check for check in applicable(terms) if check not in beyond]
        with Client(target) as client:
            memory = Store(folder / "evidence.jsonl", options)
            run = Run(terms, target, {MODEL: frozenset(checks)}, sender=client, memory=memory, options=plan)
            judged = [run.judge(check, MODEL) for check in checks]
            part = partial_results(run.collected(), judged, run.rows)
            run.close()
    info = RunInfo(
        terms, options, strict=False, expression="--emb-depth=smoke", started=began, finished=began + 9, name=name
    )
    results_file.write(assemble(info, [part]), results)
    return results
