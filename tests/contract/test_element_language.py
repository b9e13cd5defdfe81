"""What vectors are made of is part of a contract: asked for, read, and held against the floats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.answers.answer import Reader
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.drop_in import drop_in
from conformance.model.elements import Elements, ElementType
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.probes import PlanContext
from conformance.probes.elements import plan_elements
from conformance.service import Service

KEY = "sk-reference"
SCHEMAS = Path(__file__).parents[2] / "schemas"


def context(contract: str, model: str) -> PlanContext:
    """Return what a model's requests are planned from."""
    return PlanContext.of(load(contract), model, options=PlanOptions(examples=0), first=True)


def test_each_documented_type_is_asked_for_in_each_form() -> None:
    """As lists and as base64, after the list that is sent plainly."""
    cases = list(plan_elements(context("nim", "nvidia/nemotron-3-embed-1b")))
    bodies = [json.loads(case.request.body) for case in cases]
    asked = [(body.get("embedding_type"), body.get("encoding_format")) for body in bodies]
    types = ("int8", "uint8", "binary", "ubinary")
    assert asked == [(None, None), *((name, None) for name in types), *((name, "base64") for name in types)]
    assert cases[0].elements is None
    assert cases[-1].elements == Elements(ElementType.UBINARY, base64=True)


def test_bytes_that_come_unasked_and_nothing_else_are_looked_at(tmp_path: Path) -> None:
    """A vendor that has one type alone is asked for it once, though there is nothing to compare it with."""
    text = (
        (SCHEMAS / "perplexity" / "request.json")
        .read_text("utf-8")
        .replace('"base64_int8", "base64_binary"', '"base64_int8"')
    )
    (tmp_path / "request.json").write_text(text, "utf-8")
    head = 'format = 1\nextends = "perplexity"\nname = "bytes"\ntitle = "Bytes"\ndate = "2026"\nsource = "A test"\n'
    (tmp_path / "contract.toml").write_text(head + '[removed]\nelements = ["base64_binary"]\n', "utf-8")
    plain, narrow = plan_elements(context(str(tmp_path), "pplx-embed-v1-0.6b"))
    assert plain.elements == narrow.elements == Elements(ElementType.INT8, base64=True)
    assert narrow.dimensions == 256


def test_a_default_of_bytes_is_read_as_bytes() -> None:
    """And another value of the same parameter as bits."""
    contract = load("perplexity")
    assert contract.default_elements == Elements(ElementType.INT8, base64=True)
    cases = list(plan_elements(context("perplexity", "pplx-embed-v1-0.6b")))
    assert [case.elements and case.elements.type for case in cases] == ["int8", "binary", "binary"]
    with Service("perplexity", key=KEY) as service, Client(Target(service.base_url, Secret(KEY))) as client:
        answers = [Reader(contract).read(case, client.send(case.request)) for case in cases]
    assert [{vector.size for vector in answer.vectors if vector is not None} for answer in answers] == [
        {1024},
        {1024},
        {256},
    ]


def test_what_is_never_a_float_is_no_drop_in() -> None:
    """A client of OpenAI takes bytes for floats, or a string for a vector."""
    planned = context("perplexity", "pplx-embed-v1-0.6b")
    case = planned.valid("forms", "validation.string-accepted", next(plan_elements(planned)).title, "A lamp.")
    with Service("perplexity", key=KEY) as service, Client(Target(service.base_url, Secret(KEY))) as client:
        answer = Reader(planned.contract).read(case, client.send(case.request))
    rows = {row.check: str(row.verdict) for row in drop_in({"pplx-embed-v1-0.6b": [answer]})}
    assert rows["vectors.numbers"] == "fail"


@pytest.mark.parametrize("contract", ["dashscope", "openai", "openai-compatible"])
def test_a_contract_of_floats_asks_for_nothing_else(contract: str) -> None:
    """No request is sent for it."""
    models = load(contract).models
    assert list(plan_elements(context(contract, models[0].name if models else "any"))) == []
