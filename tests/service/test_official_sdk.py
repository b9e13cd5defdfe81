"""The official SDK, pointed at the reference service, works as the document says it does."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

import httpx
import pytest

from conformance.contract.loading import load
from conformance.model.contract import Example
from conformance.service import Service

if TYPE_CHECKING:
    from openai import OpenAI

MODEL = "text-embedding-v1"
EXAMPLES = load("dashscope").examples


@pytest.fixture(scope="module")
def openai() -> ModuleType:
    """The SDK, whose modules take longer to load than all others: who only collects these tests has no use for it."""
    return importlib.import_module("openai")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The reference service without faults."""
    with Service("dashscope") as running:
        yield running


@pytest.fixture
def client(openai: ModuleType, service: Service) -> Iterator[OpenAI]:
    """The SDK as the document configures it: key and base URL, nothing else."""
    with openai.OpenAI(base_url=service.base_url, api_key="sk-reference", max_retries=0) as made:
        yield made


def _input_of(example: Example) -> str | list[str]:
    return example.input if isinstance(example.input, str) else list(example.input)


def _on_the_wire(service: Service, example: Example) -> list[list[float]]:
    answer = httpx.post(
        f"{service.base_url}/embeddings",
        headers={"Authorization": "Bearer sk-reference"},
        json={"model": MODEL, "input": _input_of(example), "encoding_format": "float"},
        trust_env=False,
    )
    return [item["embedding"] for item in answer.json()["data"]]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_both_examples_yield_the_vectors_of_the_wire(client: OpenAI, service: Service, example: Example) -> None:
    """With ``encoding_format`` as the document shows it, the SDK hands over what was sent."""
    made = client.embeddings.create(model=MODEL, input=_input_of(example), encoding_format="float")
    assert [item.embedding for item in made.data] == _on_the_wire(service, example)
    assert [item.index for item in made.data] == list(range(len(made.data)))
    assert made.usage.total_tokens == made.usage.prompt_tokens > 0


@pytest.mark.parametrize("oddity", ["", "base64-honoured"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_stock_call_yields_the_same_vectors(openai: ModuleType, example: Example, oddity: str) -> None:
    """Without a format the SDK asks for base64; ignored or honoured, the vectors are the same."""
    with (
        Service("dashscope", oddities=[oddity] if oddity else []) as service,
        openai.OpenAI(base_url=service.base_url, api_key="sk-reference", max_retries=0) as client,
    ):
        made = client.embeddings.create(model=MODEL, input=_input_of(example))
        expected = _on_the_wire(service, example)
    for item, vector in zip(made.data, expected, strict=True):
        assert item.embedding == pytest.approx(vector, rel=1e-6)


def test_a_wrong_key_is_an_authentication_error(openai: ModuleType, service: Service) -> None:
    """The documented envelope becomes the SDK's own exception, code and all."""
    with (
        openai.OpenAI(base_url=service.base_url, api_key="sk-wrong", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.embeddings.create(model=MODEL, input="hello")
    assert caught.value.code == "invalid_api_key"


def test_too_many_texts_are_a_bad_request(openai: ModuleType, client: OpenAI) -> None:
    """Twenty-six texts, one more than documented."""
    with pytest.raises(openai.BadRequestError) as caught:
        client.embeddings.create(model=MODEL, input=[f"text {at}" for at in range(26)])
    assert "25" in caught.value.message


def test_an_unknown_model_is_not_found(openai: ModuleType, client: OpenAI) -> None:
    """The status of the error-code page becomes the SDK's own exception."""
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="no-such-model", input="hello")
