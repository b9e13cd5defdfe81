"""Sequences and bursts, to be played again as they were: with all that came before or beside the request at fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil

from conformance.answers.answer import Answer
from conformance.checks.relations.baselines import form_of
from conformance.engine.confirmation import Ask
from conformance.engine.confirming.chance import Frequency
from conformance.engine.confirming.sides import answer_of, sides
from conformance.engine.judge import Judge
from conformance.generation.rewording import reworded
from conformance.model.case import Case, Manner
from conformance.model.exchange import Connection, Request
from conformance.model.finding import Finding
from conformance.model.role import Role

__all__ = ["MOST_LISTS", "at_fault_in_burst", "part_of", "play", "played_with", "unloaded", "waking"]

MOST_LISTS = 6
"""Lists of a burst that are also sent without load; the others are not held against anything."""
_MOST_AT_ONCE = 16
"""Requests of a burst that is played again where much else is asked again."""
_WAKING = "Good morning: "
"""What is put before the first text where a silence is played again."""


def played_with(judge: Judge, finding: Finding) -> Mapping[str, Case]:
    """Return the cases of the sequence or burst that the request at fault belongs to, by key.

    One that goes out after a silence is held against its control, which comes before that and first.
    """
    step = answer_of(judge, finding.exchange).case
    before = step.control.key if step.request.pause and step.control else None
    cases = sorted((answer.case for answer in judge.answers), key=lambda case: case.request.pause)
    return {
        case.request.key: case
        for case in cases
        if (case.probe, case.group) == (step.probe, step.group) or case.request.key == before
    }


def play(ask: Ask, steps: Sequence[Case], manner: Manner) -> list[Answer]:
    """Return the answers to a sequence or burst; what goes out after a silence waits for what comes before that."""
    for case in waking(steps):
        ask([case], manner)
    parts = (list(part) for _, part in groupby(steps, key=lambda case: case.request.pause > 0))
    return [answer for part in parts for answer in ask(part, manner)]


def waking(steps: Sequence[Case]) -> list[Case]:
    """Return what is sent before a silence: nothing was while it was judged, so that the first answer is after one."""
    return [reworded(steps[0], _WAKING.__add__)] if steps[-1].request.pause else []


def unloaded(judge: Judge, cases: Sequence[Case], repeated: Callable[[Request], Request]) -> Iterator[Case]:
    """Give what requests at once are held against: their texts alone, and the lists without load."""
    alone = {answer.case.texts: answer.case for answer in judge.answers if answer.case.role is Role.ALONE}
    texts = dict.fromkeys((text,) for case in cases for text in case.texts or ())
    yield from (alone[text] for text in texts if text in alone)
    lists = [case for case in cases if not case.single][:MOST_LISTS]
    for case in lists:
        request = replace(repeated(case.request), connection=Connection.SHARED)
        yield replace(case, role=Role.BATCH, group="", request=request)


def part_of(cases: Mapping[str, Case], with_: str) -> Mapping[str, Case]:
    """Return a part of a burst, as many of each kind as there are in all of it, with one of them."""
    step = ceil(len(cases) / _MOST_AT_ONCE)
    keys = list(cases)
    return {key: cases[key] for key in keys[keys.index(with_) % step :: step]}


def at_fault_in_burst(findings: Sequence[Finding], cases: Mapping[str, Case]) -> Frequency:
    """Return how many requests at once were at fault, of how many in their forms, leaving out one text alone.

    What most are held against came once, and may have been wrong itself; what is held against another text is at fault
    all the same. ``cases`` are those of the burst, by the key of their request.
    """
    compared = Counter(sides(finding)[-1] for finding in findings)
    (most, _), *_ = compared.most_common(1)
    requests = {finding.exchange for finding in findings if sides(finding)[-1] != most} or {findings[0].exchange}
    forms = {form_of(cases[finding.exchange]) for finding in findings}
    return Frequency(len(requests), sum(form_of(case) in forms for case in cases.values()))
