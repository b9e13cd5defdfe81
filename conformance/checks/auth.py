"""Keys: wrong ones are refused as documented, right ones stay secret."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers.answer import Answer
from conformance.checks.registry import check, error_responses, responses
from conformance.model.case import Case
from conformance.model.exchange import BOGUS_KEY, Credential
from conformance.model.finding import Finding, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.values import either, wire_value

_OTHER_CODE = finding_kind("auth.code-other", "`code` is {code:json}", expected="{documented}", observed="{code:json}")
_OTHER_STATUS = finding_kind("auth.status-other", "refused with {status}", expected="{documented}", observed="{status}")
_ECHOED = finding_kind(
    "auth.key-echoed",
    "the answer repeats the key it was sent",
    expected="no key",
    observed="the key, taken out of this report",
)
_WRONG_ECHOED = finding_kind(
    "auth.wrong-key-echoed", "the answer repeats the wrong key it was sent", expected="no key", observed="{key}"
)


def _wrong_key(case: Case) -> bool:
    return case.request.credential is Credential.BOGUS


@check(
    "auth.wrong-key-code",
    "The error response to a wrong key has the documented code.",
    selector=error_responses(_wrong_key),
    after=("errors.envelope",),
    probes=(ProbeName.AUTH,),
    whole_target=True,
)
def wrong_key_has_its_code(answer: Answer) -> Iterator[Finding]:
    """The one error code the document shows."""
    fact, code = answer.contract.errors.get("wrong-key"), answer.error_part("code")
    place = answer.envelope.place("code") if answer.envelope else None
    if fact and fact.codes and place is not None and code not in fact.codes:
        yield _OTHER_CODE(at=place, code=wire_value(code), documented=either(fact.codes))


@check(
    "auth.wrong-key-status",
    "The error response to a wrong key has the documented status.",
    selector=error_responses(_wrong_key),
    probes=(ProbeName.AUTH,),
    whole_target=True,
)
def wrong_key_has_its_status(answer: Answer) -> Iterator[Finding]:
    """Clients tell a wrong key from a wrong request by it."""
    fact = answer.contract.errors.get("wrong-key")
    if fact and fact.statuses and answer.status not in fact.statuses:
        yield _OTHER_STATUS(status=answer.status, documented=either(fact.statuses))


@check(
    "auth.key-not-echoed",
    "No answer repeats the key.",
    selector=responses(),
    probes=(ProbeName.AUTH,),
    whole_target=True,
)
def key_is_not_repeated(answer: Answer) -> Iterator[Finding]:
    """Error messages end in logs and tickets; the client took the key out of this one."""
    if answer.response.redacted:
        yield _ECHOED()
    elif answer.case.request.credential is not Credential.VALID and BOGUS_KEY.encode() in answer.response.body:
        yield _WRONG_ECHOED(key=BOGUS_KEY)
