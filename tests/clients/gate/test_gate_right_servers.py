"""A right server behind a right client is called right, whatever else a request asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sent import exchange

from conformance.clients.recordings.captured_request import numbered
from conformance.clients.recordings.recorded_answers import judge_answers, read_answers
from conformance.clients.requests.client_call import calls
from conformance.clients.requests.recorded_case import recorded_case
from conformance.contract.loading import load
from conformance.model.exchange import Attempt, Exchange, Response
from conformance.model.message import plain
from conformance.model.verdict import Verdict

MODELS = {"voyage": "voyage-3.5", "openai": "text-embedding-3-small", "openai-compatible": "a-model"}
JSON = (("Content-Type", "application/json"),)
UNIT = np.eye(1024)[0]
TURNED = np.concatenate(([0.6, 0.8], np.zeros(1022)))


def _answered(model: str, at: float, more: dict[str, Any], embeddings: Sequence[Any]) -> Exchange:
    data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(embeddings)]
    body = {"object": "list", "model": model, "data": data, "usage": {"prompt_tokens": 3, "total_tokens": 3}}
    sent = exchange({"model": model, "input": "A lamp.", **more}, at=at)
    return Exchange(sent.request, (Attempt(at, 0.1, Response(200, JSON, json.dumps(body).encode())),))


def _amiss(contract: str, *sent: tuple[dict[str, Any], Any]) -> set[str]:
    """Return the checks that find fault with answers of one vector each."""
    document, model = load(contract), MODELS[contract]
    exchanges = [_answered(model, at, more, [vector]) for at, (more, vector) in enumerate(sent)]
    answers = read_answers(document, list(calls(document, numbered(exchanges))))
    assert len(answers) == len(sent)
    return {result.check for result in judge_answers(document, answers) if result.verdict is Verdict.FAIL}


@pytest.mark.parametrize(
    ("contract", "one", "other"),
    [
        ("voyage", {"input_type": "query"}, {"input_type": "document"}),
        ("voyage", {}, {"input_type": "document"}),
        ("openai-compatible", {"instruction": "find"}, {"instruction": "sort"}),
        ("openai-compatible", {}, {"task": {"name": "sort"}}),
    ],
)
def test_what_else_is_asked_for_may_change_a_vector(contract: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """A text has one vector for each of its purposes."""
    assert _amiss(contract, (one, list(UNIT)), (other, list(TURNED))) == set()


@pytest.mark.parametrize("more", [{}, {"input_type": "query"}])
def test_a_text_keeps_its_vector_within_what_is_asked_for(more: dict[str, Any]) -> None:
    """Whatever else is asked for, the same twice is held to one vector."""
    assert _amiss("voyage", (more, list(UNIT)), (more, list(TURNED))) == {"relations.text-keeps-vector"}


def test_another_type_of_elements_is_judged_as_such() -> None:
    """Bytes have no length of 1, in a list or in base64, and are held to their range and number."""
    bytes_ = np.round(TURNED * 127).astype(int).tolist()
    int8 = {"output_dtype": "int8"}
    assert _amiss("voyage", ({}, list(UNIT)), (int8, bytes_)) == set()
    assert _amiss("voyage", ({}, list(UNIT)), (int8, [200, *bytes_[1:]])) == {"elements.form"}
    assert _amiss("voyage", ({}, list(UNIT)), (int8, bytes_[:500])) == {"elements.width"}


def test_a_parameter_of_the_vendors_may_ask_for_another_length_or_width() -> None:
    """What is asked for plainly is held to both."""
    more = {"normalize": False, "size": "small"}
    assert _amiss("voyage", (more, list(TURNED[:512] * 3))) == set()
    assert _amiss("voyage", ({}, list(TURNED[:512] * 3))) == {"vectors.unit-length", "dimensions.default"}


@pytest.mark.parametrize(
    ("text", "more", "amiss"),
    [
        ("The lamp is warm. " * 1000, {}, set()),
        ("lamp " * 9000, {}, {"limits.tokens-over"}),
        ("lamp " * 9000, {"overflow": "cut"}, set()),
    ],
    ids=["fewer words than tokens", "more words than tokens", "more, to be cut"],
)
def test_only_what_surely_has_too_many_tokens_must_be_refused(text: str, more: dict[str, Any], amiss: set[str]) -> None:
    """A text may have as many words as a limit has tokens, and fewer, though it has more bytes."""
    width = 1536
    assert _amiss("openai", ({"input": text, **more}, list(np.eye(width)[0]))) == amiss


@pytest.mark.parametrize(
    ("contract", "more", "varied"),
    [
        ("voyage", {}, False),
        ("voyage", {"output_dtype": "float", "truncation": True}, False),
        ("voyage", {"truncation": False}, True),
        ("voyage", {"output_dtype": "int8"}, True),
        ("perplexity", {}, False),
        ("perplexity", {"encoding_format": "base64_int8"}, False),
        ("perplexity", {"encoding_format": "base64_binary"}, True),
        ("nim", {"input_type": "query"}, True),
        ("ignoring", {"user": "me"}, False),
    ],
)
def test_what_every_call_has_and_what_it_has_by_default_varies_nothing(
    contract: str, more: dict[str, Any], varied: bool
) -> None:
    """Nor does what the document says is ignored."""
    document = load("dashscope" if contract == "ignoring" else contract)
    if contract == "ignoring":
        user = {"type": "string", "x-ignored": True}
        properties = {**document.request_schema["properties"], "user": user}
        document = replace(document, request_schema={**document.request_schema, "properties": properties})
    model = document.models[1].name
    case = recorded_case(document, model, exchange({"model": model, "input": "A lamp.", **more}), plain("recorded"))
    assert case is not None
    assert case.varied is varied
