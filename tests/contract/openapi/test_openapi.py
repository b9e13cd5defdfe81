"""Contracts as OpenAPI documents."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from conformance.cli import main
from conformance.contract.loading import contract_names, load
from conformance.contract.openapi import openapi_of

LIMITED = "dashscope"


def judge(document: dict[str, Any], component: str) -> Draft202012Validator:
    """Return a validator of one component of a document."""
    registry = Registry().with_resource("urn:document", Resource(document, DRAFT202012))
    return Draft202012Validator({"$ref": f"urn:document#/components/schemas/{component}"}, registry=registry)


@pytest.mark.parametrize("name", contract_names())
def test_every_contract_is_a_valid_document(name: str) -> None:
    """What is exported is OpenAPI 3.1, every reference of it resolved."""
    OpenAPIV31SpecValidator(openapi_of(load(name))).validate()


@pytest.mark.parametrize("name", contract_names())
def test_an_example_of_an_answer_is_one(name: str) -> None:
    """By it a mock server gives a vector of the documented width and form."""
    document = openapi_of(load(name))
    path, *_ = document["paths"].values()
    answer = path["post"]["responses"]["200"]["content"]["application/json"]
    if "example" in answer:
        assert judge(document, "EmbeddingResponse").is_valid(answer["example"])
        assert len(answer["example"]["data"][0]["embedding"]) > 100


def test_bytes_in_base64_are_an_example_too() -> None:
    """As many characters as the documented width takes."""
    answer = openapi_of(load("perplexity"))["paths"]["/embeddings"]["post"]["responses"]["200"]["content"]
    assert len(base64.b64decode(answer["application/json"]["example"]["data"][0]["embedding"])) == 1024


def test_a_document_that_is_no_openapi_is_told_from_one() -> None:
    """The validator these tests rest on finds what is missing."""
    document = openapi_of(load(LIMITED))
    del document["info"]["version"]
    assert list(OpenAPIV31SpecValidator(document).iter_errors())


@pytest.mark.parametrize("name", contract_names())
def test_every_example_is_a_request_the_document_allows(name: str) -> None:
    """Tools that send or show the examples stay within the schema."""
    document = openapi_of(load(name))
    operation = next(iter(document["paths"].values()))["post"]
    examples = operation["requestBody"]["content"]["application/json"].get("examples", {})
    requests = judge(document, "EmbeddingRequest")
    assert [case for case, example in examples.items() if not requests.is_valid(example["value"])] == []
    assert bool(examples) == bool(load(name).models and load(name).examples)


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"dimensions": 512}, True),
        ({"dimensions": 500}, False),
        ({"input": ["a"] * 6}, True),
        ({"input": ["a"] * 7}, False),
        ({"model": "text-embedding-v1", "input": ["a"] * 25}, True),
        ({"model": "text-embedding-v1", "dimensions": 512}, False),
        ({"model": "text-embedding-v9"}, False),
    ],
)
def test_the_schema_of_requests_tells_models_apart(change: dict[str, Any], allowed: bool) -> None:
    """The limits of one model are not those of another."""
    requests = judge(openapi_of(load(LIMITED)), "EmbeddingRequest")
    assert requests.is_valid({"model": "text-embedding-v3", "input": "a", **change}) is allowed


def test_refusals_have_the_statuses_of_the_document() -> None:
    """Documented statuses stand by themselves, beside one entry for every other refusal."""
    operation = openapi_of(load(LIMITED))["paths"]["/embeddings"]["post"]
    assert set(operation["responses"]) == {"200", "400", "401", "404", "4XX"}
    assert operation["responses"]["401"]["description"] == "Refused: wrong-key."


@pytest.mark.parametrize(("name", "security"), [(LIMITED, [{"key": []}]), ("openai-compatible", [{}, {"key": []}])])
def test_the_key_is_wanted_as_the_contract_says(name: str, security: list[Any]) -> None:
    """A required key is the only way in; an optional one is one of two."""
    assert openapi_of(load(name))["security"] == security


def test_references_within_a_schema_lead_to_its_component() -> None:
    """A schema that defines parts of its own still finds them inside the document."""
    contract = load("openai-compatible")
    parts = {"$defs": {"text": {"type": "string"}}, "properties": {"error": {"$ref": "#/$defs/text"}}}
    document = openapi_of(replace(contract, error_schema={"$id": "urn:x", **parts}))
    assert judge(document, "Error").is_valid({"error": "no"})
    assert not judge(document, "Error").is_valid({"error": 1})


def test_the_command_prints_the_document_or_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output and file are the same JSON."""
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["contracts", "export", LIMITED, "--openapi"])
    printed = capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["contracts", "export", LIMITED, "--openapi", "-o", str(tmp_path / "openapi.json")])
    assert (tmp_path / "openapi.json").read_text("utf-8") == printed
    assert json.loads(printed) == openapi_of(load(LIMITED))


def test_a_form_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Export without a form says which there is."""
    with pytest.raises(SystemExit, match=r"^4$"):
        main(["contracts", "export", LIMITED])
    assert "add --openapi" in capsys.readouterr().err


def test_the_document_behind_it_is_linked() -> None:
    """Where a contract gives its address, as the document's own documentation."""
    url = load(LIMITED).url
    assert url
    assert openapi_of(load(LIMITED))["externalDocs"] == {"url": url}
    assert "externalDocs" not in openapi_of(load("openai-compatible"))


def test_what_is_asked_by_get_is_in_it() -> None:
    """A mock server tells of its models as the contract has it."""
    paths = openapi_of(load("openai"))["paths"]
    assert [*paths] == ["/embeddings", "/models", "/models/{model}"]
    listed = paths["/models"]["get"]["responses"]["200"]["content"]["application/json"]["example"]["data"]
    assert [model["id"] for model in listed] == [model.name for model in load("openai").models]
