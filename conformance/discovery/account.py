"""What a survey found out, each with the requests that showed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import cosine_distance
from conformance.checks import CHECKS
from conformance.discovery.questions import DIMENSIONS, ELEMENTS, ENCODINGS, FORMS, INPUTS, TOKENS
from conformance.discovery.survey import Conclusion
from conformance.discovery.token_limit import OTHER_FROM
from conformance.inference.fact_messages import describe_facts
from conformance.inference.sent_request import vector_of
from conformance.inference.text_limits import resolution_of
from conformance.model.contract import Auth
from conformance.model.facts import Beyond, Facts
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.result import Result
from conformance.model.target import Target
from conformance.results.exchange_rows import exchange_row
from conformance.results.exchange_view import ExchangeView
from conformance.results.survey_view import (
    BrokenCheck,
    FoundFact,
    FoundModel,
    FoundRule,
    HeldCheck,
    Shown,
    SurveyView,
)

__all__ = ["account_of"]

_VECTORS = template("discovery.vectors", "{status}: {vectors:vector} of {dimensions:dimension}")
_SAID = template("discovery.said", "{status}: {words:quote}")
_STATUS = template("discovery.status", "{status}")
_READ = template("discovery.read", "another vector: the change was read")
_UNREAD = template("discovery.unread", "the vector of the whole text: the change was not read")
_NO_RESPONSE = template("discovery.no-response", "no response")
_KEYS: Mapping[Auth, Message] = MappingProxyType(
    {
        Auth.REQUIRED: template("discovery.key-required", "required, and a wrong one is refused")(),
        Auth.OPTIONAL: template("discovery.key-optional", "not known to be required")(),
        Auth.NONE: template("discovery.key-none", "not wanted")(),
    }
)
_SHOWN_BY: Mapping[str, Message] = MappingProxyType(
    {
        "width": FORMS,
        "dimensions": DIMENSIONS,
        "input": FORMS,
        "inputs": INPUTS,
        "tokens": TOKENS,
        "base64": ENCODINGS,
        "elements": ELEMENTS,
    }
)
"""The question whose answers show a fact."""
_BODY = 400
_MOST_WHOLE = 6
"""Exchanges of one fact that are kept whole, beside those that decide it."""
_MOST_OF_RULE = 2


def account_of(found: Conclusion, target: Target) -> SurveyView:
    """Return what a survey found out, with what showed it."""
    models = tuple(FoundModel(facts.model, tuple(_facts(facts, found))) for facts in found.facts)
    auth = [answer for answer in _distinct(found.answers) if answer.case.probe == ProbeName.AUTH]
    key = FoundFact("key", _KEYS[found.contract.auth], tuple(_show_answer(answer) for answer in auth))
    rules, broken = tuple(_rules(found)), tuple(_broken(found.results))
    shown = [example for fact in (key, *(fact for model in models for fact in model.facts)) for example in fact.shown]
    shown += [example for rule in rules for example in rule.shown]
    all_answers = [*found.answers, *(answer for answers in found.explored.values() for answer in answers)]
    return SurveyView(
        base_url=target.base_url,
        date=found.contract.date,
        models=models,
        key=key,
        rules=rules,
        held=tuple(_held(found.results, {check.check for check in broken})),
        broken=broken,
        exchanges=_exchanges(
            {example.exchange for example in shown} | {check.exchange for check in broken}, all_answers, target
        ),
        ended=found.ended,
    )


def _exchanges(wanted: set[str], answers: Iterable[Answer], target: Target) -> dict[str, ExchangeView]:
    found = {answer.key: answer.exchange for answer in answers if answer.key in wanted}
    return {
        key: ExchangeView.of(f"x{at}", exchange_row(exchange, target))
        for at, (key, exchange) in enumerate(found.items(), 1)
    }


def _facts(facts: Facts, found: Conclusion) -> Iterator[FoundFact]:
    for name, message in describe_facts(facts).items():
        answers = found.explored.get((facts.model, _SHOWN_BY[name]), ())
        if name == "width":
            answers = tuple(answer for answer in answers if answer.kind is AnswerKind.SUCCESS)[:1]
        if name == "tokens" and facts.beyond is Beyond.CUT:
            yield FoundFact(name, message, tuple(_cut(_distinct(answers))))
        else:
            yield FoundFact(name, message, tuple(_show_all(_limiting(name, answers), _distinct(answers))))


def _cut(answers: Sequence[Answer]) -> Iterator[Shown]:
    """Yield the requests by which a cut was found: the longest text, and the same with other endings."""
    changed = [answer for answer in answers if answer.case.title.id == OTHER_FROM]
    others = [answer for answer in answers if answer not in changed and answer.kind is AnswerKind.SUCCESS]
    longest = max(others, key=lambda answer: _size("tokens", answer), default=None)
    whole, resolution = vector_of(longest) if longest else None, resolution_of(answers)
    read: dict[str, bool] = {}
    for answer in changed:
        vector = vector_of(answer)
        if whole is not None and vector is not None and resolution is not None:
            read[answer.key] = cosine_distance(whole, vector) > resolution
    words = {answer.key: answer.case.title.values["word"] for answer in changed}
    last_read = max((key for key, seen in read.items() if seen), key=words.__getitem__, default="")
    first_unread = min((key for key, seen in read.items() if not seen), key=words.__getitem__, default="")
    yield from (_show_answer(longest),) if longest else ()
    for answer in changed:
        decides = answer.key in {last_read, first_unread}
        shown = _show_answer(answer, decides=decides, whole=decides)
        outcome = _READ() if read.get(answer.key) else _UNREAD()
        yield replace(shown, outcome=outcome) if answer.key in read else shown


def _limiting(name: str, answers: Sequence[Answer]) -> frozenset[str]:
    """Return the keys of the largest request that was answered and of the smallest that was not."""
    if name not in {"inputs", "tokens"}:
        return frozenset()
    sizes = {answer.key: _size(name, answer) for answer in answers}
    answered = [answer.key for answer in answers if answer.kind is AnswerKind.SUCCESS]
    refused = [answer.key for answer in answers if answer.kind is not AnswerKind.SUCCESS]
    ends = (max(answered, key=sizes.__getitem__, default=""), min(refused, key=sizes.__getitem__, default=""))
    return frozenset(ends) - {""}


def _size(name: str, answer: Answer) -> int:
    texts = answer.case.texts or ()
    return len(texts) if name == "inputs" else sum(map(len, texts))


def _show_all(decisive: frozenset[str], answers: Iterable[Answer]) -> Iterator[Shown]:
    """Yield every request; the first of them, and those that decide, with their exchanges."""
    for place, answer in enumerate(answers):
        decides = answer.key in decisive
        yield _show_answer(answer, decides=decides, whole=decides or place < _MOST_WHOLE)


def _show_answer(answer: Answer, *, decides: bool = False, whole: bool = True) -> Shown:
    return Shown(answer.case.title, _outcome(answer), answer.key if whole else "", decides)


def _outcome(answer: Answer) -> Message:
    widths = [vector.size for vector in answer.vectors if vector is not None]
    if answer.kind is AnswerKind.SUCCESS:
        return _VECTORS(status=answer.status, vectors=len(answer.vectors), dimensions=max(widths, default=0))
    if answer.exchange.response is None:
        return _NO_RESPONSE()
    said = _words(answer)
    return _SAID(status=answer.status, words=said) if said else _STATUS(status=answer.status)


def _words(answer: Answer) -> str:
    """Return what an error response says: its message where that is in the usual place, else how its body begins."""
    error = answer.body.get("error", answer.body)
    message = error.get("message") if isinstance(error, dict) else None
    text = message if isinstance(message, str) else answer.response.body[:_BODY].decode("utf-8", "replace")
    return " ".join(text.split())


def _distinct(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers to what was sent, one for each request."""
    return list({answer.key: answer for answer in answers if not answer.exchange.unsent}.values())


def _rules(found: Conclusion) -> Iterator[FoundRule]:
    for rule, policy in found.contract.policy.items():
        answers = [answer for answer in _distinct(found.answers) if answer.case.rule == rule and not answer.settled]
        by_outcome = {(answer.kind, answer.status): answer for answer in reversed(answers)}
        if by_outcome:
            shown = tuple(_show_answer(answer) for answer in list(by_outcome.values())[::-1][:_MOST_OF_RULE])
            yield FoundRule(rule, policy, shown)


def _held(results: Iterable[Result], broken: set[str]) -> Iterator[HeldCheck]:
    judged: dict[str, int] = {}
    for result in results:
        if result.judged and result.check not in broken:
            judged[result.check] = judged.get(result.check, 0) + result.judged
    yield from (HeldCheck(check, CHECKS[check].statement, count) for check, count in judged.items() if check in CHECKS)


def _broken(results: Sequence[Result]) -> Iterator[BrokenCheck]:
    failing = [result for result in results if result.findings]
    for check in dict.fromkeys(result.check for result in failing):
        own = [result for result in failing if result.check == check]
        first = own[0].findings[0]
        yield BrokenCheck(
            check,
            CHECKS[check].statement,
            tuple(dict.fromkeys(result.model for result in own)),
            first.full_message,
            first.exchange,
        )
