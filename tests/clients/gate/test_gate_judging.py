"""Every rule of the request contract that a client breaks is found, and at the level of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sent import DASHSCOPE, PLAIN, V3, asked, exchange

from conformance.clients.requests.client_call import calls
from conformance.clients.requests.recorded_case import recorded_case
from conformance.clients.requests.requirement import REQUIREMENTS, client_side, known_rules, requirement_of
from conformance.clients.requests.requirement_results import judge
from conformance.contract.loading import load
from conformance.errors import UsageError
from conformance.model.case import Expect
from conformance.model.clause import Clause
from conformance.model.contract import Auth
from conformance.model.exchange import Credential
from conformance.model.message import plain
from conformance.model.result import Result
from conformance.model.rules import RULES
from conformance.model.verdict import Level, Verdict

PLAIN_LIST = {**PLAIN, "input": ["One.", "Two."]}
BROKEN: list[tuple[Any, dict[str, Any], str, Verdict, str]] = [
    ({**PLAIN, "input": ["a"] * 7}, {}, "requests.batch-size", Verdict.FAIL, "limits.items-v3"),
    ({**PLAIN, "input": [[1, 2, 3]]}, {}, "requests.input-form", Verdict.FAIL, "input.only-two-forms"),
    ({**PLAIN, "input": [1, 2, 3]}, {}, "requests.input-form", Verdict.FAIL, "input.only-two-forms"),
    ({"model": V3}, {}, "requests.input-form", Verdict.FAIL, "input.required"),
    ({**PLAIN, "input": ""}, {}, "requests.input-empty", Verdict.ADVICE, "request.undocumented-forms"),
    ({**PLAIN, "dimensions": 256}, {}, "requests.dimensions", Verdict.FAIL, "dimensions.three-values"),
    ({**PLAIN, "dimensions": None}, {}, "requests.dimensions", Verdict.ADVICE, "request.undocumented-forms"),
    ({**PLAIN, "encoding_format": "base64"}, {}, "requests.encoding", Verdict.ADVICE, "encoding.only-float"),
    ({**PLAIN, "user": "me"}, {}, "requests.parameters", Verdict.ADVICE, "request.undocumented-forms"),
    ({**PLAIN, "model": "text-embedding-3-small"}, {}, "requests.model", Verdict.FAIL, "models.only-listed"),
    ({"input": "A lamp."}, {}, "requests.model", Verdict.FAIL, "model.required"),
    (PLAIN, {"path": "//embeddings"}, "requests.endpoint", Verdict.FAIL, "client.endpoint"),
    (PLAIN, {"path": "/embeddings/"}, "requests.endpoint", Verdict.FAIL, "client.endpoint"),
    (PLAIN, {"path": "/v1/embeddings"}, "requests.endpoint", Verdict.FAIL, "client.endpoint"),
    (b"", {"method": "GET"}, "requests.endpoint", Verdict.FAIL, "client.endpoint"),
    (PLAIN, {"headers": ()}, "requests.content-type", Verdict.ADVICE, "request.undocumented-forms"),
    (b"{not json", {}, "requests.body", Verdict.FAIL, "http.json-body"),
    (PLAIN, {"credential": Credential.MISSING}, "requests.key", Verdict.FAIL, "auth.key-needed"),
    (PLAIN, {"credential": Credential.MALFORMED}, "requests.key", Verdict.FAIL, "http.bearer"),
]


def _judged(*exchanges: Any, intended: tuple[str, ...] = ()) -> dict[str, Result]:
    return {result.check: result for result in judge(DASHSCOPE, asked(*exchanges), intended)}


@pytest.mark.parametrize(("body", "request_", "requirement", "verdict", "clause"), BROKEN)
def test_a_broken_rule_is_one_finding_under_its_clause(
    body: Any, request_: dict[str, Any], requirement: str, verdict: Verdict, clause: str
) -> None:
    """What the document rules out fails, where it is silent there is advice, and nothing else turns red."""
    results = _judged(exchange(PLAIN), exchange(body, **request_))
    amiss = {name: result for name, result in results.items() if result.verdict is not Verdict.PASS}
    assert {name: result.verdict for name, result in amiss.items()} == {requirement: verdict}
    (finding,) = amiss[requirement].findings
    assert clause in amiss[requirement].clauses
    assert finding.observed
    assert finding.expected


def test_documented_requests_break_nothing() -> None:
    """Every documented form passes, odd texts included: they are the user's."""
    forms = [PLAIN, PLAIN_LIST, {**PLAIN, "dimensions": 512}, {**PLAIN, "encoding_format": "float"}]
    texts = [{**PLAIN, "input": text} for text in ("   ", "\U0001f600", "word " * 3000, "a\x00b")]
    results = _judged(*(exchange(body) for body in (*forms, *texts)))
    assert {result.verdict for result in results.values()} == {Verdict.PASS}
    assert set(results) == set(REQUIREMENTS)
    assert {result.judged for result in results.values()} == {8}


def test_every_rule_has_a_requirement_and_every_requirement_a_clause() -> None:
    """No rule of the policy is lost, and each statement about clients rests on something."""
    for rule in RULES:
        assert (requirement_of(rule) is None) is rule.startswith("text."), rule
    for name, requirement in REQUIREMENTS.items():
        clauses = client_side(DASHSCOPE).clauses_of(name)
        assert clauses, name
        assert {clause.id for clause in requirement.clauses(DASHSCOPE, None)} == {clause.id for clause in clauses}


def test_a_parameter_of_another_contract_falls_under_the_parameters() -> None:
    """Rules that no requirement names are not lost."""
    requirement = requirement_of("input_type.enum")
    assert requirement is REQUIREMENTS["requests.parameters"]


def test_limits_of_one_model_are_not_held_against_an_unknown_one() -> None:
    """Of a call whose model the contract does not know, only the name is wrong."""
    (call,) = asked(exchange({"model": "other", "input": ["a"] * 2000, "dimensions": 7}))
    assert (call.model, call.rules) == (None, ("model.enum",))


def test_what_is_no_call_is_left_alone() -> None:
    """Models, preflights, and other endpoints that take an input are under no rule."""
    others = [exchange(PLAIN, path=path) for path in ("/responses", "/moderations", "/audio/speech")]
    models = [exchange(b"", method="GET", path=path) for path in ("/models", f"/models/{V3}")]
    assert asked(*others, *models, exchange(b"", method="OPTIONS")) == []


@pytest.mark.parametrize("path", ["/", "/.", "/../embedding", "/services/embeddings/text-embedding", "/EMBEDDINGS"])
def test_a_call_that_missed_is_recognised(path: str) -> None:
    """The path is missing, or has the word in it somewhere."""
    assert [call.rules for call in asked(exchange(PLAIN, path=path))] == [("endpoint.path",)]


def test_a_contract_without_a_key_asks_for_none() -> None:
    """Where the key is optional, none and any other are as good."""
    contract = load("openai-compatible")
    sent = [exchange({**PLAIN, "model": "any"}, credential=each) for each in (Credential.MISSING, Credential.BOGUS)]
    results = list(judge(contract, list(calls(contract, sent))))
    assert {result.verdict for result in results} == {Verdict.PASS}


def test_a_key_in_another_place_is_told_with_the_header_it_stands_in() -> None:
    """Where the document wants a key it fails, where it leaves that open it is advice, where there is none nothing."""
    shown = (("x-api-key", "$EMB_API_KEY"),)
    sent = replace(exchange(PLAIN, credential=Credential.MISPLACED), request_headers=shown)
    for auth, expected in ((Auth.REQUIRED, Verdict.FAIL), (Auth.OPTIONAL, Verdict.ADVICE), (Auth.NONE, Verdict.PASS)):
        contract = replace(DASHSCOPE, auth=auth)
        (result,) = (each for each in judge(contract, list(calls(contract, [sent]))) if each.check == "requests.key")
        assert result.verdict is expected
        told = [(str(found.observed), str(found.expected)) for found in result.findings]
        assert told == [("x-api-key: $EMB_API_KEY", "Authorization: Bearer KEY")] * (auth is not Auth.NONE)


def test_what_was_announced_is_waived_and_nothing_else() -> None:
    """A client whose tests call an unknown model on purpose says so; its other breaches stay."""
    sent = (exchange({**PLAIN, "model": "none"}), exchange({**PLAIN, "input": 7}))
    results = _judged(*sent, intended=("model.enum",))
    assert results["requests.model"].verdict is Verdict.WAIVED
    assert "model.enum" in str(results["requests.model"].reason)
    assert results["requests.input-form"].verdict is Verdict.FAIL


def test_a_rule_nobody_can_break_is_refused_with_the_nearest() -> None:
    """A typing error does not silently waive nothing."""
    assert known_rules(["model.enum", "retry.early"], DASHSCOPE) == ("model.enum", "retry.early")
    with pytest.raises(UsageError, match=r"did you mean 'model\.enum'"):
        known_rules(["model.enun"], DASHSCOPE)


def test_a_rule_of_a_vendors_parameter_may_be_broken_on_purpose() -> None:
    """As the gate itself writes it; of a parameter that the contract does not know it is a typing error."""
    assert known_rules(["input_type.enum"], load("voyage")) == ("input_type.enum",)
    with pytest.raises(UsageError):
        known_rules(["input_typ.enum"], load("voyage"))


def test_what_the_policy_says_is_answered_is_no_violation() -> None:
    """A client may send what the document says is answered, and its server has to answer."""
    body = {**PLAIN, "user": "me"}
    open_, said = (replace(DASHSCOPE, policy=policy) for policy in (DASHSCOPE.policy, _saying("unknown-parameter")))
    rules = [call.rules for contract in (open_, said) for call in calls(contract, [exchange(body)])]
    assert rules == [("unknown-parameter",), ()]
    cases = [recorded_case(contract, V3, exchange(body), plain("recorded")) for contract in (open_, said)]
    assert [case.expect for case in cases if case] == [Expect.EITHER, Expect.ANSWER]


def test_a_value_that_the_document_says_is_refused_fails_under_its_clause() -> None:
    """The clause is the one whose check sends servers such a value."""
    check = "validation.parameter-value"
    clause = Clause("request.task", Level.MUST, "task is a or b; others are refused.", "page", (check,))
    task = {"type": "string", "enum": ["a", "b"]}
    schema = {**DASHSCOPE.request_schema, "properties": {**DASHSCOPE.request_schema["properties"], "task": task}}
    policy = {**DASHSCOPE.policy, "task.enum": Expect.REFUSE}
    contract = replace(DASHSCOPE, request_schema=schema, clauses=(*DASHSCOPE.clauses, clause), policy=policy)
    results = judge(contract, list(calls(contract, [exchange({**PLAIN, "task": "c"})])))
    assert [result.clauses for result in results if result.verdict is Verdict.FAIL] == [("request.task",)]


def _saying(rule: str) -> Mapping[str, Expect]:
    return {**DASHSCOPE.policy, rule: Expect.ANSWER}


def test_a_refusal_for_a_time_is_waited_out() -> None:
    """The same request before Retry-After is over is advice; another, a later one, or one on its way before, is not."""
    wait = (("Retry-After", "2"),)
    early = _judged(exchange(PLAIN, status=429, answered=wait), exchange(PLAIN, at=1.0))["requests.retry-after"]
    assert (early.verdict, early.level) == (Verdict.ADVICE, Level.SHOULD)
    assert "1.9 s" in str(early.findings[0].expected)
    for second in (exchange(PLAIN, at=2.2), exchange(PLAIN_LIST, at=0.5), exchange(PLAIN, at=0.05)):
        results = _judged(exchange(PLAIN, status=429, answered=wait), second)
        assert results["requests.retry-after"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("answered", "verdict"),
    [
        ((("retry-after", "Thu, 01 Jan 1970 00:00:05 GMT"),), Verdict.ADVICE),
        ((("retry-after", "soon"),), Verdict.PASS),
        ((("retry-after", "Thu, 01 Jan 1970 00:00:02 GMT"),), Verdict.PASS),
        (
            (("retry-after", "Fri, 02 Jan 1970 00:00:02 GMT"), ("date", "Fri, 02 Jan 1970 00:00:01 GMT")),
            Verdict.PASS,
        ),
        (
            (("retry-after", "Fri, 02 Jan 1970 00:00:09 GMT"), ("date", "Fri, 02 Jan 1970 00:00:01 GMT")),
            Verdict.ADVICE,
        ),
    ],
)
def test_a_date_is_waited_for_too(answered: tuple[tuple[str, str], ...], verdict: Verdict) -> None:
    """Retry-After may be a date, by the clock of the server, to a second; what cannot be read asks for nothing."""
    sent = (exchange(PLAIN, status=503, answered=answered), exchange(PLAIN, at=1.0))
    assert _judged(*sent)["requests.retry-after"].verdict is verdict


def test_a_refusal_for_good_is_not_asked_again_and_again() -> None:
    """Six equal refused requests in a row are advice; five, six apart, or six that were answered, are not."""
    refused = [exchange(PLAIN, status=401, at=float(number)) for number in range(6)]
    assert _judged(*refused)["requests.no-blind-repeat"].verdict is Verdict.ADVICE
    answered = [exchange(PLAIN, at=float(number)) for number in range(6)]
    for sent in (refused[:5], [*refused, exchange(PLAIN_LIST, at=2.5)], answered):
        assert _judged(*sent)["requests.no-blind-repeat"].verdict is Verdict.PASS
