"""What a server tells of itself is asked where that is documented, once, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.answers.answer import AnswerKind, Reader
from conformance.checks.contract_names import refuse_unknown_checks
from conformance.client.curl import curl
from conformance.contract.loading import contract_names, load
from conformance.engine.plan import Plans, applicable
from conformance.errors import ContractError
from conformance.inference.observations.version import observe_version
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Response
from conformance.model.options import PlanOptions
from conformance.model.server_paths import ServerPaths

OPENAI, NIM = load("openai"), load("nim")


def asked(name: str, models: int = 1) -> list[Case]:
    """Return what a run of a contract asks by GET."""
    contract = load(name)
    called = [model.name for model in contract.models][:models] or ["any-model"]
    plans = Plans(contract, dict.fromkeys(called, applicable(contract)), PlanOptions(examples=0))
    return [case for plan in plans.values() for case in plan.cases if not case.embeds]


def answered(case: Case, body: object, status: int = 200) -> Exchange:
    """Return an exchange with a JSON body."""
    response = Response(status, (("content-type", "application/json"),), json.dumps(body).encode())
    return Exchange(case.request, (Attempt(0.0, 0.1, response),), f"http://host/v1{case.request.path}")


def test_a_run_of_all_models_asks_once() -> None:
    """The list, a model, one that there is none of: three requests without a body, whatever the number of models."""
    requests = [case.request for case in asked("openai", models=3)]
    assert [(request.method, request.path) for request in requests] == [
        ("GET", "/models"),
        ("GET", "/models/text-embedding-3-small"),
        ("GET", "/models/no-such-embedding-model"),
    ]
    assert {(request.body, request.headers) for request in requests} == {(b"", ())}


def test_what_is_not_documented_is_not_asked() -> None:
    """Most contracts have no such path."""
    assert {name for name in contract_names() if asked(name)} == {"azure-v1", "nim", "ollama", "openai"}


def test_an_answer_is_no_answer_with_embeddings() -> None:
    """Checks of embeddings, and what is learned from answers, pass it by, whatever its status."""
    case = asked("openai")[0]
    for status in (200, 404, 500):
        assert Reader(OPENAI).read(case, answered(case, {}, status)).kind is AnswerKind.BESIDE
    refused = Reader(OPENAI).read(case, answered(case, {}, 429))
    assert refused.kind is AnswerKind.UNANSWERED


def test_the_command_for_it_has_no_body() -> None:
    """The method is named, and no content type of a body that there is none of."""
    case = asked("openai")[0]
    command = curl(answered(case, {}), "EMB_API_KEY")
    assert command == "curl --request 'GET' --compressed 'http://host/v1/models'"


def test_the_version_is_observed() -> None:
    """Of the target, with what the server said; where it said nothing, there is none."""
    case = next(case for case in asked("nim") if case.decided_by == "models.version")
    told, refused = (answered(case, {"release": "2.4"}, status) for status in (200, 404))
    (observed,) = observe_version([Reader(NIM).read(case, each) for each in (told, refused)])
    assert (observed.id, observed.model, str(observed.value)) == ("server.version", None, '{"release": "2.4"}')


@pytest.mark.parametrize("entry", ["models", "model", "version"])
def test_a_path_and_its_clause_need_each_other(entry: str) -> None:
    """A path that no clause is about would be asked for nothing, and a clause without its path never judged."""
    with pytest.raises(ContractError, match=rf"endpoint\.{entry} .* is judged by no clause"):
        refuse_unknown_checks(replace(load("dashscope"), server_paths=ServerPaths(**{entry: "/{model}"})))
    with pytest.raises(ContractError, match=r"names models\.list and no endpoint\.models"):
        refuse_unknown_checks(replace(OPENAI, server_paths=ServerPaths()))
