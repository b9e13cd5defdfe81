"""Requests with a wrong key: at most four a run, and one without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.generation.sentences import sentences
from conformance.model.case import Case, Expect
from conformance.model.contract import Auth
from conformance.model.depth import smoke
from conformance.model.exchange import Connection, Credential
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe

_ANSWERED = "validation.ordinary-text-accepted"

_WRONG = template("request.wrong-key", "a wrong key")
_MISSING = template("request.no-key", "no key")
_BLANK = template("request.blank-key", "a blank key")
_OTHER_SCHEME = template("request.other-scheme", "a wrong key in another scheme")
_LONGER_WITH_LIST = template("request.longer-key-with-list", "a list with a wrong key that begins with the right one")
_RIGHT_AGAIN = template(
    "request.right-key-again", "the plainest request with the right key, after it came with a wrong one"
)


@probe(ProbeName.AUTH, Stage.NEGATIVE, share=smoke(3))
def plan_wrong_keys(context: PlanContext) -> Iterator[Case]:
    """Send the plainest request with a bogus key, without one, with a blank one, and with one in another scheme.

    A list goes out with the right key and more behind it: whoever compares beginnings takes it. Four failures are few
    enough for services that lock out callers who fail often. Each has a connection that is watched to the end: who
    refuses before the body is read may take that for the next request.
    """
    if context.contract.auth is not Auth.REQUIRED or not context.first:
        return
    two = sentences(2, salt=10)[: context.model.max_items]  # a documented form as well
    listed = context.request(two, **context.usual_parameters)
    for decided_by, request, credential, rule, title in (
        ("auth.wrong-key-refused", context.plain, Credential.BOGUS, RuleId.AUTH_BOGUS, _WRONG),
        ("auth.missing-key-refused", context.plain, Credential.MISSING, RuleId.AUTH_MISSING, _MISSING),
        ("auth.malformed-key-refused", context.plain, Credential.BLANK, RuleId.AUTH_BLANK, _BLANK),
        ("auth.malformed-key-refused", context.plain, Credential.MALFORMED, RuleId.AUTH_MALFORMED, _OTHER_SCHEME),
        ("auth.wrong-key-refused", listed, Credential.LONGER, RuleId.AUTH_BOGUS, _LONGER_WITH_LIST),
    ):
        yield Case(
            title=title(),
            probe=ProbeName.AUTH,
            decided_by=decided_by,
            model=context.model.name,
            request=replace(request, credential=credential, connection=Connection.WATCHED),
            expect=Expect.REFUSE,
            rule=rule,
            control=request,
        )


@adaptive_probe(
    ProbeName.KEY_AFTER_WRONG,
    Stage.NEGATIVE,
    needs=(ProbeName.AUTH,),
    decided=("auth.wrong-key-refused",),
    estimate=Estimate(requests=1, lengths=0.0),
)
def plan_right_key_again(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send what was refused for its key once more with the right one: a cache may know a refusal by its body alone."""
    refused = next((answer.case for answer in answers if answer.case.request.credential is Credential.BOGUS), None)
    if refused is not None:
        usual = context.usual_parameters
        again = context.valid(ProbeName.KEY_AFTER_WRONG, _ANSWERED, _RIGHT_AGAIN(), context.plain_text, **usual)
        yield replace(again, request=replace(again.request, repeat=1), control=context.plain)
