"""What was seen wholly, and may be written down, of what answers suggest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks import CHECKS
from conformance.checks.schema_claims import claims_of
from conformance.generation.words import counted
from conformance.inference.sent_request import was_embedded
from conformance.model import statuses
from conformance.model.envelope import PARTS
from conformance.model.facts import Beyond, Facts
from conformance.model.message import Message, template
from conformance.model.pointer import ABSENT
from conformance.model.probe_name import ProbeName

__all__ = [
    "anything_embedded",
    "checks_of_absent_members",
    "ended_early",
    "seen_facts",
    "unfinished",
    "unseen_checks",
]

_ENDED = template(
    "discovery.ended-early",
    "The budget ended the asking: {unsent:planned request} were not sent, and what they would have shown is not "
    "stated; --budget {enough} leaves room for them",
)
_STOPPED = template("discovery.stopped", "The asking was stopped: what was not asked by then is not stated")


_OF_PARTS = MappingProxyType(
    {
        "errors.code": (("code",),),
        "errors.code-not-null": (("code",),),
        "errors.code-documented": (("code",),),
        "errors.type-and-param": (("type", "param"),),
        "errors.field-types": (("type",), ("param",), ("code",)),
    }
)
"""The checks that speak of members of an error, and of which; any of several sets will do."""
_OF_THROTTLING = frozenset({"attempts.throttling-status"})
_LOOKED_AT = MappingProxyType(
    {"usage.prompt-tokens": ("/usage/prompt_tokens",), "structure.model-present": ("/model",)}
)
"""Where checks look whose judges say more than a schema does."""
_STEP = 10
_BETWEEN_MODELS = frozenset({"relations.models-differ"})


def seen_facts(facts: Facts, answers: Iterable[Answer]) -> Facts:
    """Return the facts without a refusal that was none: an error of the server, or a 200 without embeddings.

    The longest text that was answered stays the limit that is kept to; what becomes of longer ones is then not known.
    """
    if facts.beyond not in {Beyond.REFUSED, Beyond.FAILED}:
        return facts
    failed = [answer for answer in answers if _is_long(answer) and was_embedded(answer, 1) is False]
    return facts if all(answer.kind is AnswerKind.ERROR_RESPONSE for answer in failed) else unfinished(facts)


def unfinished(facts: Facts) -> Facts:
    """Return the facts as they stand where the search for a limit was not brought to its end."""
    return replace(facts, beyond=None)


def anything_embedded(answers: Iterable[Answer]) -> bool:
    """Tell whether a vector came back for anything at all."""
    return any(
        answer.kind is AnswerKind.SUCCESS and any(vector is not None and vector.size for vector in answer.vectors)
        for answer in answers
    )


def unseen_checks(answers: Sequence[Answer]) -> frozenset[str]:
    """Return the checks that requests were planned for which were never sent, or answered without vectors.

    Nor is anything seen of members that no error has, of what sets models apart where there is one, and of how what
    comes too fast is refused where nothing was.
    """
    unsent = {answer.case.decided_by for answer in answers if answer.exchange.unsent or _is_hollow(answer)}
    errors = [answer for answer in answers if answer.kind is AnswerKind.ERROR_RESPONSE]
    present = {part for part in PARTS if any(answer.error_part(part) is not ABSENT for answer in errors)}
    nameless = {check for check, ways in _OF_PARTS.items() if not any(present.issuperset(way) for way in ways)}
    several = len({answer.case.model for answer in answers}) > 1
    throttled = any(map(_was_throttled, answers))
    unseen = (frozenset() if several else _BETWEEN_MODELS) | (frozenset() if throttled else _OF_THROTTLING)
    return frozenset(unsent | nameless | unseen)


def checks_of_absent_members(answers: Iterable[Answer]) -> frozenset[str]:
    """Return the checks that speak of members which no answer with embeddings has, and those that rest on such."""
    bodies = [answer.body for answer in answers if answer.kind is AnswerKind.SUCCESS]
    places = {name: _LOOKED_AT.get(name) or claims_of(check.judge) for name, check in CHECKS.items()}
    absent = {
        name for name, own in places.items() if own and not any(_has(body, place) for place in own for body in bodies)
    }
    return frozenset(name for name, check in CHECKS.items() if name in absent or not absent.isdisjoint(check.after))


def _has(value: Any, place: str) -> bool:
    """Tell whether a body has anything at a place such as ``/data/*/index``."""
    step, _, rest = place.removeprefix("/").partition("/")
    if not step:
        return True
    if step == "*":
        return isinstance(value, np.ndarray) or (isinstance(value, list) and any(_has(item, rest) for item in value))
    return isinstance(value, Mapping) and step in value and _has(value[step], rest)


def ended_early(answers: Sequence[Answer], sent: int, *, asking: bool) -> Message | None:
    """Return what is to be said of requests that were planned and not sent, or None where there is none.

    ``sent`` is how many were.
    """
    unsent = len({answer.key for answer in answers if answer.exchange.unsent})
    if not asking:
        return _STOPPED()
    return _ENDED(unsent=unsent, enough=_rounded(sent + unsent)) if unsent else None


def _rounded(requests: int) -> int:
    """Return a budget that leaves room for a few retries, and for what is planned once more is known."""
    return -(-requests * 6 // 5 // _STEP) * _STEP


def _was_throttled(answer: Answer) -> bool:
    """Tell whether a request was refused for coming too fast, at any attempt."""
    replies = [attempt.response for attempt in answer.exchange.attempts]
    return any(reply is not None and reply.status == statuses.TOO_MANY_REQUESTS for reply in replies)


def _is_hollow(answer: Answer) -> bool:
    """Tell whether a 200 lacks a vector for an input that was sent: neither an answer nor a refusal."""
    inputs = answer.case.inputs
    return answer.kind is AnswerKind.SUCCESS and inputs is not None and not was_embedded(answer, inputs)


def _is_long(answer: Answer) -> bool:
    """Tell whether an answer is to a text of short words, sent alone as the search for the longest sends it."""
    texts = answer.case.texts or ()
    return answer.case.probe == ProbeName.DISCOVERY and answer.case.single and all(map(counted, texts))
