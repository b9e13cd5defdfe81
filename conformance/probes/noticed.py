"""What a server may ignore in silence where its document says nothing of it, though clients rely on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.generation.body import encode
from conformance.generation.negative_cases import longer_name
from conformance.inference.sent_request import vector_of
from conformance.model.case import Case, Expect
from conformance.model.contract import Auth
from conformance.model.depth import smoke
from conformance.model.exchange import Connection, Credential
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe

_NO_SUCH_MODEL = template("request.no-such-model", "a model that there is none of")
_WRONG_KEY = template("request.wrong-key-left-open", "a wrong key, where none may be needed")
_NO_KEY = template("request.no-key-left-open", "no key, where none may be needed")
_DIMENSIONS = template("request.dimensions-left-open", "dimensions: {dimensions}, where none are documented")


@probe(ProbeName.NOTICED, Stage.NEGATIVE, share=smoke(3))
def plan_what_may_be_ignored(context: PlanContext) -> Iterator[Case]:
    """Send a model that does not exist, where any may, and a wrong key and none, where a key is optional.

    What comes with such a key has a connection that is watched to the end, as where a key is required.
    """
    if not context.first:
        return
    if context.contract.any_model:
        unknown = longer_name(context.model.name)  # who ignores names answers for it, and who goes by their beginnings
        named = {"model": unknown} if context.model_in_body else {}
        request = context.to_endpoint(encode({**context.plain_body, **named}), unknown)
        yield _left_open(context, "noticed.model", RuleId.MODEL_ENUM, replace(_plain(context), request=request))
    if context.contract.auth is Auth.OPTIONAL:
        for credential, title in ((Credential.BOGUS, _WRONG_KEY), (Credential.MISSING, _NO_KEY)):
            request = replace(context.plain, credential=credential, connection=Connection.WATCHED)
            case = replace(_plain(context), title=title(), request=request)
            yield _left_open(context, "noticed.wrong-key", f"auth.{credential}", case)


@adaptive_probe(
    ProbeName.OPEN_DIMENSIONS,
    Stage.NEGATIVE,
    needs=(ProbeName.FORMS,),
    decided=("noticed.dimensions",),
    estimate=Estimate(2, 0.0),
)
def plan_undocumented_dimensions(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where no parameter for dimensions is documented, ask for half as many as usual, and for twice as many."""
    name = context.names.dimensions
    usual = next((vector.size for answer in answers if (vector := vector_of(answer)) is not None), 0)
    if name in context.schema["properties"] or not usual:
        return
    for dimensions in (max(1, usual // 2), 2 * usual):
        body = encode({**context.plain_body, name: dimensions})
        request = context.to_endpoint(body)
        case = replace(_plain(context), title=_DIMENSIONS(dimensions=dimensions), request=request)
        yield _left_open(context, "noticed.dimensions", RuleId.DIMENSIONS_FORBIDDEN, case)


def _plain(context: PlanContext) -> Case:
    case = context.valid(ProbeName.NOTICED, "", _NO_SUCH_MODEL(), context.plain_text, **context.usual_parameters)
    return replace(case, expect=Expect.EITHER, control=context.plain, varied=True)


def _left_open(context: PlanContext, decided_by: str, rule: str, case: Case) -> Case:
    return replace(case, decided_by=decided_by, rule=rule, expect=context.policy(rule))
