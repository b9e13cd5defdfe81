"""The models that a server says it has."""

from __future__ import annotations

from conformance.answers.answer import Answer, AnswerKind

__all__ = ["models_listed"]

_DECIDED_BY = "models.list"


def models_listed(answer: Answer) -> tuple[str, ...]:
    """Return the names in a list of models, in its order; none of any other answer."""
    if answer.kind is not AnswerKind.BESIDE or answer.case.decided_by != _DECIDED_BY:
        return ()
    names = (item.get("id") for item in answer.items if isinstance(item, dict))
    return tuple(name for name in names if isinstance(name, str))
