"""Many requests at once change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import FAILURES, Answer, AnswerKind
from conformance.answers.comparison import compare_with_alone, rows
from conformance.answers.embedding_space import EmbeddingSpace
from conformance.answers.noise import HARM
from conformance.answers.usage import prompt_tokens
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import Scope, Selector, UndecidedError, check, decided_by_check
from conformance.checks.relations.baselines import (
    MOST_IN_FLIGHT,
    QUIET,
    amiss_from,
    beside,
    form_of,
    forms_amiss,
    lists_amiss,
    naming_in_flight,
    texts_of,
)
from conformance.checks.relations.comparing import (
    AFTER,
    by_role,
    differing,
    differing_kind,
    shorten_text,
    unequal_norms,
)
from conformance.checks.relations.counts import Metering, tokens_at
from conformance.model import statuses
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Failure
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import Message, Value, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.values import wire_value

_PROBES = (ProbeName.NOISE, ProbeName.BATCHES, ProbeName.HISTORY, ProbeName.LOAD)
_CUT = frozenset({Failure.RESET, Failure.INCOMPLETE})
_NETWORKS_SHARE = 8

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
_VARIOUS_USAGE = finding_kind(
    "relations.load-metered-variously",
    "{text:quote} has `prompt_tokens` {tokens:json} in one of many requests at once, {other:json} in another",
    expected="{other:json}",
    observed="{tokens:json}",
)
_FROM_UNLOADED = differing_kind("relations.differs-under-load", "the vector it has without load")
_NOTHING_ALONE = template(
    "load.nothing-alone", "there is no answer without load to rely on, so there is nothing to compare with"
)
_LIKEWISE_WITHOUT = template(
    "load.likewise-without", "such requests give other vectors than their texts alone without load, too"
)
_STATUS = template("load.status", "status {status}")

check(
    "relations.answered",
    "A text is answered, be it alone, in any batch or order, or again.",
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
    name = naming_in_flight(answers)
    for answer in answers:
        if answer.kind is not AnswerKind.UNANSWERED:
            yield from (name(finding.seen_with(answer.key)) for finding in answered_or_refused(answer))
    rough = [answer for answer in answers if _refused_roughly(answer.exchange.attempts[0])]
    cut = [answer for answer in rough if answer.exchange.attempts[0].failure in _CUT]
    if len(rough) - len(cut) > 1 or len(cut) > max(1, len(answers) // _NETWORKS_SHARE):
        yield _unanswered(rough, len(answers))
    elif lost:
        raise UndecidedError(_LOST(title=lost[0].case.title, reason=lost[0].reason))


def _unanswered(rough: Sequence[Answer], requests: int) -> Finding:
    first, *others = rough
    beside = tuple(Evidence(answer.key, Part.IN_FLIGHT) for answer in others[:MOST_IN_FLIGHT])
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
    selector=beside(by_role(Role.LOAD, Role.ALONE), *QUIET, Role.HISTORY),
    scope=Scope.SPACE,
    after=AFTER,
    probes=_PROBES,
)
def load_changes_nothing(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Slots and queues that mix requests show under load only; what was refused for load is not judged.

    A form of request, or a length of lists, that gives other vectors without load is not held against it. Where such
    vectors are wrong, which another check tells, it was not seen that load changes nothing.
    """
    apart = [answer for answer in answers if answer.case.role is Role.HISTORY]
    amiss = forms_amiss(apart or answers, space)
    lists, long = lists_amiss(answers, space), amiss_from(answers, space)

    def is_amiss(case: Case) -> bool:
        too_long = long is not None and len(case.texts or ()) >= long
        return too_long or form_of(case) in amiss or texts_of(case) in lists

    sent = [row for row in rows(answers, Role.LOAD) if space.own_row(row) is not None]
    loaded = [row for row in sent if not is_amiss(row.answer.case)]
    if not loaded:
        raise UndecidedError(_LIKEWISE_WITHOUT() if sent else _NOTHING_ALONE())
    name = naming_in_flight([answer for answer in answers if answer.case.role is Role.LOAD])
    compared = compare_with_alone(loaded, space)
    found = [*differing(_FROM_UNLOADED, compared, space, space.noise.serial_tolerance), *unequal_norms(loaded, space)]
    found += map(_metered_otherwise, Metering.by_load(answers))
    set_aside = [row for row in sent if is_amiss(row.answer.case)]
    if not found and any(pair.distance > HARM for pair in compare_with_alone(set_aside, space)):
        raise UndecidedError(_LIKEWISE_WITHOUT())
    yield from map(name, found)


def _metered_otherwise(metering: Metering) -> Finding:
    values: dict[str, Value] = {
        "text": shorten_text((metering.odd.case.texts or ("",))[0]),
        "tokens": wire_value(prompt_tokens(metering.odd)),
    }
    beside_it = (Evidence(metering.usual.key, Part.COMPARED_WITH, tokens_at(metering.usual)),)
    other = wire_value(prompt_tokens(metering.usual))
    if metering.within_load:
        return _VARIOUS_USAGE(at=tokens_at(metering.odd), of=metering.odd.key, beside=beside_it, other=other, **values)
    return _OTHER_USAGE(at=tokens_at(metering.odd), of=metering.odd.key, beside=beside_it, alone=other, **values)
