"""The shapes, statuses and codes of a service's errors are learned from its error responses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.error_responses import ErrorResponses, error_responses_of
from conformance.model.case import Case
from conformance.model.envelope import Envelope
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import plain
from conformance.model.rule import RuleId

READER = Reader(load("openai-compatible"))


def refused(body: Any, status: int = 400, rule: str = "input.type") -> Answer:
    """Return an error response with a body, or with no bytes for None."""
    request = Request(rule.encode())
    response = Response(status, (), b"" if body is None else json.dumps(body).encode())
    case = Case(plain("a case"), "broken", "validation.input-type", "m", request, rule=rule)
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response=response),)))


@pytest.mark.parametrize(
    ("body", "envelope"),
    [
        ({"error": {"message": "no", "code": "x"}}, Envelope("nested", message="/error/message", code="/error/code")),
        (
            {"fault": {"reason": "bad_value", "text": "that is no input"}},
            Envelope("nested", message="/fault/text", code="/fault/reason"),
        ),
        ({"reason": "bad_value", "text": "that is no input"}, Envelope("flat", message="/text", code="/reason")),
        ({"message": "no", "code": 4}, Envelope("flat", message="/message", code="/code")),
        ({"error": "no"}, Envelope("flat", message="/error")),
        ({"detail": "no"}, Envelope("detail", message="/detail")),
        ({"detail": [{"msg": "no"}]}, Envelope("detail", message="/detail")),
        ([{"error": {"message": "no"}}], Envelope("array", message="/0/error/message")),
        ("no", Envelope("string", message="")),
        (None, Envelope("empty")),
    ],
)
def test_a_shape_is_told_from_its_bodies(body: Any, envelope: Envelope) -> None:
    """Each shape has its name, and pointers to the parts that were there."""
    found = error_responses_of([refused(body)])
    assert found.envelopes == (envelope,)
    assert envelope.fits(body) or body is None
    assert all(Draft202012Validator(schema).is_valid(body) for schema in found.schemas.values())


def test_the_sort_of_an_error_is_told_by_words_that_come_again() -> None:
    """A number of the request, a word that is always the same and one that is always another are no type."""
    rows = (("bad_width", "invalid"), ("empty_text", "invalid"), ("no_key", "denied"), ("key", "denied"))
    others = {"detail": "it is so", "api": "v"}
    bodies = [
        {"fault": {**others, "code": code, "kind": kind, "trace": f"01H{at}", "which": "abcd"[at]}}
        for at, (code, kind) in enumerate(rows)
    ]
    (envelope,) = error_responses_of([refused(body, rule=f"input.{at}") for at, body in enumerate(bodies)]).envelopes
    assert envelope == Envelope("nested", message="/fault/detail", type="/fault/kind", code="/fault/code")


def test_two_shapes_are_told_apart_by_their_statuses() -> None:
    """Where a gateway's errors differ from those of the service behind it, each shape names its statuses."""
    found = error_responses_of(
        [refused({"detail": "no"}, 422), refused({"error": {"message": "no"}}, 401, "auth.bogus")]
    )
    assert {shape.shape: shape.statuses for shape in found.envelopes} == {"detail": (422,), "nested": (401,)}
    assert set(found.schemas) == {"detail", "nested"}


def test_statuses_and_codes_stand_under_the_kind_of_mistake() -> None:
    """Codes are claimed only where every error response of the kind had one."""
    coded = {"error": {"message": "no", "code": "bad"}}
    found = error_responses_of(
        [
            refused(coded, 401, "auth.bogus"),
            refused(coded, 404, "model.enum"),
            refused(coded, 400),
            refused({"error": {"message": "no", "code": None}}, 422, "input.null"),
        ]
    )
    assert found.errors == {
        "wrong-key": {"status": [401], "code": ["bad"]},
        "unknown-model": {"status": [404], "code": ["bad"]},
        "parameter": {"status": [400, 422]},
    }


def test_a_plain_call_that_is_refused_tells_nothing_of_wrong_parameters() -> None:
    """It may be refused for its key, which stands elsewhere."""
    error = {"error": {"message": "no", "code": "bad"}}
    found = error_responses_of([refused(error, 401, RuleId.CALL_PLAIN), refused(error)])
    assert found.errors == {"parameter": {"status": [400], "code": ["bad"]}}


def test_nothing_is_learned_from_what_no_contract_can_tell() -> None:
    """A page of HTML, or a list of nothing, is no shape."""
    assert error_responses_of([refused([]), refused(3)]).envelopes == ()
    assert error_responses_of([]) == ErrorResponses()
