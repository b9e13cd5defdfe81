"""How a target treats what its document leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.alternatives import join_alternatives
from conformance.model.case import Expect
from conformance.model.excerpt import json_excerpt
from conformance.model.finding import Observation
from conformance.model.message import Message, Template, template
from conformance.model.pointer import ABSENT

__all__ = ["observe_open_cases"]

_ANSWERED = template("open.answered", "answered with {items:embedding}{form}")
_OF_NUMBERS = template("open.of-numbers", " of {dimensions} numbers")
_OF_BASE64 = template("open.of-base64", " of {dimensions} base64")
_REFUSED = template("open.refused", "refused with {status}{code}")
_FAILED = template("open.failed", "failed with {status}{code}")
_CODE = template("open.code", ", code {code}")

_OVER = "limits.tokens-over"

_UNANSWERED: Mapping[AnswerKind, Template] = MappingProxyType(
    {AnswerKind.ERROR_RESPONSE: _REFUSED, AnswerKind.SERVER_ERROR: _FAILED}
)


def observe_open_cases(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield of every enumerated case that the contract leaves open whether it was answered, and with what."""
    for answer in answers:
        case = answer.case
        is_open = answer.expected is Expect.EITHER and bool(case.rule) and not case.random and answer.learned is None
        # What becomes of a text over the limit is worth knowing, whatever was to be expected.
        is_open = is_open or (case.decided_by == _OVER and answer.kind is AnswerKind.SUCCESS)
        if is_open and (answer.kind is AnswerKind.SUCCESS or answer.kind in _UNANSWERED):
            yield Observation(f"open.{case.rule}", case.model, case.title, _describe(answer), answer.key)


def _describe(answer: Answer) -> Message:
    if answer.kind is not AnswerKind.SUCCESS:
        code = answer.error_part("code")
        named = None if code in (None, ABSENT) else _CODE(code=json_excerpt(code))
        return _UNANSWERED[answer.kind](status=answer.status, code=named)
    sizes = sorted({vector.size for vector in answer.vectors if vector is not None})
    coded = any(isinstance(item.get("embedding"), str) for item in answer.items if isinstance(item, dict))
    form = _OF_BASE64 if coded else _OF_NUMBERS
    return _ANSWERED(items=len(answer.items), form=form(dimensions=join_alternatives(sizes)) if sizes else None)
