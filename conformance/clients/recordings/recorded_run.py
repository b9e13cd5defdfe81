"""A run of recorded answers with nobody to ask, read as the judging contract reads them, whoever asked for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, Reader
from conformance.answers.mapped_vectors import MappedVectors
from conformance.clients.requests.recorded_case import recorded_case
from conformance.contract.loading import load
from conformance.engine.offline_sender import OfflineSender
from conformance.engine.run import Rereading, Run
from conformance.errors import UsageError
from conformance.evidence.store import Store
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.secret import Secret
from conformance.model.target import ExtraHeader, Target

__all__ = ["recorded_contract", "recorded_run"]


def recorded_run(  # everything a run rests on, by name
    contract: Contract,
    wanted: Mapping[str, Collection[str]],
    *,
    recorded: RunOptions,
    asked_by: Contract | None,
    memory: Store,
    plan: PlanOptions,
) -> Run:
    """Return a run of these checks, by model, of what evidence holds; ``asked_by`` is None where one contract did both.

    ``recorded`` is the header of the evidence, ``plan`` how it is planned.
    """
    headers = tuple(ExtraHeader(name, Secret("")) for name in recorded.headers)
    target = Target(recorded.base_url, key_variable=recorded.key_variable, headers=headers, insecure=recorded.insecure)
    anew = None if asked_by is None else _rereading(contract)
    return Run(asked_by or contract, target, wanted, sender=OfflineSender(), memory=memory, options=plan, anew=anew)


def recorded_contract(recorded: RunOptions, contract: Contract) -> Contract | None:
    """Return the contract that evidence was asked by; None where it is the one to judge by, or is not known here."""
    try:
        asked_by = load(recorded.contract)
    except UsageError:
        return None
    return None if asked_by.digest == contract.digest else asked_by


def _rereading(contract: Contract) -> Rereading:
    """Return how answers are read and judged by a contract that they were not asked by."""
    return Rereading(contract, lambda answers: _read_anew(answers, contract))


def _read_anew(answers: Sequence[Answer], contract: Contract) -> list[Answer]:
    reader, mapped_vectors = Reader(contract), MappedVectors()
    read: dict[str, Answer] = {}
    anew = []
    for answer in answers:
        case = _case(answer.case, contract, answer.exchange)
        if answer.key not in read:
            read[answer.key] = mapped_vectors.store(reader.read(case, answer.exchange))
        same = replace(read[answer.key], case=case, settled=answer.settled)
        anew.append(same.with_control(control_ok=answer.control_ok, reproducible=answer.reproducible))
    return anew


def _case(case: Case, contract: Contract, exchange: Exchange) -> Case:
    """Return a case with what another contract expects; what only the first forbids may be answered or refused."""
    own = recorded_case(contract, case.model, exchange, case.title)
    if own is None:
        return replace(case, expect=contract.policy.get(case.rule, case.expect))
    if case.rule:
        return replace(case, expect=contract.policy.get(case.rule, own.expect) if own.rule else Expect.EITHER)
    if own.rule:
        decided = own.decided_by or case.decided_by
        ordinary = case.ordinary and own.ordinary
        return replace(case, expect=own.expect, rule=own.rule, decided_by=decided, ordinary=ordinary)
    return case
