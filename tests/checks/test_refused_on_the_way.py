"""Refusals for load before the answer: never held against a target, but for the shape of their errors."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.answers.answer import Reader
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Credential, Exchange, Failure, Request, Response
from conformance.model.finding import Finding
from conformance.model.message import plain
from conformance.model.verdict import Verdict

CONTRACT = load("dashscope")
MODEL = "text-embedding-v3"
REQUEST = Request(json.dumps({"model": MODEL, "input": "a"}).encode())
CASE = Case(plain("one text"), "forms", "validation.string-accepted", MODEL, REQUEST, texts=("a",), single=True)
READER = Reader(CONTRACT)
JSON = (("content-type", "application/json"),)
PROPER = b'{"error": {"message": "slow down", "type": "limit_requests", "param": null, "code": "limit_requests"}}'
CODELESS = b'{"error": {"message": "slow down"}}'
RESET = Attempt(0.0, 0.1, failure=Failure.RESET, detail="gone")
TIMEOUT = Attempt(0.0, 0.1, failure=Failure.TIMEOUT, detail="status 0")


def said(body: bytes, status: int = 429) -> Attempt:
    """Return an attempt that was answered with a body."""
    return Attempt(0.0, 0.1, Response(status, JSON, body))


def findings(*attempts: Attempt) -> dict[str, tuple[Finding, ...]]:
    """Return what the checks of errors find in an exchange, by check."""
    answer = READER.read(CASE, Exchange(REQUEST, attempts))
    court = Judge(CONTRACT, (answer, *READER.refused_on_the_way(answer)))
    results = {name: court.judge(entry, MODEL) for name, entry in CHECKS.items() if entry.family == "errors"}
    return {name: result.findings for name, result in results.items() if result.findings}


@pytest.mark.parametrize("status", [429, 503])
def test_the_error_of_a_refusal_for_load_is_judged(status: int) -> None:
    """A code that is missing in an error object is found, though the request was answered in the end."""
    found = findings(said(CODELESS, status), said(b"{}", 200))
    assert [finding.pointer for finding in found["errors.code"]] == ["/error/code"]
    assert str(found["errors.code"][0].full_message) == f"refused for load with {status}: /error/code is missing"


def test_it_is_judged_beside_the_refusal_that_came_in_the_end() -> None:
    """A proper refusal of the request itself hides none that came before it."""
    found = findings(said(CODELESS), said(PROPER, 400))
    assert [str(finding.full_message) for finding in found["errors.code"]] == [
        "refused for load with 429: /error/code is missing"
    ]


@pytest.mark.parametrize(
    "body",
    [
        PROPER,
        b"",
        b"<html>Too Many Requests</html>",
        b'{"message": "over the limit"}',
        b'{"error": "slow down"}',
        b"[]",
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_proper_refusal_and_a_gateways_are_borne(status: int, body: bytes) -> None:
    """That a target refuses for load is no finding, and what holds no error object may be a gateway's."""
    assert findings(said(body, status), said(b"{}", 200)) == {}
    assert findings(said(body, status)) == {}


def test_a_wrong_key_that_is_refused_for_load_first_says_nothing_of_keys() -> None:
    """The refusal of load is none of the key, and its code is not the one for that."""
    request = replace(REQUEST, credential=Credential.BOGUS)
    answer = READER.read(replace(CASE, request=request), Exchange(request, (said(PROPER), said(PROPER, 401))))
    assert list(READER.refused_on_the_way(answer)) == []


def test_pages_of_gateways_are_never_judged() -> None:
    """A 502 or 504 says nothing of the target, whatever it holds."""
    assert findings(said(CODELESS, 502), said(CODELESS, 504), said(b"{}", 200)) == {}


@pytest.mark.parametrize(
    ("attempts", "reason"),
    [
        ((TIMEOUT,), "timed out: status 0"),
        ((TIMEOUT, TIMEOUT), "timed out: status 0, in 2 attempts"),
        ((RESET, said(b"", 503), TIMEOUT), "timed out: status 0; attempts: connection reset, 503, timed out"),
        ((said(PROPER), said(PROPER)), "answered 429, in 2 attempts"),
        ((RESET, said(PROPER)), "answered 429; attempts: connection reset, 429"),
    ],
)
def test_what_could_not_be_judged_tells_its_attempts(attempts: tuple[Attempt, ...], reason: str) -> None:
    """The reason of an inconclusive verdict has how every attempt ended."""
    answer = READER.read(CASE, Exchange(REQUEST, attempts))
    assert str(answer.reason) == reason
    result = Judge(CONTRACT, [answer]).judge(CHECKS["validation.string-accepted"], MODEL)
    assert (result.verdict, str(result.reason)) == (
        Verdict.INCONCLUSIVE,
        f"1 not judged: {reason} (first: one text)",
    )
