"""One trial: the reference service, misbehaving in given ways, judged over real HTTP."""

from __future__ import annotations

import gc
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from conformance.checks import CHECKS, Scope
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.plan import applicable, left_out
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.generation.reference_texts import reference_texts
from conformance.model.contract import Contract
from conformance.model.depth import Depth
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Finding, Part
from conformance.model.options import PlanOptions
from conformance.model.reference import Reference
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Limits, Target
from conformance.reference.clauses import REFERENCE_CHECKS, with_reference
from conformance.reference.recording import RecordedReference, from_target
from conformance.service import Service

KEY = "sk-reference"
CLIENT_LIMITS = ClientLimits(timeout=2.0, attempts=3, longest_wait=0.05)
"""Short waits, for services that hang on purpose."""
PATIENT = replace(CLIENT_LIMITS, timeout=20.0)
"""For services that are right: 32 requests at once take a busy machine longer than two seconds."""
NO_LIMITS = Limits()
_COMPARED = frozenset({Part.THIS, Part.COMPARED_WITH})
VENDOR = str(Path(__file__).parent / "further-parameters.toml")
"""A contract with what no contract kept here documents."""
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "openai": ("text-embedding-3-small", "text-embedding-3-large"),
    "tei": ("first-model", "second-model"),
    "siliconflow": ("Qwen/Qwen3-Embedding-0.6B", "Qwen/Qwen3-Embedding-4B"),
    "azure": ("first-deployment", "second-deployment"),
    "nim": ("nvidia/nv-embedqa-e5-v5", "nvidia/nemotron-3-embed-1b"),
    VENDOR: ("fixed", "wide"),
}
"""Contracts unlike the first, with two models each: faults are tried under them too."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial: every result, and how many exchanges it took."""

    results: tuple[Result, ...]
    exchanges: int
    crashes: tuple[str, ...]
    """Bugs of the service itself."""
    found_at: Mapping[str, int]
    """For each check that fails or advises, the number of the request, from 1, with which it first could.

    That is the last of those that one of its findings compares, such as a text in a list and the same text alone.
    """
    found_by: frozenset[str] = frozenset()
    """The probes whose requests were found fault with."""

    def verdict(self, check: str) -> set[str]:
        """Return the verdicts of one check, over the models."""
        return {str(result.verdict) for result in self.results if result.check == check}

    def alarms(self, borne: Collection[str] = ()) -> list[str]:
        """Return what a correct service must not get; advice of the checks in ``borne`` is none."""
        bad = {"fail", "advice", "error"}
        return [
            f"{result.check} ({result.model}) {result.verdict}: "
            + "; ".join(str(finding.message) for finding in result.findings[:2])
            + str(result.reason)
            for result in self.results
            if str(result.verdict) in bad and not (str(result.verdict) == "advice" and result.check in borne)
        ]

    def undecided(self) -> list[str]:
        """Return the checks that could not be judged."""
        return [f"{row.check}: {row.reason}" for row in self.results if str(row.verdict) == "inconclusive"]


class _Clock:
    """Tells seconds to a service, and lets a client sleep through them: a long wait is short, and counts in full."""

    def __init__(self) -> None:
        self._slept = 0.0

    def __call__(self) -> float:
        """Tell the seconds that have passed."""
        return time.monotonic() + self._slept

    def sleep(self, seconds: float) -> None:
        """Wait as told, but never long: what idle seconds do to a connection is tested elsewhere."""
        waited = min(seconds, 0.05)
        time.sleep(waited)
        self._slept += seconds - waited


class _Numbered:
    """Sends by a client, and notes as which request, from 1, each went out: one that is watched long ends late."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._numbers = count(1)
        self.places: dict[str, int] = {}

    def send(self, request: Request) -> Exchange:
        """Return the exchange with every attempt made."""
        self.places.setdefault(request.key, next(self._numbers))
        return self._client.send(request)


def settle() -> None:
    """Keep garbage collection, in a process of trials alone, from walking through all that was imported for them."""
    gc.freeze()


@cache
def contract_named(name: str) -> Contract:
    """Return a contract, loaded once."""
    return load(name)


@cache
def reference_of(contract_name: str, model: str) -> Reference:
    """Return the reference of a model that the sound service serves, recorded once."""
    contract = contract_named(contract_name)
    draft = Reference(model, reference_texts(contract.model(model).max_tokens), source="a test", date="2026-11-28")
    with Service(contract_name, key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=PATIENT)
        with Client(target) as client:
            recorded = from_target(draft, contract, target, sender=client, memory=Store(None))
    assert isinstance(recorded, RecordedReference)
    return recorded.reference


def trial(  # noqa: PLR0913  # what a trial consists of
    contract_name: str,
    models: Sequence[str],
    *,
    faults: Sequence[str] = (),
    oddities: Sequence[str] = (),
    seed: int = 1,
    examples: int = 0,
    only: Collection[str] = (),
    client_limits: ClientLimits = CLIENT_LIMITS,
    limits: Limits = NO_LIMITS,
    depth: str = Depth.STANDARD,
) -> Trial:
    """Judge the service with the given faults and oddities, by all checks or only by those named.

    Waits are kept short. A run by few checks sends what these need and nothing else. The first model is held against
    a reference where a check of those is named.
    """
    contract = contract_named(contract_name)
    if set(only) & set(REFERENCE_CHECKS):
        contract = with_reference(contract, reference_of(contract_name, models[0]))
    checks = [check for check in applicable(contract) if check in only or not only]
    options = PlanOptions(seed=seed, examples=examples, burst=32, depth=Depth(depth))
    beyond = {} if only else left_out(contract, models, options)
    wanted = {model: [check for check in checks if check not in beyond.get(model, ())] for model in models}
    clock = _Clock()
    with Service(contract_name, faults=faults, oddities=oddities, key=KEY, seed=seed, clock=clock) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=client_limits, limits=limits)
        store = Store(None)
        with Client(target, sleep=clock.sleep) as client:
            run = Run(
                contract,
                target,
                wanted,
                sender=(numbered := _Numbered(client)),
                memory=store,
                options=options,
            )
            try:
                results = tuple(run.judge(check, model) for model, own in wanted.items() for check in own)
                cases = [answer.case for model in models for answer in run.collector.answers(model)]
            finally:
                run.close()
        at_fault = {finding.exchange for result in results for finding in result.findings}
        found_by = frozenset(str(case.probe) for case in cases if case.request.key in at_fault)
        return Trial(
            results, len(store), tuple(map(str, service.crashes)), _found_at(results, numbered.places), found_by
        )


def _found_at(results: Sequence[Result], places: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for result in results:
        shown = [_shown_at(finding, places) for finding in result.findings if finding.exchange in places]
        if CHECKS[result.check].scope is Scope.EACH:
            # So many findings are kept and no more, those of the first requests sent perhaps not among them.
            shown += [places[key] for key in result.failing if key in places]
        if shown:
            found[result.check] = min([*shown, found.get(result.check, len(places))])
    return found


def _shown_at(finding: Finding, places: Mapping[str, int]) -> int:
    """Return the number of the last of the requests that a finding compares."""
    compared = [finding.exchange, *(part.exchange for part in finding.evidence if part.part in _COMPARED)]
    return max(places[key] for key in compared if key in places)
