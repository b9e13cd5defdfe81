"""How a target treats what its document leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.wording import shown
from conformance.model.case import Expect
from conformance.model.finding import Observation
from conformance.model.pointer import ABSENT

__all__ = ["open_forms"]


def open_forms(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Tell of every enumerated case the contract leaves open whether it was answered, and with what."""
    for answer in answers:
        case = answer.case
        open_case = case.expect is Expect.EITHER and not case.random
        if open_case and answer.kind in {AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR}:
            yield Observation(f"open.{case.rule}", case.model, case.title, _told(answer), answer.key)


def _told(answer: Answer) -> str:
    if answer.kind is not AnswerKind.SUCCESS:
        code = answer.told("code")
        verb = "refused" if answer.kind is AnswerKind.ERROR_RESPONSE else "failed"
        return f"{verb} with {answer.status}" + (f", code {shown(code)}" if code not in (None, ABSENT) else "")
    widths = sorted({vector.size for vector in answer.vectors if vector is not None})
    form = (
        "base64"
        if any(isinstance(item.get("embedding"), str) for item in answer.items if isinstance(item, dict))
        else "numbers"
    )
    wide = f" of {' or '.join(map(str, widths))} {form}" if widths else ""
    return f"answered with {len(answer.items)} embeddings{wide}"
