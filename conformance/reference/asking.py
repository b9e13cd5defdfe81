"""Asks a target for the texts of a reference, and for nothing else, as every run asks."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.answers.answer import Answer
from conformance.answers.held_against import held_against
from conformance.answers.kinship import judge_kinship
from conformance.answers.kinship_verdict import KinshipVerdict
from conformance.answers.likeness import Likeness
from conformance.engine.liveness import Memory, Sender
from conformance.engine.preflight import PreflightFailure
from conformance.engine.run import Run
from conformance.model.contract import Contract
from conformance.model.options import PlanOptions
from conformance.model.reference import Reference
from conformance.model.target import Target
from conformance.reference.clauses import REFERENCE_CHECKS, with_reference

__all__ = ["Checked", "ask_reference", "check_reference"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of holding a target against a reference: the measures, the verdict, and how many requests it took."""

    likeness: Likeness
    verdict: KinshipVerdict
    requests: int


def ask_reference(
    reference: Reference, contract: Contract, target: Target, *, sender: Sender, memory: Memory
) -> tuple[Answer, ...] | PreflightFailure:
    """Return the answers to the texts of a reference, or what keeps the target from being asked."""
    run = Run(
        with_reference(contract, reference),
        target,
        {reference.model: REFERENCE_CHECKS},
        sender=sender,
        memory=memory,
        options=PlanOptions(examples=0),
    )
    try:
        answers = run.collector.answers(reference.model)
        return run.collector.preflight_failures.get(reference.model) or answers
    finally:
        run.close()


def check_reference(
    reference: Reference, contract: Contract, target: Target, *, sender: Sender, memory: Memory
) -> Checked | PreflightFailure:
    """Hold a target against a reference, or return what keeps it from being asked."""
    answers = ask_reference(reference, contract, target, sender=sender, memory=memory)
    if isinstance(answers, PreflightFailure):
        return answers
    likeness = held_against(answers)
    return Checked(
        likeness, judge_kinship(likeness), len({answer.key for answer in answers if not answer.exchange.unsent})
    )
