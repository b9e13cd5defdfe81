"""The shapes of an error's body are told apart, and their parts found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.contract.loading import load
from conformance.model.contract import Contract
from conformance.model.envelope import NESTED, Envelope
from conformance.model.pointer import ABSENT, look_up

FLAT = Envelope("flat", message="/message", type="/type", code="/code")
DETAIL = Envelope("detail", message="/detail", statuses=(401, 422))
ARRAY = Envelope("array", message="/0/error/message", code="/0/error/code")
STRING = Envelope("string", message="")
EMPTY = Envelope("empty", statuses=(401,))


@pytest.mark.parametrize(
    ("envelope", "body", "fits"),
    [
        (NESTED, {"error": {"message": "no"}}, True),
        (NESTED, {"error": {}}, True),
        (NESTED, {"error": "no"}, False),
        (NESTED, {"message": "no"}, False),
        (NESTED, [{"error": {}}], False),
        (NESTED, ABSENT, False),
        (FLAT, {"message": "no", "code": 3}, True),
        (FLAT, {"code": 3}, True),
        (FLAT, {}, False),
        (FLAT, {"error": {"message": "no"}}, False),
        (DETAIL, {"detail": []}, True),
        (DETAIL, {"message": "no"}, False),
        (ARRAY, [{"error": {"code": 3}}], True),
        (ARRAY, [], False),
        (ARRAY, {"error": {}}, False),
        (STRING, "no", True),
        (STRING, {"message": "no"}, False),
        (EMPTY, ABSENT, True),
        (EMPTY, {}, False),
        (EMPTY, None, False),
    ],
)
def test_a_shape_fits_its_bodies_and_no_others(envelope: Envelope, body: Any, fits: bool) -> None:
    """Where the parts sit tells the shape; what they are is another question."""
    assert envelope.fits(body) is fits


def test_parts_are_read_where_the_shape_has_them() -> None:
    """A part that is null is there; one the shape has no place for is absent."""
    body = [{"error": {"message": "no", "code": None}}]
    assert ARRAY.read("message", body) == "no"
    assert ARRAY.read("code", body) is None
    assert ARRAY.read("type", body) is ABSENT
    assert look_up({"a": [1]}, "/a/1") is ABSENT
    assert look_up("whole", "") == "whole"


def _with(*envelopes: Envelope) -> Contract:
    return replace(load("dashscope"), envelopes=envelopes)


def test_the_shape_documented_for_a_status_is_looked_for_first() -> None:
    """A shape for any status is right with every one, a shape for some with those only."""
    contract = _with(NESTED, DETAIL, EMPTY)
    assert contract.envelope_of(422, {"detail": "no"}) is DETAIL
    assert contract.envelope_of(422, {"error": {}}) is NESTED
    assert contract.envelope_of(400, {"detail": "no"}) is None
    assert contract.envelope_of(400, ABSENT) is None
    assert contract.envelope_of(401, ABSENT) is EMPTY
    assert contract.envelope_of(400, {"message": "no"}) is None
    assert contract.envelopes_for(401) == (DETAIL, EMPTY)
    assert contract.envelopes_for(400) == (NESTED,)


def test_what_is_documented_of_a_rule_comes_before_what_is_of_all() -> None:
    """A rule of its own, then a named case, then any other parameter; keys are no parameters."""
    contract = load("dashscope-2025-08")
    unknown, other = contract.error_for("model.enum"), contract.error_for("input.maxItems")
    assert unknown is not None
    assert unknown.statuses == (404,)
    assert other is not None
    assert other.case == "parameter"
    assert contract.error_for("auth.missing") is None
