"""Many requests at once change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, rows_of
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import Scope, Selector, UndecidedError, check, decided_by_check
from conformance.checks.relations.comparing import AFTER, against_own, by_role, quoted, rows, unequal_norms
from conformance.model.exchange import Attempt, Failure
from conformance.model.finding import Finding

_PROBES = ("noise", "batches", "load")
_CUT = frozenset({Failure.RESET, Failure.INCOMPLETE})
_NETWORKS_SHARE = 8

check(
    "relations.answered",
    "What is answered alone is answered in every batch, order and repetition.",
    selector=decided_by_check("relations.answered"),
    after=("errors.no-error-in-success",),
    probes=(),
)(answered_or_refused)


@check(
    "relations.load-answered",
    "Every one of many requests at once is answered, or refused for load.",
    selector=Selector(
        picks=lambda answer: (
            answer.case.decided_by == "relations.load-answered" and answer.kind is not AnswerKind.NOT_ATTRIBUTABLE
        ),
        wants=lambda case: case.decided_by == "relations.load-answered",
    ),
    scope=Scope.SPACE,
    after=("errors.no-error-in-success",),
    probes=(),
)
def load_is_answered(answers: Sequence[Answer], _: EmbeddingSpace) -> Iterator[Finding]:
    """A 429 or 503 is a proper refusal of load; connections cut and pages of a proxy are not.

    One such attempt can be the network's, and more of them harm where the document is silent. Of connections cut, one
    in eight is borne: a network that loses 2 % cuts more of 32 once in two thousand runs.
    """
    lost = [answer for answer in answers if answer.kind is AnswerKind.UNANSWERED and answer.status not in {429, 503}]
    for answer in answers:
        if answer.kind is not AnswerKind.UNANSWERED:
            yield from (replace(finding, exchange=answer.key) for finding in answered_or_refused(answer))
    rough = [answer for answer in answers if _refused_roughly(answer.exchange.attempts[0])]
    cut = [answer for answer in rough if answer.exchange.attempts[0].failure in _CUT]
    if len(rough) - len(cut) > 1 or len(cut) > max(1, len(answers) // _NETWORKS_SHARE):
        first = rough[0].exchange.attempts[0]
        told = first.failure or f"status {first.response.status if first.response else 0}"
        yield Finding(
            f"{len(rough)} of {len(answers)} requests at once were not answered at first ({told})",
            expected="embeddings, or a refusal with 429 or 503",
            observed=str(told),
            exchange=rough[0].key,
            advisory=True,
        )
    elif lost:
        raise UndecidedError(f"{lost[0].case.title}: {lost[0].reason}")


def _refused_roughly(attempt: Attempt) -> bool:
    if attempt.unsent:
        return False
    return attempt.failure is not None or (attempt.response is not None and attempt.response.status in {502, 504})


@check(
    "relations.load-changes-nothing",
    "Many requests at once give what each gives alone: vectors and usage.",
    selector=by_role("load", "alone"),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def load_changes_nothing(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Slots and queues that mix requests show under load only; what was refused for load is not judged."""
    loaded = list(rows(answers, "load"))
    yield from against_own(loaded, space)
    yield from unequal_norms(loaded, space)
    for answer in answers:
        if answer.case.role == "load" and answer.case.single:
            yield from _foreign_usage(answer, space)


def _foreign_usage(answer: Answer, space: EmbeddingSpace) -> Iterator[Finding]:
    for row in rows_of(answer):
        own = space.own_row(row)
        if own is None or not own.answer.case.single:
            continue
        here, alone = answer.body.get("usage"), own.answer.body.get("usage")
        if (
            isinstance(here, dict)
            and isinstance(alone, dict)
            and here.get("prompt_tokens") != alone.get("prompt_tokens")
        ):
            yield Finding(
                f"{quoted(row.text)} is metered with {here.get('prompt_tokens')} tokens under load, "
                f"with {alone.get('prompt_tokens')} alone",
                expected=str(alone.get("prompt_tokens")),
                observed=str(here.get("prompt_tokens")),
                pointer="/usage/prompt_tokens",
                exchange=answer.key,
            )
