"""What a recorded request asks is read from its bytes alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.model.case import Case, Expect
from conformance.model.exchange import Attempt, Credential, Exchange, Request, Response
from conformance.probes.broken import AIMS as AIMS_OF_BROKEN
from conformance.probes.ground import Ground
from conformance.strategies.breakages import breakages
from conformance.strategies.malformed import malformed
from conformance.strategies.texts import ODD, ORDINARY
from conformance.traffic.case import AIMS, recorded_case
from conformance.traffic.plainness import differ_in_words, oddity

DASHSCOPE = load("dashscope")
V3 = "text-embedding-v3"
PLAIN = {"model": V3, "input": "A lamp in the window."}


def _case(body: Any, model: str = V3, **request: Any) -> Case | None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = Request(data, **request)
    answered = Attempt(0.0, 0.1, Response(200, (), b"{}"))
    return recorded_case(DASHSCOPE, model, Exchange(sent, (answered,)), "recorded")


@pytest.mark.parametrize("model", [model.name for model in DASHSCOPE.models])
def test_every_request_we_break_is_recognised(model: str) -> None:
    """For each planned breakage, the rule, the aim and the expectation read from its bytes are the planned ones."""
    ground = Ground.of(DASHSCOPE, model, seed=0, examples=0, first=True)
    body = ground.plain_body
    planned = [*breakages(ground.schema, body), *malformed(body)]
    for breakage in planned:
        case = _case(breakage.body, model, headers=breakage.headers)
        assert case is not None
        expected = (breakage.rule, AIMS_OF_BROKEN[breakage.rule], ground.policy(breakage.rule))
        assert (case.rule, case.aim, case.expect) == expected, breakage.title
    assert len(planned) > 25


@pytest.mark.parametrize(
    ("more", "aim"),
    [
        ({}, "validation.string-accepted"),
        ({"input": ["One.", "Two."]}, "validation.list-accepted"),
        ({"dimensions": 512}, "dimensions.documented-accepted"),
        ({"encoding_format": "float"}, "encoding.float-accepted"),
    ],
)
def test_a_documented_request_must_be_answered(more: dict[str, Any], aim: str) -> None:
    """A valid call breaks no rule, and its parameters name the check that decides."""
    case = _case({**PLAIN, **more})
    assert case is not None
    assert (case.expect, case.rule, case.aim, case.ordinary) == (Expect.ANSWER, "", aim, True)
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
        (b'{"model":"text-embedding-v3","input":"A \xff lamp."}', {}, "body.lenient"),
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


def test_every_aim_is_a_check() -> None:
    """What recorded requests aim at exists."""
    assert set(AIMS.values()) <= set(CHECKS)


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
