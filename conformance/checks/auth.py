"""Keys: wrong ones are refused as documented, right ones stay secret."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers.answer import Answer
from conformance.checks.registry import check, error_responses, responses
from conformance.checks.wording import shown
from conformance.model.case import Case
from conformance.model.exchange import BOGUS_KEY, Credential
from conformance.model.finding import Finding
from conformance.model.pointer import ABSENT


def _wrong_key(case: Case) -> bool:
    return case.request.credential is Credential.BOGUS


@check(
    "auth.wrong-key-code",
    "The refusal of a wrong key has the documented code.",
    selector=error_responses(_wrong_key),
    after=("errors.envelope",),
    probes=("auth",),
    whole_target=True,
)
def wrong_key_has_its_code(answer: Answer) -> Iterator[Finding]:
    """The one error code the document shows."""
    fact, code = answer.contract.errors.get("wrong-key"), answer.told("code")
    place = answer.envelope.place("code") if answer.envelope else None
    if fact and fact.codes and place is not None and code not in fact.codes:
        observed = "absent" if code is ABSENT else shown(code)
        yield Finding(f"`code` is {observed}", " or ".join(map(shown, fact.codes)), observed, place)


@check(
    "auth.wrong-key-status",
    "The refusal of a wrong key has the documented status.",
    selector=error_responses(_wrong_key),
    probes=("auth",),
    whole_target=True,
)
def wrong_key_has_its_status(answer: Answer) -> Iterator[Finding]:
    """Clients tell a wrong key from a wrong request by it."""
    fact = answer.contract.errors.get("wrong-key")
    if fact and fact.statuses and answer.status not in fact.statuses:
        yield Finding(f"refused with {answer.status}", " or ".join(map(str, fact.statuses)), str(answer.status))


@check("auth.key-not-echoed", "No answer repeats the key.", selector=responses(), probes=("auth",), whole_target=True)
def key_is_not_repeated(answer: Answer) -> Iterator[Finding]:
    """Error messages end in logs and tickets; the client took the key out of this one."""
    if answer.response.redacted:
        yield Finding("the answer repeats the key it was sent", "no key", "the key, taken out of this report")
    elif answer.case.request.credential is not Credential.VALID and BOGUS_KEY.encode() in answer.response.body:
        yield Finding("the answer repeats the wrong key it was sent", "no key", BOGUS_KEY)
