"""Recorded answers, judged by the checks of servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS
from conformance.clients.requests.client_call import ClientCall
from conformance.clients.requests.pacing import content
from conformance.clients.requests.recorded_case import recorded_case
from conformance.engine.judge import Judge
from conformance.model import statuses
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.message import template
from conformance.model.result import Result
from conformance.model.verdict import Verdict

__all__ = ["judge_answers", "read_answers"]

_RECORDED = template("request.recorded", "recorded call {number}")


def read_answers(contract: Contract, calls: Sequence[ClientCall]) -> list[Answer]:
    """Return the answers to the calls of known models; a call that was repeated is one with several attempts."""
    reader, found = Reader(contract), []
    for number, call in enumerate(_folded(calls), 1):
        if call.model is not None:
            case = recorded_case(contract, call.model, call.exchange, _RECORDED(number=number))
            found += [reader.read(case, call.exchange)] if case else []
    return found


def judge_answers(contract: Contract, answers: Sequence[Answer]) -> Iterator[Result]:
    """Yield the verdict of every check that has something to judge, for each model and for the target as a whole."""
    models = dict.fromkeys(answer.case.model for answer in answers)
    judges = {model: Judge(contract, [answer for answer in answers if answer.case.model == model]) for model in models}
    whole = Judge(contract, answers)
    for check in CHECKS.values():
        results = [whole.judge(check, None)] if check.whole_target else []
        results += [] if check.whole_target else [judge.judge(check, model) for model, judge in judges.items()]
        yield from (result for result in results if result.verdict is not Verdict.NOT_APPLICABLE)


def _folded(calls: Sequence[ClientCall]) -> list[ClientCall]:
    """Put each call that was refused for a time together with its repetition, as attempts at one request."""
    folded_calls: dict[str, ClientCall] = {}
    open_calls: dict[tuple[object, ...], str] = {}
    for call in sorted(calls, key=lambda call: call.exchange.last.started):
        earlier = open_calls.pop(content(call), None)
        folded = (
            replace(call, exchange=_together(folded_calls.pop(earlier).exchange, call.exchange)) if earlier else call
        )
        folded_calls[folded.key] = folded
        if _refused_for_a_time(folded.exchange):
            open_calls[content(folded)] = folded.key
    return list(folded_calls.values())


def _together(earlier: Exchange, later: Exchange) -> Exchange:
    return replace(later, attempts=(*earlier.attempts, *later.attempts))


def _refused_for_a_time(exchange: Exchange) -> bool:
    response = exchange.response
    return response is None or response.status in statuses.TRANSIENT
