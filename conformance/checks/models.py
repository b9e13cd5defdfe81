"""What a server tells of its models and of itself, where its document says that it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import Selector, check, decided_by_check
from conformance.inference.models_listed import models_listed
from conformance.model import statuses
from conformance.model.finding import Finding, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId
from conformance.model.values import wire_text

_STATUS = finding_kind(
    "models.status", "{case} is answered with {status}", expected="200 and a JSON object", observed="{body:excerpt}"
)
_NO_OBJECT = finding_kind(
    "models.no-object", "{case} is no JSON object", expected="a JSON object", observed="{body:excerpt}"
)
_NO_LIST = finding_kind(
    "models.no-list", "the list of models has no list `data`", expected="a list", observed="{body:excerpt}"
)
_NO_ID = finding_kind(
    "models.no-id", "a model in the list has no name", expected="a string that is not empty", observed="{found:json}"
)
_OBJECT = finding_kind("models.object", "`object` is {found:json}", expected="{wanted:json}", observed="{found:json}")
_NOT_LISTED = finding_kind(
    "models.not-listed",
    "the model {model:quote} answers, and is not in the list of models",
    expected="{model:quote} in the list",
    observed="{count} others",
)
_ANOTHER = finding_kind(
    "models.another", "what is told of one model is told of another", expected="{wanted:json}", observed="{found:json}"
)
_ENTRY_OF_NONE = finding_kind(
    "models.entry-of-none",
    "something is told of a model that there is none of",
    expected="an error response",
    observed="status {status}",
)
_FAILED = finding_kind(
    "models.entry-of-none-fails",
    "a model that there is none of brings the server to fail",
    expected="an error response",
    observed="status {status}",
)
_REFUSED = finding_kind(
    "models.listed-refused",
    "the model {model:quote} is listed, and refused as one that there is none of",
    expected="embeddings",
    observed="status {status}",
)

_THERE_IS_NONE = 404


@check(
    "models.list",
    "The list of models is an object with a list of models, each with its name.",
    selector=decided_by_check("models.list"),
    probes=(ProbeName.MODELS,),
    whole_target=True,
)
def models_are_listed(answer: Answer) -> Iterator[Finding]:
    """Clients fill the choice of a model from it, and stop where it is missing."""
    if (problem := _no_object(answer)) is not None:
        yield problem
        return
    yield from _other_object(answer.body, "list", "")
    if not isinstance(answer.body.get("data"), list):
        yield _NO_LIST(at="/data", body=wire_text(answer.response.body))
    for place, item in enumerate(answer.items):
        name = item.get("id") if isinstance(item, dict) else None
        if not (isinstance(name, str) and name):
            yield _NO_ID(at=f"/data/{place}/id", found=name)
            return
        yield from _other_object(item, "model", f"/data/{place}")


@check(
    "models.called-is-listed",
    "A model that answers is in the list of models.",
    selector=Selector(
        picks=lambda answer: bool(models_listed(answer)), wants=lambda case: case.decided_by == "models.list"
    ),
    after=("models.list",),
    probes=(ProbeName.MODELS,),
    whole_target=True,
)
def the_called_model_is_listed(answer: Answer) -> Iterator[Finding]:
    """Who looks for a model in the list does not call one that is not there."""
    listed = models_listed(answer)
    if answer.case.model not in listed:
        yield _NOT_LISTED(at="/data", model=answer.case.model, count=len(listed))


@check(
    "models.entry",
    "What is told of one model is an object with the name that was asked for.",
    selector=decided_by_check("models.entry"),
    probes=(ProbeName.MODELS,),
    whole_target=True,
)
def an_entry_is_of_its_model(answer: Answer) -> Iterator[Finding]:
    """Clients ask for it to see whether a model is there before they call it."""
    if (problem := _no_object(answer)) is not None:
        yield problem
        return
    yield from _other_object(answer.body, "model", "")
    if (found := answer.body.get("id")) != answer.case.model:
        yield _ANOTHER(at="/id", wanted=answer.case.model, found=found)


@check(
    "models.unknown-entry",
    "Of a model that there is none of, nothing is told: the request is refused.",
    selector=decided_by_check("models.unknown-entry"),
    probes=(ProbeName.MODELS,),
    whole_target=True,
)
def an_unknown_model_has_no_entry(answer: Answer) -> Iterator[Finding]:
    """An entry for any name says of a mistyped one that it is there."""
    if statuses.is_success(answer.status):
        yield _ENTRY_OF_NONE(status=answer.status)
    elif statuses.is_server_error(answer.status):
        yield _FAILED(status=answer.status)


@check(
    "models.listed-is-embedded",
    "A documented model that is listed is embedded with.",
    selector=decided_by_check("models.listed-is-embedded"),
    probes=(ProbeName.MODELS, ProbeName.LISTED_MODEL),
    whole_target=True,
)
def a_listed_model_is_embedded_with(answer: Answer) -> Iterator[Finding]:
    """Refusals for the account say nothing; one by which there is no such model contradicts the list."""
    documented = answer.contract.error_for(RuleId.MODEL_ENUM)
    if answer.kind is AnswerKind.ERROR_RESPONSE and answer.status in (
        (documented and documented.statuses) or (_THERE_IS_NONE,)
    ):
        yield _REFUSED(model=answer.case.model, status=answer.status)


@check(
    "models.version",
    "The server tells its version as a JSON object.",
    selector=decided_by_check("models.version"),
    probes=(ProbeName.MODELS,),
    whole_target=True,
)
def the_version_is_told(answer: Answer) -> Iterator[Finding]:
    """Who compares two runs wants to know whether the server is the same."""
    if (problem := _no_object(answer)) is not None:
        yield problem


def _no_object(answer: Answer) -> Finding | None:
    if not statuses.is_success(answer.status):
        return _STATUS(case=answer.case.title, status=answer.status, body=wire_text(answer.response.body))
    if not isinstance(answer.parsed.value, dict):
        return _NO_OBJECT(case=answer.case.title, body=wire_text(answer.response.body))
    return None


def _other_object(value: Any, wanted: str, at: str) -> Iterator[Finding]:
    """Yield that ``object`` is another, which few clients look at."""
    if (found := value.get("object")) != wanted:
        yield _OBJECT(at=f"{at}/object", wanted=wanted, found=found, advisory=True)
