"""The plain values keep what their docstrings promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from conformance.contract.loading import load
from conformance.model.clause import Clause
from conformance.model.exchange import Attempt, Connection, Credential, Exchange, Failure, Request, Response
from conformance.model.secret import Secret
from conformance.model.verdict import Level, Verdict

REQUEST = Request(b'{"input":"a"}')
OTHERS = {
    "body": replace(REQUEST, body=b'{"input":"b"}'),
    "path": replace(REQUEST, path="/other"),
    "method": replace(REQUEST, method="GET"),
    "headers": replace(REQUEST, headers=()),
    "credential": replace(REQUEST, credential=Credential.BOGUS),
    "connection": replace(REQUEST, connection=Connection.FRESH),
    "repeat": replace(REQUEST, repeat=1),
    "pause": replace(REQUEST, pause=0.5),
}


def test_equal_requests_have_one_key() -> None:
    """The key is of the request's own content, so two equal ones are sent once."""
    assert Request(b'{"input":"a"}').key == REQUEST.key
    assert len(REQUEST.key) == 64


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_requests_that_differ_anywhere_have_keys_of_their_own(other: Request) -> None:
    """No part of a request is left out of its key."""
    assert other.key != REQUEST.key


def test_values_cannot_be_changed() -> None:
    """What was planned stays as it was planned."""
    with pytest.raises(FrozenInstanceError):
        REQUEST.body = b""  # type: ignore[misc]


def test_the_first_header_of_a_name_counts_whatever_its_case() -> None:
    """Header names have no case."""
    response = Response(200, (("X-A", "1"), ("x-a", "2")), b"")
    assert response.header("x-A") == "1"
    assert response.header("x-b") is None


def test_the_last_attempt_counts() -> None:
    """An exchange has the response of its last attempt, or none."""
    answered = Attempt(0.0, 0.1, Response(200, (), b""))
    failed = Attempt(0.0, 0.1, failure=Failure.RESET)
    assert Exchange(REQUEST, (failed, answered)).response is answered.response
    assert Exchange(REQUEST, (answered, failed)).response is None
    assert Exchange(REQUEST, (answered, failed)).last is failed


@pytest.mark.parametrize("printed", [str, repr, "{}".format, "{:>40}".format, lambda secret: f"{[secret]}"])
def test_a_secret_never_prints_itself(printed: Callable[[Secret], str]) -> None:
    """However it is printed, only that there is a secret shows."""
    assert "sk-live" not in printed(Secret("sk-live-1"))
    assert Secret("sk-live-1").reveal() == "sk-live-1"


def test_a_clause_of_some_models_concerns_those_and_the_whole_target() -> None:
    """A clause without models concerns all."""
    of_one = Clause("c", Level.MUST, "s", "l", models=("m1",))
    assert [of_one.concerns(model) for model in ("m1", "m2", None)] == [True, False, True]
    assert Clause("c", Level.MUST, "s", "l").concerns("m2")


def test_the_strongest_level_of_the_clauses_that_concern_a_model_counts() -> None:
    """A check that several clauses name binds as strongly as the strongest of them, for each model."""
    contract = replace(
        load("dashscope"),
        clauses=(
            Clause("a", Level.SHOULD, "s", "l", checks=("x.y",)),
            Clause("b", Level.MUST, "s", "l", checks=("x.y",), models=("m1",)),
        ),
    )
    assert contract.level_of("x.y", "m1") is Level.MUST
    assert contract.level_of("x.y", "m2") is Level.SHOULD
    assert contract.level_of("x.y") is Level.MUST
    assert contract.level_of("x.z") is None
    assert [clause.id for clause in contract.clauses_of("x.y", "m2")] == ["a"]


def test_a_model_the_contract_does_not_name_has_no_limits() -> None:
    """A contract for any model knows nothing of its limits."""
    model = load("openai-compatible").model("mine")
    assert (model.name, model.max_items, model.max_tokens, model.dimensions) == ("mine", None, None, ())


def test_verdicts_and_levels_are_spelled_as_in_the_results_file() -> None:
    """The words are fixed: scripts rely on them."""
    assert sorted(Verdict) == ["advice", "error", "fail", "inconclusive", "not-applicable", "pass", "waived"]
    assert list(Level) == ["MUST", "SHOULD", "MAY"]
