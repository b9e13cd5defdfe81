"""What an error response looks like, and that no success hides an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import Selector, check, error_responses
from conformance.checks.schema_claims import claimed_parts
from conformance.model.case import Case, Expect
from conformance.model.envelope import Envelope
from conformance.model.finding import Finding, FindingKind, finding_kind
from conformance.model.message import Message, template
from conformance.model.pointer import ABSENT
from conformance.model.probe_name import ProbeName
from conformance.model.values import either, wire_text, wire_value

_PROBES = (ProbeName.BROKEN,)
_MISTAKES = (ProbeName.BROKEN, ProbeName.NOTICED)
"""With an unknown model where any may be called, which is refused by the server alone."""

_INSIDE_SUCCESS = finding_kind(
    "errors.error-in-success",
    "status {status} with an error inside",
    expected="a 4xx status",
    observed="{error:json}",
)
_NOT_JSON = finding_kind(
    "errors.body-not-json",
    "{case}: the body of a {status} is not JSON",
    expected="{shapes}",
    observed="{body:excerpt}",
)
_NO_ERROR = finding_kind(
    "errors.no-error-object",
    "{case}: a {status} without an `error` object",
    expected="{shapes}",
    observed="{body:json}",
)
_OTHER_SHAPE = finding_kind(
    "errors.other-shape",
    "{case}: a {status} without an error of the documented shape",
    expected="{shapes}",
    observed="{body:json}",
)
_EMPTY_CODE = finding_kind("errors.code-empty", "`code` is empty", expected="the cause by name", observed="{code:json}")
_OTHER_STATUS = finding_kind(
    "errors.status-other", "{case}: refused with {status}", expected="{documented}", observed="{status}"
)
_OTHER_CODE = finding_kind(
    "errors.code-other", "{case}: `code` is {code:json}", expected="{documented}", observed="{code:json}"
)
_refused = error_responses()


def _documented(case: Case) -> bool:
    return case.expect is Expect.ANSWER


@check(
    "errors.no-error-in-success",
    "An answer with a 2xx status carries no error.",
    selector=Selector(picks=lambda answer: answer.kind is AnswerKind.SUCCESS, wants=_documented),
    after=("transport.json-strict",),
    masks=lambda answer: not answer.items,
)
def success_holds_no_error(answer: Answer) -> Iterator[Finding]:
    """A fault behind status 200 reaches callers as an attribute error far from its cause."""
    if error := answer.body.get("error"):
        yield _INSIDE_SUCCESS(at="/error", status=answer.status, error=wire_value(error))


@check("errors.envelope", "The body of an error response has the documented shape.", selector=_refused, probes=_PROBES)
def refusal_has_an_envelope(answer: Answer) -> Iterator[Finding]:
    """The shape every client of this vendor looks for; of some statuses a document may give none."""
    wanted = answer.contract.envelopes_for(answer.status)
    if answer.envelope is not None or not wanted:
        return
    shapes = either(_SHAPES[envelope.shape] for envelope in wanted)
    values: dict[str, Any] = {"case": answer.case.title, "status": answer.status, "shapes": shapes}
    if answer.parsed.problem:
        yield _NOT_JSON(**values, body=wire_text(answer.response.body))
    else:
        container = (wanted[0].message or "").rpartition("/")[0]
        yield _lacking(wanted)(at=container, **values, body=wire_value(answer.parsed.value))


_SHAPES: Mapping[str, Message] = MappingProxyType(
    {
        "nested": template("errors.shape-nested", '{{"error": {{…}}}}')(),
        "flat": template("errors.shape-flat", '{{"message": …}}')(),
        "detail": template("errors.shape-detail", '{{"detail": …}}')(),
        "array": template("errors.shape-array", '[{{"error": {{…}}}}]')(),
        "string": template("errors.shape-string", "a JSON string")(),
        "empty": template("errors.shape-empty", "an empty body")(),
    }
)


def _lacking(wanted: Sequence[Envelope]) -> FindingKind:
    return _NO_ERROR if any(shape.shape == "nested" for shape in wanted) else _OTHER_SHAPE


_AFTER = ("errors.envelope",)

check(
    "errors.message",
    "An error's `message` is a string that says something.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed_parts("message"))

check("errors.code", "An error has a member `code`.", selector=_refused, after=_AFTER, probes=_PROBES)(
    claimed_parts("code!missing")
)

check(
    "errors.type-and-param",
    "An error has the members `type` and `param`.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed_parts("type!missing", "param!missing"))

check(
    "errors.field-types",
    "An error's `type`, `code` and `param` are of the documented types.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed_parts("type!wrong", "code!wrong", "param!wrong"))


@check(
    "errors.code-not-null",
    "An error's `code` names the cause.",
    selector=_refused,
    after=(*_AFTER, "errors.code"),
    probes=_PROBES,
)
def code_is_not_null(answer: Answer) -> Iterator[Finding]:
    """A null code leaves a program with the message's wording alone."""
    if (code := answer.error_part("code")) in (None, ""):
        yield _EMPTY_CODE(at=_place(answer, "code"), code=code)


def _place(answer: Answer, part: str) -> str:
    return (answer.envelope.place(part) if answer.envelope else None) or ""


_of_parameters = error_responses(
    where=lambda case: case.expect is Expect.REFUSE and not case.decided_by.startswith("auth.")
)


@check(
    "errors.status-documented",
    "The status is the one documented for the mistake.",
    selector=_of_parameters,
    probes=_MISTAKES,
)
def status_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """An unknown model has a status of its own; most other mistakes in a request share one."""
    fact = answer.contract.error_for(answer.case.rule)
    if fact and fact.statuses and answer.status not in fact.statuses:
        yield _OTHER_STATUS(case=answer.case.title, status=answer.status, documented=either(fact.statuses))


@check(
    "errors.code-documented",
    "The code is the one documented for the mistake.",
    selector=_of_parameters,
    after=(*_AFTER, "errors.code"),
    probes=_MISTAKES,
)
def code_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """Programs branch by it."""
    fact, code = answer.contract.error_for(answer.case.rule), answer.error_part("code")
    if fact and fact.codes and code is not ABSENT and code not in fact.codes:
        yield _OTHER_CODE(
            at=_place(answer, "code"),
            case=answer.case.title,
            code=wire_value(code),
            documented=either(fact.codes),
        )
