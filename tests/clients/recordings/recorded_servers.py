"""The recorded servers: what each was asked and answered, judged under a contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS, Check, Scope
from conformance.clients.requests.recorded_case import recorded_case
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.evidence.lines import from_line
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.message import plain
from conformance.model.verdict import Verdict

__all__ = ["SERVERS", "Found", "Server", "answers", "as_if_documented", "exchanges", "found"]

_DATA = Path(__file__).resolve().parent.parent.parent / "data"

Found = tuple[str, str]
"""A check's id and the name of the probe whose exchange it finds fault with."""


@dataclass(frozen=True, slots=True)
class Server:
    """A recorded server: the model it was asked for, and the width of that model's vectors."""

    name: str
    model: str
    width: int


SERVERS = (Server("infinity", "all-MiniLM-L6-v2", 384), Server("aimock", "text-embedding-3-small", 1536))


@cache
def exchanges(server: Server) -> Mapping[str, Exchange]:
    """Return the recorded exchanges by the name of their probe."""
    lines = (_DATA / f"{server.name}.jsonl").read_bytes().splitlines()
    return MappingProxyType({json.loads(line)["probe"]: from_line(line) for line in lines})


def answers(server: Server, contract: Contract) -> tuple[Answer, ...]:
    """Return what a contract's reader makes of the recorded calls; each case is titled by its probe."""
    reader = Reader(contract)
    cases = ((recorded_case(contract, server.model, one, plain(name)), one) for name, one in exchanges(server).items())
    return tuple(reader.read(case, one) for case, one in cases if case is not None)


def found(server: Server, contract: Contract) -> frozenset[Found]:
    """Return every finding of every check on the recorded calls; a check that crashes fails the caller."""
    judged = answers(server, contract)
    return frozenset(finding for check in CHECKS.values() for finding in _findings(check, contract, judged))


def _findings(check: Check, contract: Contract, judged: tuple[Answer, ...]) -> Iterator[Found]:
    probes = {answer.key: str(answer.case.title) for answer in judged}
    # Alone, since a verdict lists so many findings only.
    dockets = [(answer,) for answer in judged] if check.scope is Scope.EACH else [judged]
    for applicable in dockets:
        result = Judge(contract, applicable).judge(check, None if check.whole_target else applicable[0].case.model)
        assert result.verdict is not Verdict.ERROR, str(result.reason)
        yield from ((check.id, probes[finding.exchange]) for finding in result.findings)


def as_if_documented(server: Server) -> Contract:
    """Return the document's contract with the recorded model in the place of its newest one.

    The model keeps its own width where no other is asked for: that is the model's, and no fault of the server's.
    """
    contract = load("dashscope")
    newest = contract.models[-1].name
    schema = json.loads(json.dumps(contract.request_schema).replace(newest, server.model))
    model = replace(contract.models[-1], name=server.model, default_dimensions=server.width)
    clauses = tuple(
        replace(clause, models=tuple(server.model if name == newest else name for name in clause.models))
        for clause in contract.clauses
    )
    return replace(contract, request_schema=schema, models=(*contract.models[:-1], model), clauses=clauses)
