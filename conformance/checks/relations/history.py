"""What was asked before does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import Scope, check
from conformance.checks.relations.comparing import AFTER, between, by_role, quoted
from conformance.model.finding import Finding


@check(
    "relations.history-free",
    "A text has the same vector whatever was asked before it.",
    selector=by_role("history"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "history", "idle"),
)
def history_does_not_matter(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Caches with incomplete keys, and state that leaks, show at the second request."""
    first: dict[tuple[str, str, int | None], VectorRow] = {}
    for answer in answers:
        for row in rows_of(answer):
            earlier = first.setdefault((answer.case.model, row.text, row.width), row)
            yield from between(earlier, row, space, "the vector it had before")


@check(
    "relations.models-differ",
    "Two models give a text two vectors.",
    selector=by_role("history"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "history"),
)
def models_have_spaces_of_their_own(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """One model that answers to two names may be meant, so this is advice."""
    seen: dict[tuple[str, int | None], list[VectorRow]] = {}
    for answer in answers:
        for row in rows_of(answer):
            seen.setdefault((row.text, row.width), []).append(row)
    for (text, _), found in seen.items():
        one = found[0]
        other = next((row for row in found if row.answer.case.model != one.answer.case.model), None)
        if other is not None and cosine_distance(one.vector, other.vector) <= space.tolerance:
            names = f"{one.answer.case.model} and {other.answer.case.model}"
            yield Finding(
                f"{names} give {quoted(text)} one vector",
                "two vectors",
                "one",
                "/data/0/embedding",
                other.answer.key,
                advisory=True,
            )
            return
