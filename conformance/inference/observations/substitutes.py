"""Which model answers for one that there is none of: its vectors tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, cosine_distance, rows_of, space_of
from conformance.inference.alternatives import join_alternatives
from conformance.inference.sent_request import sent_model
from conformance.model.excerpt import excerpt
from conformance.model.finding import Observation
from conformance.model.message import template
from conformance.model.rule import RuleId

__all__ = ["observe_substitutes"]

_LONGEST = 60

_ANSWERED_FOR = template("substitute.answered-for", "vectors for the model «{name}», which there is none of")
_OF_KNOWN = template("substitute.of-known", "those of {models}")
_OF_NONE = template("substitute.of-none", "those of none of the models asked: {models}")


def observe_substitutes(answers: Mapping[str, Sequence[Answer]]) -> Iterator[Observation]:
    """Yield of each answer for a model that does not exist whose vectors it holds, of the models that were asked."""
    replies = [answer for own in answers.values() for answer in own if _is_substituted(answer)]
    spaces = [
        space_of([answer for answer in own if not _is_substituted(answer)]) for own in answers.values() if replies
    ]
    for answer in replies:
        held = [space for space in spaces if _texts_in(answer, space)]
        alike = [space.model for space in held if _agrees(answer, space)]
        if held:
            models = join_alternatives(alike or [space.model for space in held])
            value = (_OF_KNOWN if alike else _OF_NONE)(models=models)
            statement = _ANSWERED_FOR(name=excerpt(sent_model(answer), _LONGEST))
            yield Observation("model.substituted", answer.case.model, statement, value, answer.key)


def _is_substituted(answer: Answer) -> bool:
    return answer.case.rule == RuleId.MODEL_ENUM and answer.kind is AnswerKind.SUCCESS


def _texts_in(answer: Answer, space: EmbeddingSpace) -> bool:
    return any(row.asked in space.own for row in rows_of(answer))


def _agrees(answer: Answer, space: EmbeddingSpace) -> bool:
    """Tell whether the vectors are those that a model gives the same texts."""
    rows = [row for row in rows_of(answer) if row.asked in space.own]
    own = [space.own[row.asked] for row in rows]
    return all(
        cosine_distance(row.vector, other.vector) <= space.tolerance for row, other in zip(rows, own, strict=True)
    )
