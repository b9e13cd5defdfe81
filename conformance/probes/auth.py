"""Requests with a wrong key: at most four a run, or five where one was answered, and one without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind
from conformance.model.case import Case, Expect, Manner
from conformance.model.contract import Auth
from conformance.model.depth import smoke
from conformance.model.exchange import Connection, Credential
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.relation_cases import list_of_two

_ANSWERED = "validation.ordinary-text-accepted"
_WRONG_REFUSED = "auth.wrong-key-refused"

_WRONG = template("request.wrong-key", "a wrong key")
_MISSING = template("request.no-key", "no key")
_BLANK = template("request.blank-key", "a blank key")
_OTHER_SCHEME = template("request.other-scheme", "a wrong key in another scheme")
_LONGER_WITH_LIST = template("request.longer-key-with-list", "a list with a wrong key that begins with the right one")
_AFTER_RIGHT = template("request.after-right-key", "{request}, on a connection that the right key was just used on")
_RIGHT_AGAIN = template(
    "request.right-key-again", "the plainest request with the right key, after it came with a wrong one"
)


@probe(ProbeName.AUTH, Stage.NEGATIVE, share=smoke(3))
def plan_wrong_keys(context: PlanContext) -> Iterator[Case]:
    """Send the plainest request with a bogus key, without one, with a blank one, and with one in another scheme.

    With the one in ``key-after-wrong`` four failures are few enough for services that lock out callers who fail often.
    Each has a connection that is watched to the end: who refuses before the body is read may take that for the next
    request.
    """
    if context.contract.auth is not Auth.REQUIRED or not context.first:
        return
    for decided_by, credential, rule, title in (
        (_WRONG_REFUSED, Credential.BOGUS, RuleId.AUTH_BOGUS, _WRONG),
        ("auth.missing-key-refused", Credential.MISSING, RuleId.AUTH_MISSING, _MISSING),
        ("auth.malformed-key-refused", Credential.BLANK, RuleId.AUTH_BLANK, _BLANK),
        ("auth.malformed-key-refused", Credential.MALFORMED, RuleId.AUTH_MALFORMED, _OTHER_SCHEME),
    ):
        request = replace(context.plain, credential=credential, connection=Connection.WATCHED)
        yield _refused(context, Case(title(), ProbeName.AUTH, decided_by, "", request, rule=rule))


def _refused(context: PlanContext, case: Case) -> Case:
    """Return a case that is to be refused for its key, controlled by the same request with the right one."""
    control = replace(case.request, credential=Credential.VALID, connection=Connection.SHARED, repeat=0)
    return replace(case, model=context.model.name, expect=Expect.REFUSE, control=control)


@adaptive_probe(
    ProbeName.KEY_AFTER_WRONG,
    Stage.NEGATIVE,
    needs=(ProbeName.AUTH,),
    decided=(_WRONG_REFUSED,),
    estimate=Estimate(requests=2, lengths=0.0),
    manner=Manner.SEQUENCE,
)
def plan_keys_in_turn(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send what was refused for its key with the right one, and on the same connection a list with a wrong one.

    A cache may know a refusal by its body alone, and a service a caller by the connection. The wrong key is the right
    one and more behind it: whoever compares beginnings takes it. A list is a documented form as well.
    """
    if not any(answer.case.request.credential is Credential.BOGUS for answer in answers):
        return
    usual = context.usual_parameters
    again = context.valid(ProbeName.KEY_AFTER_WRONG, _ANSWERED, _RIGHT_AGAIN(), context.plain_text, **usual)
    request = replace(again.request, connection=Connection.APART, repeat=1)
    yield replace(again, request=request, control=context.plain)
    yield _longer_key(context, ProbeName.KEY_AFTER_WRONG, _AFTER_RIGHT(request=_LONGER_WITH_LIST()), Connection.APART)


@adaptive_probe(
    ProbeName.KEY_ON_ITS_OWN,
    Stage.NEGATIVE,
    needs=(ProbeName.KEY_AFTER_WRONG,),
    decided=(_WRONG_REFUSED,),
    estimate=Estimate(requests=1, lengths=0.0, reserved=True),
)
def plan_key_on_its_own(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send a wrong key that was answered on a connection of its own, which tells whether the right one let it in."""
    in_turn = (answer for answer in answers if answer.case.probe == ProbeName.KEY_AFTER_WRONG)
    if any(answer.kind is AnswerKind.SUCCESS and _is_longer(answer) for answer in in_turn):
        yield _longer_key(context, ProbeName.KEY_ON_ITS_OWN, _LONGER_WITH_LIST(), Connection.WATCHED)


def _is_longer(answer: Answer) -> bool:
    return answer.case.request.credential is Credential.LONGER


def _longer_key(context: PlanContext, probe_name: str, title: Message, connection: Connection) -> Case:
    two = list_of_two(context)[: context.model.max_items]
    listed = context.request(two, **context.usual_parameters)
    request = replace(listed, credential=Credential.LONGER, connection=connection)
    return _refused(context, Case(title, probe_name, _WRONG_REFUSED, "", request, rule=RuleId.AUTH_BOGUS))
