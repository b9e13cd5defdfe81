"""What findings rest on: the requests at fault, and those that they are held against."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.noise import SAME
from conformance.checks.relations.comparing import NORM_DIFFERS, OTHER_DIMENSIONS
from conformance.engine.judge import Judge
from conformance.model.case import Manner
from conformance.model.finding import Finding, Part
from conformance.probes.registry import manner_of

__all__ = ["answer_of", "at_fault", "is_of_vectors", "manner_at_fault", "request_repeated", "sides", "tells_apart"]

_OF_SIZE = frozenset({OTHER_DIMENSIONS.id, NORM_DIFFERS.id})
"""What is told of vectors beside their direction."""


def manner_at_fault(judge: Judge, finding: Finding) -> Manner:
    """Return how the request at fault was sent."""
    return manner_of(answer_of(judge, finding.exchange).case)


def answer_of(judge: Judge, key: str) -> Answer:
    """Return the answer to a request that a finding rests on."""
    answer = judge.answered(key)
    assert answer is not None, "a finding rests on answers that were judged"
    return answer


def request_repeated(answer: Answer) -> str:
    """Return the key of the request that an answer is to, whichever of its repeats that was."""
    return replace(answer.case.request, repeat=0, pause=0.0).key


def sides(finding: Finding) -> tuple[str, ...]:
    """Return the keys of the request at fault, and of the one it is held against."""
    compared = next(
        (evidence.exchange for evidence in finding.evidence if evidence.part is Part.COMPARED_WITH), finding.exchange
    )
    return tuple(dict.fromkeys((finding.exchange, compared)))


def is_of_vectors(finding: Finding) -> bool:
    """Tell whether a finding is about how vectors lie to each other."""
    return not finding.kind.startswith("usage.")


def tells_apart(finding: Finding) -> bool:
    """Tell whether a finding is that vectors differ: one that moves by itself explains that, and not that two agree."""
    cosine = finding.message.values.get("cosine")
    return finding.kind in _OF_SIZE or (isinstance(cosine, float) and cosine < 1 - SAME)


def at_fault(judge: Judge, gone: Iterable[Finding]) -> Collection[str]:
    """Return the answers that must have been wrong at least: one that many are held against accounts for all.

    An answer that came when it was asked again, and that others are held against since, is none of them.
    """
    pairs = [[key for key in sides(finding) if judge.answered(key) is not None] for finding in gone]
    return min({pair[0] for pair in pairs}, {pair[-1] for pair in pairs}, key=len)
