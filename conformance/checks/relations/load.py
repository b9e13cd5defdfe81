"""Many requests at once change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import FAILURES, Answer, AnswerKind
from conformance.answers.comparison import rows
from conformance.answers.embedding_space import EmbeddingSpace, rows_of
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import Scope, Selector, UndecidedError, check, decided_by_check
from conformance.checks.relations.comparing import AFTER, against_alone, by_role, shown, unequal_norms
from conformance.model import statuses
from conformance.model.exchange import Attempt, Failure
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.values import wire_value

_PROBES = (ProbeName.NOISE, ProbeName.BATCHES, ProbeName.HISTORY, ProbeName.LOAD)
_CUT = frozenset({Failure.RESET, Failure.INCOMPLETE})
_NETWORKS_SHARE = 8
_MOST_IN_FLIGHT = 7
"""Requests that are named beside the first one that was not answered."""

_UNANSWERED = finding_kind(
    "relations.unanswered-at-once",
    "{unanswered} of {requests:request} at once were not answered at first ({end})",
    expected="embeddings, or an error response with 429 or 503",
    observed="{end}",
)
_OTHER_USAGE = finding_kind(
    "relations.load-metered-otherwise",
    "{text:quote} has `prompt_tokens` {tokens:json} under load, {alone:json} alone",
    expected="{alone:json}",
    observed="{tokens:json}",
)
_STATUS = template("load.status", "status {status}")

check(
    "relations.answered",
    "What is answered alone is answered in every batch, order and repetition.",
    selector=decided_by_check("relations.answered"),
    after=("errors.no-error-in-success",),
    probes=(),
)(answered_or_refused)


_LOST = template("load.lost", "{title}: {reason}")


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
    """A 429 or 503 is a proper way to refuse load; connections cut and pages of a proxy are not.

    One such attempt can be the network's, and more of them harm where the document is silent. Of connections cut, one
    in eight is borne: a network that loses 2 % cuts more of 32 once in two thousand runs.
    """
    lost = [answer for answer in answers if answer.kind is AnswerKind.UNANSWERED and answer.status not in statuses.LOAD]
    for answer in answers:
        if answer.kind is not AnswerKind.UNANSWERED:
            yield from (finding.seen_with(answer.key) for finding in answered_or_refused(answer))
    rough = [answer for answer in answers if _refused_roughly(answer.exchange.attempts[0])]
    cut = [answer for answer in rough if answer.exchange.attempts[0].failure in _CUT]
    if len(rough) - len(cut) > 1 or len(cut) > max(1, len(answers) // _NETWORKS_SHARE):
        yield _unanswered(rough, len(answers))
    elif lost:
        raise UndecidedError(_LOST(title=lost[0].case.title, reason=lost[0].reason))


def _unanswered(rough: Sequence[Answer], requests: int) -> Finding:
    first, *others = rough
    beside = tuple(Evidence(answer.key, Part.IN_FLIGHT) for answer in others[:_MOST_IN_FLIGHT])
    end = _end(first.exchange.attempts[0])
    return _UNANSWERED(of=first.key, beside=beside, advisory=True, unanswered=len(rough), requests=requests, end=end)


def _end(attempt: Attempt) -> Message:
    if attempt.failure is not None:
        return FAILURES[attempt.failure]()
    return _STATUS(status=attempt.response.status if attempt.response else 0)


def _refused_roughly(attempt: Attempt) -> bool:
    if attempt.unsent:
        return False
    return attempt.failure is not None or (attempt.response is not None and attempt.response.status in statuses.GATEWAY)


@check(
    "relations.load-changes-nothing",
    "Many requests at once give what each gives alone: vectors and usage.",
    selector=by_role(Role.LOAD, Role.ALONE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def load_changes_nothing(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Slots and queues that mix requests show under load only; what was refused for load is not judged."""
    loaded = list(rows(answers, Role.LOAD))
    yield from against_alone(loaded, space, space.noise.serial_tolerance)
    yield from unequal_norms(loaded, space)
    for answer in answers:
        if answer.case.role is Role.LOAD and answer.case.single:
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
            yield _OTHER_USAGE(
                at="/usage/prompt_tokens",
                of=answer.key,
                beside=(Evidence(own.answer.key, Part.COMPARED_WITH, "/usage/prompt_tokens"),),
                text=shown(row.text),
                tokens=wire_value(here.get("prompt_tokens")),
                alone=wire_value(alone.get("prompt_tokens")),
            )
