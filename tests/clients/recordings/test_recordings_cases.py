"""What a recorded request asks is read from its bytes alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.clients.requests.recorded_case import recorded_case
from conformance.clients.requests.text_kind import differ_in_words, oddity
from conformance.contract.loading import load
from conformance.generation.malformed import malformed
from conformance.generation.negative_cases import negative_cases
from conformance.generation.texts import ODD, ORDINARY
from conformance.model.case import Case, Expect
from conformance.model.exchange import Attempt, Credential, Exchange, Request, Response
from conformance.model.message import plain
from conformance.model.options import PlanOptions
from conformance.model.rules import RULES
from conformance.probes.plan_context import PlanContext

DASHSCOPE = load("dashscope")
V3 = "text-embedding-v3"
PLAIN = {"model": V3, "input": "A lamp in the window."}


def _case(body: Any, model: str = V3, **request: Any) -> Case | None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = Request(data, **request)
    answered = Attempt(0.0, 0.1, Response(200, (), b"{}"))
    return recorded_case(DASHSCOPE, model, Exchange(sent, (answered,)), plain("recorded"))


@pytest.mark.parametrize("model", [model.name for model in DASHSCOPE.models])
def test_every_request_we_break_is_recognised(model: str) -> None:
    """For each planned breakage, the rule, the aim and the expectation read from its bytes are the planned ones."""
    context = PlanContext.of(DASHSCOPE, model, options=PlanOptions(seed=0, examples=0), first=True)
    body = context.plain_body
    planned = [*negative_cases(context.schema, body), *malformed(body)]
    for negative_case in planned:
        case = _case(negative_case.body, model, headers=negative_case.headers)
        assert case is not None
        expected = (
            negative_case.rule,
            RULES[negative_case.rule].check,
            context.policy(negative_case.rule),
        )
        assert (case.rule, case.decided_by, case.expect) == expected, negative_case.title
    assert len(planned) > 25


@pytest.mark.parametrize(
    ("more", "decided_by"),
    [
        ({}, "validation.string-accepted"),
        ({"input": ["One.", "Two."]}, "validation.list-accepted"),
        ({"dimensions": 512}, "dimensions.documented-accepted"),
        ({"encoding_format": "float"}, "encoding.float-accepted"),
    ],
)
def test_a_documented_request_must_be_answered(more: dict[str, Any], decided_by: str) -> None:
    """A valid call breaks no rule, and its parameters name the check that decides."""
    case = _case({**PLAIN, **more})
    assert case is not None
    assert (case.expect, case.rule, case.decided_by, case.ordinary) == (Expect.ANSWER, "", decided_by, True)
    assert case.dimensions == more.get("dimensions")
    assert case.encoding == more.get("encoding_format")
    assert case.single is ("input" not in more)


@pytest.mark.parametrize(
    ("body", "request_", "rule"),
    [
        ({**PLAIN, "encoding_format": "base64"}, {}, "encoding_format.base64"),
        (b'\xef\xbb\xbf{"model":"text-embedding-v3","input":"A lamp."}', {}, "body.lenient"),
        (b'{"model":"text-embedding-v3","input":"A lamp.","dimensions":NaN}', {}, "body.lenient"),
        (b'{"model":"text-embedding-v3","input":"A lamp.","input":"B"}', {}, "body.lenient"),
        (b'{"model":"text-embedding-v3","input":"A \xff lamp."}', {}, "text.odd"),
        (PLAIN, {"path": "/embeddings?api-version=1"}, "unknown-parameter"),
        (PLAIN, {"headers": (("Content-Type", "application/json; charset=utf-16"),)}, "headers.content-type"),
        (PLAIN, {"headers": (("Content-Type", "application/json"), ("Accept", "text/html"))}, "headers.accept"),
        ({**PLAIN, "input": "word " * 2000}, {}, "text.over-length"),
    ],
)
def test_what_servers_read_differently_may_be_answered_or_refused(body: Any, request_: Any, rule: str) -> None:
    """Bodies, headers and texts that are right for some servers are expected neither way."""
    case = _case(body, **request_)
    assert case is not None
    assert (case.expect, case.rule) == (Expect.EITHER, rule)


def test_a_refusable_rule_outweighs_others() -> None:
    """A request that breaks two rules is to be refused when one of them says so."""
    case = _case({"model": V3, "input": 42, "user": "me"})
    assert case is not None
    assert (case.expect, case.rule, case.texts) == (Expect.REFUSE, "input.type", None)


@pytest.mark.parametrize(
    ("credential", "expect"), [(Credential.BOGUS, Expect.REFUSE), (Credential.VALID, Expect.ANSWER)]
)
def test_a_wrong_key_is_to_be_refused_where_one_is_required(credential: Credential, expect: Expect) -> None:
    """The contract's word on keys decides what a call with a wrong one may bring."""
    case = _case(PLAIN, credential=credential)
    assert case is not None
    assert case.expect is expect


@pytest.mark.parametrize("request_", [{"method": "GET"}, {"path": "/models"}, {"path": "/embeddings/"}])
def test_a_request_that_is_no_call_makes_no_case(request_: dict[str, Any]) -> None:
    """Other methods and paths are left alone."""
    assert _case(PLAIN, **request_) is None


def test_our_ordinary_texts_are_plain_and_our_odd_ones_odd() -> None:
    """The classification agrees with the pools a run draws from."""
    assert [text for texts in ORDINARY.values() for text in texts if oddity(text)] == []
    assert [text for texts in ODD.values() for text in texts if not oddity(text)] == []
    assert {oddity(text) for text in ODD["blank"]} == {"text.blank"}
    assert oddity("half \ud83d") == "text.surrogate"


@pytest.mark.parametrize(
    ("texts", "differ"),
    [
        (("a cat", "a dog"), True),
        (("a cat", "a cat"), True),
        (("a cat", "A  CAT!"), False),
        (("resume", "résumé"), False),
        (("word " * 300 + "one", "word " * 300 + "two"), False),
    ],
)
def test_texts_differ_by_words_only(texts: tuple[str, ...], differ: bool) -> None:  # a parameter
    """Case, accents, spacing, punctuation and what stands far behind may be folded by an honest model."""
    assert differ_in_words(texts) is differ
