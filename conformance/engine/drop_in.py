"""The second layer of a verdict: whether a client of OpenAI works unchanged, told from answers that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, Reader
from conformance.answers.mapped_vectors import MappedVectors
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.model.contract import Contract
from conformance.model.result import Result
from conformance.results.drop_in import LAYER

__all__ = ["drop_in"]


def drop_in(answers: Mapping[str, Sequence[Answer]]) -> tuple[Result, ...]:
    """Judge each model's answers once more, by what clients of OpenAI need.

    What came is read anew, by the schemas of that layer: what one vendor documents is no excuse there.
    """
    common = load(LAYER)
    layer = replace(common, clauses=tuple(clause.for_drop_in for clause in common.clauses))
    reader = Reader(layer)
    found: dict[tuple[str, str | None], Result] = {}
    for model, own in answers.items():
        judge = Judge(layer, _read_anew(own, layer, reader))
        for check in applicable(layer):
            concerned = None if CHECKS[check].whole_target else model
            if (check, concerned) not in found:
                found[check, concerned] = judge.judge(CHECKS[check], concerned)
    return tuple(found.values())


def _read_anew(answers: Sequence[Answer], layer: Contract, reader: Reader) -> list[Answer]:
    read: dict[str, Answer] = {}
    mapped_vectors = MappedVectors()
    anew = []
    # A client of OpenAI asks for no other type of elements, and takes for floats what it is given.
    for answer in (answer for answer in answers if answer.case.elements is None):
        case = replace(answer.case, expect=layer.policy.get(answer.case.rule, answer.case.expect))
        if answer.key not in read:
            fresh = reader.read(case, answer.exchange, answer)
            read[answer.key] = fresh if fresh.vectors is answer.vectors else mapped_vectors.store(fresh)
        same = replace(read[answer.key], case=case, settled=answer.settled)
        anew.append(same.with_control(control_ok=answer.control_ok, reproducible=answer.reproducible))
    return anew
