"""The reference service keeps to the contract it plays."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.locations import schemas_folder
from conformance.service import Service
from conformance.service.envelope import shapes
from conformance.service.served_contract import read_served_contract

DATA = tomllib.loads((schemas_folder() / "dashscope" / "contract.toml").read_text(encoding="utf-8"))
MODELS = [model["name"] for model in DATA["models"]]
V3 = "text-embedding-v3"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client with the right key, of a service without behaviours."""
    with Service() as service, _client(service) as client:
        yield client


def _client(service: Service, key: str | None = "sk-reference") -> httpx.Client:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=service.base_url, headers=headers, trust_env=False)


def _ask(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/embeddings", json=body)


def _error(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return error


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("example", DATA["examples"], ids=lambda example: example["id"])
def test_documented_examples_are_answered(client: httpx.Client, model: str, example: dict[str, Any]) -> None:
    """Each worked example of the document gets one vector a text and all documented members."""
    answer = _ask(client, model=model, input=example["input"], encoding_format="float").json()
    texts = example["input"] if isinstance(example["input"], list) else [example["input"]]
    assert set(answer) == {"data", "model", "object", "usage", "id"}
    assert [item["index"] for item in answer["data"]] == list(range(len(texts)))
    assert {item["object"] for item in answer["data"]} == {"embedding"}
    assert (answer["object"], answer["model"]) == ("list", model)
    assert answer["usage"]["prompt_tokens"] == answer["usage"]["total_tokens"] > 0


@pytest.mark.parametrize(("asked", "width"), [({}, 1024), ({"dimensions": 768}, 768), ({"dimensions": 512}, 512)])
def test_the_width_asked_for_is_served(client: httpx.Client, asked: dict[str, int], width: int) -> None:
    """Vectors have the documented width that was asked for, or the default."""
    answer = _ask(client, model=V3, input=["a", "b"], **asked).json()
    assert [len(item["embedding"]) for item in answer["data"]] == [width, width]


def test_vectors_of_the_first_model_are_not_of_unit_length(client: httpx.Client) -> None:
    """The first model plays the document's example, whose vectors are longer than one."""
    vector = _ask(client, model=MODELS[0], input="a").json()["data"][0]["embedding"]
    assert sum(value * value for value in vector) > 2


@pytest.mark.parametrize("model", DATA["models"], ids=lambda model: model["name"])
def test_the_item_limit_holds(client: httpx.Client, model: dict[str, Any]) -> None:
    """The documented number of items is answered, one more is refused."""
    texts = [f"text {number}" for number in range(model["max_items"] + 1)]
    assert len(_ask(client, model=model["name"], input=texts[:-1]).json()["data"]) == model["max_items"]
    refused = _ask(client, model=model["name"], input=texts)
    assert refused.status_code == 400
    assert str(model["max_items"]) in _error(refused)["message"]


@pytest.mark.parametrize("model", DATA["models"], ids=lambda model: model["name"])
def test_the_token_limit_holds(client: httpx.Client, model: dict[str, Any]) -> None:
    """A text of as many tokens as documented is answered, one more is refused."""
    just = _ask(client, model=model["name"], input="字" * model["max_tokens"])
    assert just.json()["usage"]["total_tokens"] == model["max_tokens"]
    assert _ask(client, model=model["name"], input="字" * (model["max_tokens"] + 1)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"input": "a"},
        {"model": 3, "input": "a"},
        {"model": V3},
        {"model": V3, "input": None},
        {"model": V3, "input": 3},
        {"model": V3, "input": {"a": 1}},
        {"model": V3, "input": True},
        {"model": V3, "input": [1, 2, 3]},
        {"model": V3, "input": [[1, 2], [3]]},
        {"model": V3, "input": ["a", 3]},
        {"model": V3, "input": ["a", None]},
        {"model": V3, "input": ""},
        {"model": V3, "input": []},
        {"model": V3, "input": "a", "dimensions": 256},
        {"model": V3, "input": "a", "dimensions": 0},
        {"model": V3, "input": "a", "dimensions": True},
        {"model": V3, "input": "a", "dimensions": "512"},
        {"model": V3, "input": "a", "encoding_format": "hex"},
        {"model": V3, "input": "a", "encoding_format": 3},
        [],
        "text",
    ],
    ids=repr,
)
def test_broken_requests_are_refused(client: httpx.Client, body: Any) -> None:
    """A request that breaks one rule is refused with status 400 in the documented envelope."""
    response = client.post("/embeddings", json=body)
    assert response.status_code == 400
    assert _error(response)["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"", b"{", b"{'model': 1}", b'{"model": "text-embedding-v3", "input": "\\ud83d"}'])
def test_malformed_bodies_are_refused(client: httpx.Client, body: bytes) -> None:
    """A body that is no JSON, or JSON with half a character, is refused with status 400."""
    response = client.post("/embeddings", content=body)
    assert response.status_code == 400
    assert _error(response)["code"] == "invalid_parameter_error"


@pytest.mark.parametrize(
    "extra",
    [
        {"dimensions": None},
        {"encoding_format": None},
        {"encoding_format": "base64"},
        {"user": "someone"},
        {"input": "  \n"},
        {"model": MODELS[0], "dimensions": 77},
    ],
    ids=repr,
)
def test_what_the_document_leaves_open_is_answered(client: httpx.Client, extra: dict[str, Any]) -> None:
    """Null, unknown and unoffered parameters, base64 and blank text are answered with floats."""
    answer = _ask(client, **{"model": V3, "input": "a", **extra}).json()
    assert len(answer["data"][0]["embedding"]) == (1536 if "model" in extra else 1024)


def test_another_content_type_is_answered(client: httpx.Client) -> None:
    """A JSON body is answered whatever it is called."""
    body = b'{"model": "text-embedding-v3", "input": "a"}'
    assert client.post("/embeddings", content=body, headers={"content-type": "text/plain"}).status_code == 200


def test_an_unknown_model_is_refused(client: httpx.Client) -> None:
    """A model that is not there is refused with status 404 and its own code."""
    response = _ask(client, model='no"such', input="a")
    assert (response.status_code, _error(response)["code"]) == (404, "model_not_found")


@pytest.mark.parametrize("header", [None, "Bearer sk-other", "sk-reference", "Bearer", "Basic sk-reference"])
def test_only_the_right_key_is_answered(client: httpx.Client, header: str | None) -> None:
    """A wrong, missing or malformed key is refused with status 401, and the message does not repeat it."""
    headers = {"authorization": header} if header else {}
    response = httpx.post(f"{client.base_url}embeddings", json={"model": V3, "input": "a"}, headers=headers)
    error = _error(response)
    assert response.status_code == 401
    assert (error["code"], error["type"], error["param"]) == ("invalid_api_key", "invalid_request_error", None)
    assert "sk-" not in error["message"]


def test_other_paths_and_methods_are_refused(client: httpx.Client) -> None:
    """A wrong path is a 404 and a wrong method a 405, both in the envelope."""
    assert client.post("/embedding", json={}).status_code == 404
    assert client.get("/embeddings").status_code == 405
    assert _error(client.put("/embeddings"))["code"] == "method_not_allowed"


def test_a_text_has_one_vector_in_any_call(client: httpx.Client) -> None:
    """A text gets the same numbers alone, as a string, and at any place of a list."""
    texts = ["a cat sleeps", "两个黄鹂鸣翠柳", "SELECT 1;", "a dog sleeps"]
    together = _vectors(_ask(client, model=V3, input=texts))
    backwards = _vectors(_ask(client, model=V3, input=texts[::-1]))
    alone = [_vectors(_ask(client, model=V3, input=text))[0] for text in texts]
    assert together == backwards[::-1] == alone


def _vectors(response: httpx.Response) -> list[list[float]]:
    return [item["embedding"] for item in response.json()["data"]]


def test_ids_differ_between_calls(client: httpx.Client) -> None:
    """Two calls alike get two ids."""
    first, second = (_ask(client, model=V3, input="a").json()["id"] for _ in range(2))
    assert first != second


def test_any_model_of_an_open_contract_is_served_without_a_key() -> None:
    """A contract without models is played by one model of any name, 384 wide, for callers with and without a key."""
    with Service("openai-compatible") as service, _client(service, None) as client:
        answer = _ask(client, model="my/own-model", input=["a", "b"]).json()
        other = _ask(client, model="another", input=["a", "b"]).json()
        assert _ask(client, model="m", input="a").request.headers.get("authorization") is None
        assert _ask(client, model="m", input="a", dimensions=7).status_code == 400
        assert _ask(client, model="no-such-model", input="a").status_code == 404
    assert answer["model"] == "my/own-model"
    assert [len(item["embedding"]) for item in answer["data"]] == [384, 384]
    assert answer["data"][0]["embedding"] != other["data"][0]["embedding"]


def test_parallel_requests_get_their_own_vectors(client: httpx.Client) -> None:
    """Sixteen calls at once are answered like sixteen calls in a row."""
    texts = [f"sentinel {number}" for number in range(16)]
    serial = [_vectors(_ask(client, model=V3, input=text))[0] for text in texts]
    found: dict[str, list[float]] = {}

    def ask(text: str) -> None:
        found[text] = _vectors(_ask(client, model=V3, input=text))[0]

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[text] for text in texts] == serial


def test_members_of_an_error_that_stand_beside_its_parts_are_of_their_length() -> None:
    """What error.json requires to say something says something."""
    fault = {
        "type": "object",
        "required": ["detail", "trace"],
        "properties": {"detail": {"type": "string"}, "trace": {"type": "string", "minLength": 2}},
    }
    error = {"type": "object", "required": ["fault"], "properties": {"fault": fault}}
    (shape,) = shapes({"nested": {"message": "/fault/detail"}}, error)
    assert shape.write({"message": "No."}) == {"fault": {"detail": "No.", "trace": "--"}}


def test_a_mistake_has_the_only_status_that_a_shape_is_given_for() -> None:
    """Where a document shows the body of a 422 alone, other refusals would be of no shape at all."""
    assert read_served_contract("perplexity").status(400) == 422
    assert read_served_contract("siliconflow").status(400) == 400
