"""What a refusal looks like, and that no success hides one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.answer import Answer, Kind
from conformance.checks.registry import Selector, check, refusals
from conformance.checks.schema_claims import claimed
from conformance.checks.wording import shown, text_shown
from conformance.model.case import Case, Expect
from conformance.model.finding import Finding

_PROBES = ("broken",)
_refused = refusals()


def _documented(case: Case) -> bool:
    return case.expect is Expect.ANSWER


@check(
    "errors.no-error-in-success",
    "An answer with a 2xx status carries no error.",
    selector=Selector(picks=lambda answer: answer.kind is Kind.SUCCESS, wants=_documented),
    after=("transport.json-strict",),
)
def success_holds_no_error(answer: Answer) -> Iterator[Finding]:
    """A fault behind status 200 reaches callers as an attribute error far from its cause."""
    if error := answer.body.get("error"):
        yield Finding(f"status {answer.status} with an error inside", "a 4xx status", shown(error), "/error")


@check("errors.envelope", "A refusal's body is an object with an object `error`.", selector=_refused, probes=_PROBES)
def refusal_has_an_envelope(answer: Answer) -> Iterator[Finding]:
    """The shape every compatible client looks for."""
    if answer.parsed.problem:
        body = text_shown(answer.response.body[:200].decode("utf-8", "replace")) or "an empty body"
        yield Finding(f"{answer.case.title}: the body of a {answer.status} is not JSON", '{"error": {…}}', body)
    elif not isinstance(answer.body.get("error"), dict):
        yield Finding(
            f"{answer.case.title}: a {answer.status} without an `error` object",
            '{"error": {…}}',
            shown(answer.parsed.value),
            "/error",
        )


_AFTER = ("errors.envelope",)

check(
    "errors.message",
    "An error's `message` is a string that says something.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed("/error/message"))

check("errors.code", "An error has a member `code`.", selector=_refused, after=_AFTER, probes=_PROBES)(
    claimed("/error/code!missing")
)

check(
    "errors.type-and-param",
    "An error has the members `type` and `param`.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed("/error/type!missing", "/error/param!missing"))

check(
    "errors.field-types",
    "An error's `type` is a string, its `code` and `param` are strings or null.",
    selector=_refused,
    after=_AFTER,
    probes=_PROBES,
)(claimed("/error/type!wrong", "/error/code!wrong", "/error/param!wrong"))


@check(
    "errors.code-not-null",
    "An error's `code` names the cause.",
    selector=_refused,
    after=(*_AFTER, "errors.code"),
    probes=_PROBES,
)
def code_is_not_null(answer: Answer) -> Iterator[Finding]:
    """A null code leaves a program with the message's wording alone."""
    if answer.body["error"]["code"] in (None, ""):
        yield Finding("`code` is empty", "the cause by name", shown(answer.body["error"]["code"]), "/error/code")


@check(
    "errors.status-documented",
    "The status is the one documented for the mistake.",
    selector=refusals(where=lambda case: case.expect is Expect.REFUSE and not case.aim.startswith("auth.")),
    probes=_PROBES,
)
def status_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """An unknown model has a status of its own; any other mistake in the request shares one."""
    fact = answer.contract.errors.get("unknown-model" if answer.case.rule == "model.enum" else "parameter")
    if fact and fact.status and answer.status != fact.status:
        yield Finding(f"{answer.case.title}: refused with {answer.status}", str(fact.status), str(answer.status))
