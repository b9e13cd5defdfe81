"""Long texts are read to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, cosine_distance, rows_of
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role
from conformance.checks.relations.texts import TOO_NOISY
from conformance.model.finding import Finding

__all__ = ["reacts", "tail_pairs"]


@check(
    "relations.long-text-read",
    "A change anywhere in a text changes its vector, up to the documented length.",
    selector=by_role("tail", "cut"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=("noise", "long-texts", "cut-point"),
)
def long_text_is_read_to_its_end(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Text within the documented length that is cut is lost; beyond it, or where none is documented, that is advice."""
    pairs = tail_pairs(answers)
    if pairs and space.repeat_noise > TOO_NOISY:
        raise UndecidedError(
            f"repeats differ by {space.repeat_noise:.1e} in cosine distance, more than the end of a long text would"
        )
    for name, (one, other) in pairs.items():
        if not reacts(one, other, space):
            counted = _counted(other.answer)
            told = f", though usage counts {counted} tokens" if counted else ""
            yield Finding(
                f"{other.answer.case.title}: the change changes nothing{told}{_where_cut(answers, space, name)}",
                expected="another vector",
                observed=f"a cosine of {1 - cosine_distance(one.vector, other.vector):.9f}",
                pointer="/data/0/embedding",
                exchange=other.answer.key,
                advisory=other.answer.model.max_tokens is None,
            )


def reacts(one: VectorRow, other: VectorRow, space: EmbeddingSpace) -> bool:
    """Tell whether two vectors differ by more than repeats do."""
    return cosine_distance(one.vector, other.vector) > space.resolution


def tail_pairs(answers: Sequence[Answer]) -> dict[str, tuple[VectorRow, VectorRow]]:
    """Pair the answers to texts that differ in their endings, by group, shortest first."""
    groups: dict[str, list[VectorRow]] = {}
    for answer in answers:
        if answer.case.role == "tail":
            groups.setdefault(answer.case.group, []).extend(rows_of(answer))
    return {name: (rows[0], rows[1]) for name, rows in groups.items() if len(rows) == 2}


def _counted(answer: Answer) -> int:
    tokens = (answer.body.get("usage") or {}).get("prompt_tokens")
    return tokens if type(tokens) is int else 0


def _where_cut(answers: Sequence[Answer], space: EmbeddingSpace, name: str) -> str:
    """Say between which words the text seems to be cut: changes before the cut show, changes after it do not."""
    probes = [answer for answer in answers if answer.case.role == "cut"]
    if not probes or not name.startswith("tail"):
        return ""
    changed = [answer for answer in probes if answer.case.group != "whole"]
    base = next((row for answer in probes if answer.case.group == "whole" for row in rows_of(answer)), None)
    if base is None:
        return ""
    seen = [int(each.case.group) for each in changed for row in rows_of(each) if reacts(base, row, space)]
    unseen = [int(each.case.group) for each in changed for row in rows_of(each) if not reacts(base, row, space)]
    if not unseen:
        return ""
    return f"; it seems to be cut between word {max(seen, default=0)} and word {min(unseen)}"
