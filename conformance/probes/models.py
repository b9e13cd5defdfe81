"""What a server tells of itself where its document says that it does: its models, and its version. All by GET."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.generation.negative_cases import UNKNOWN_MODEL
from conformance.inference.models_listed import models_listed
from conformance.model.case import Case, Expect
from conformance.model.exchange import Request
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe

_NAME = ProbeName.MODELS
_EMBEDDED = "models.listed-is-embedded"

_LIST = template("request.models", "the list of models")
_ENTRY = template("request.model-entry", "what is told of one model")
_NO_ENTRY = template("request.unknown-model-entry", "what is told of a model that there is none of")
_VERSION = template("request.version", "the version")
_LISTED = template("request.listed-model", "a text for another model that is listed")


@probe(_NAME, Stage.NEGATIVE)
def plan_what_a_server_tells(context: PlanContext) -> Iterator[Case]:
    """Ask once for the list, for the model of the run, for one that there is none of, and for the version."""
    paths = context.contract.server_paths
    if not context.first:
        return
    if paths.models:
        yield _asked(context, "models.list", _LIST(), paths.models)
    if paths.model:
        yield _asked(context, "models.entry", _ENTRY(), paths.to(context.model.name))
        yield _asked(context, "models.unknown-entry", _NO_ENTRY(), paths.to(UNKNOWN_MODEL))
    if paths.version:
        yield _asked(context, "models.version", _VERSION(), paths.version)


@adaptive_probe(ProbeName.LISTED_MODEL, Stage.NEGATIVE, needs=(_NAME,), decided=(_EMBEDDED,), estimate=Estimate(1, 0.0))
def plan_another_listed_model(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send one text to a model that is listed and documented, and that the run does not ask anyway."""
    listed = {name for answer in answers for name in models_listed(answer)}
    asked = {context.model.name, *context.others}
    other = next((model.name for model in context.contract.models if model.name in listed - asked), None)
    if other is not None:
        there = context.on(other)
        case = there.valid(ProbeName.LISTED_MODEL, _EMBEDDED, _LISTED(), there.plain_text, **there.usual_parameters)
        yield replace(case, expect=Expect.EITHER, control=context.plain)


def _asked(context: PlanContext, decided_by: str, title: Message, path: str) -> Case:
    place = context.contract.key_places[0]
    return Case(
        title=title,
        probe=_NAME,
        decided_by=decided_by,
        model=context.model.name,
        request=Request(b"", path=path, method="GET", headers=(), key_place=place),
        expect=Expect.EITHER,
        control=context.plain,
    )
