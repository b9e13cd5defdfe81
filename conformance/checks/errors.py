"""What a refusal looks like, and that no success hides one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import Selector, check, error_responses
from conformance.checks.schema_claims import claimed_parts
from conformance.checks.wording import shown, text_shown
from conformance.model.case import Case, Expect
from conformance.model.envelope import Envelope
from conformance.model.finding import Finding
from conformance.model.pointer import ABSENT

_PROBES = ("broken",)
_refused = error_responses()


def _documented(case: Case) -> bool:
    return case.expect is Expect.ANSWER


@check(
    "errors.no-error-in-success",
    "An answer with a 2xx status carries no error.",
    selector=Selector(picks=lambda answer: answer.kind is AnswerKind.SUCCESS, wants=_documented),
    after=("transport.json-strict",),
)
def success_holds_no_error(answer: Answer) -> Iterator[Finding]:
    """A fault behind status 200 reaches callers as an attribute error far from its cause."""
    if error := answer.body.get("error"):
        yield Finding(f"status {answer.status} with an error inside", "a 4xx status", shown(error), "/error")


@check("errors.envelope", "A refusal's body has the documented shape.", selector=_refused, probes=_PROBES)
def refusal_has_an_envelope(answer: Answer) -> Iterator[Finding]:
    """The shape every client of this vendor looks for."""
    if answer.envelope is not None:
        return
    wanted = answer.contract.envelopes_for(answer.status)
    expected = " or ".join(_SHAPES[shape.shape] for shape in wanted)
    if answer.parsed.problem:
        body = text_shown(answer.response.body[:200].decode("utf-8", "replace")) or "an empty body"
        yield Finding(f"{answer.case.title}: the body of a {answer.status} is not JSON", expected, body)
    else:
        yield Finding(
            f"{answer.case.title}: a {answer.status} without {_lacked(wanted)}",
            expected,
            shown(answer.parsed.value),
            (wanted[0].message or "").rpartition("/")[0] if wanted else "",
        )


_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "nested": '{"error": {…}}',
        "flat": '{"message": …}',
        "detail": '{"detail": …}',
        "array": '[{"error": {…}}]',
        "string": "a JSON string",
        "empty": "an empty body",
    }
)


def _lacked(wanted: Sequence[Envelope]) -> str:
    nested = any(shape.shape == "nested" for shape in wanted)
    return "an `error` object" if nested else "an error of the documented shape"


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
    if (code := answer.told("code")) in (None, ""):
        yield Finding("`code` is empty", "the cause by name", shown(code), _place(answer, "code"))


def _place(answer: Answer, part: str) -> str:
    return (answer.envelope.place(part) if answer.envelope else None) or ""


_of_parameters = error_responses(
    where=lambda case: case.expect is Expect.REFUSE and not case.decided_by.startswith("auth.")
)


@check(
    "errors.status-documented",
    "The status is the one documented for the mistake.",
    selector=_of_parameters,
    probes=_PROBES,
)
def status_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """An unknown model has a status of its own; most other mistakes in a request share one."""
    fact = answer.contract.error_for(answer.case.rule)
    if fact and fact.statuses and answer.status not in fact.statuses:
        wanted = " or ".join(map(str, fact.statuses))
        yield Finding(f"{answer.case.title}: refused with {answer.status}", wanted, str(answer.status))


@check(
    "errors.code-documented",
    "The code is the one documented for the mistake.",
    selector=_of_parameters,
    after=(*_AFTER, "errors.code"),
    probes=_PROBES,
)
def code_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """Programs branch by it."""
    fact, code = answer.contract.error_for(answer.case.rule), answer.told("code")
    if fact and fact.codes and code is not ABSENT and code not in fact.codes:
        wanted = " or ".join(map(shown, fact.codes))
        yield Finding(f"{answer.case.title}: `code` is {shown(code)}", wanted, shown(code), _place(answer, "code"))
