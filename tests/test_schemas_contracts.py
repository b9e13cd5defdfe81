"""The schemas of the contracts allow what is documented and nothing broken, whoever uses them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract.loading import contract_names, load
from conformance.locations import schemas_folder

STRING = "衣服的质量杠杠的,很漂亮,不枉我等了这么久啊,喜欢,以后还来这里买"
LIST = ["风急天高猿啸哀", "渚清沙白鸟飞回", "无边落木萧萧下", "不尽长江滚滚来"]
FILES = [path for name in contract_names() for path in sorted((schemas_folder() / name).glob("*.json"))]
V1, V2, V3 = "text-embedding-v1", "text-embedding-v2", "text-embedding-v3"


def _valid(contract: str, schema: str, value: Any) -> bool:
    document = json.loads((schemas_folder() / contract / f"{schema}.json").read_text("utf-8"))
    return Draft202012Validator(document).is_valid(value)


def _answer() -> dict[str, Any]:
    """Return the document's first result, its vector shortened to what is printed."""
    vector = [0.0023064255, -0.009327292, -0.0028842222]
    return {
        "data": [{"object": "embedding", "embedding": vector, "index": 0}],
        "model": V1,
        "object": "list",
        "usage": {"prompt_tokens": 23, "total_tokens": 23},
        "id": "f62c2ae7-0906-9758-ab34-47c5764f07e2",
    }


def _refusal() -> dict[str, Any]:
    return {
        "error": {
            "message": "Incorrect API key provided. ",
            "type": "invalid_request_error",
            "param": None,
            "code": "invalid_api_key",
        }
    }


def _changed(value: Any, pointer: str, *replacement: Any) -> Any:
    """Replace the member at a pointer, or take it out where no replacement is given."""
    changed = copy.deepcopy(value)
    *parents, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    place = changed
    for step in parents:
        place = place[step]
    if replacement:
        place[last] = replacement[0]
    else:
        del place[last]
    return changed


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_schema_is_json_schema_2020_12_with_an_id_of_its_own(path: Path) -> None:
    """Other tools can take them as they stand."""
    document = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$id"] == f"urn:embedding-conformance:{path.parent.name}:{path.stem}"


@pytest.mark.parametrize(
    "body",
    [
        {"model": V1, "input": STRING, "encoding_format": "float"},
        {"model": V1, "input": LIST, "encoding_format": "float"},
        {"model": V1, "input": STRING},
        {"model": V1, "input": ["a"] * 25},
        {"model": V2, "input": ["a"] * 25},
        {"model": V3, "input": ["a"] * 6},
        *({"model": V3, "input": "a", "dimensions": width} for width in (1024, 768, 512)),
        {"model": V3, "input": "a", "user": "not forbidden"},
    ],
)
def test_documented_requests_are_valid(body: dict[str, Any]) -> None:
    """The worked examples, the limits and each documented width."""
    assert _valid("dashscope", "request", body)


@pytest.mark.parametrize(
    "body",
    [
        {"input": "a"},
        {"model": V1},
        {"model": "text-embedding-v4", "input": "a"},
        {"model": None, "input": "a"},
        {"model": V1, "input": None},
        {"model": V1, "input": 1},
        {"model": V1, "input": ""},
        {"model": V1, "input": []},
        {"model": V1, "input": [1, 2]},
        {"model": V1, "input": [["a"]]},
        {"model": V1, "input": ["a", 1]},
        {"model": V1, "input": ["a"] * 26},
        {"model": V2, "input": ["a"] * 26},
        {"model": V3, "input": ["a"] * 7},
        {"model": V1, "input": "a", "dimensions": 1024},
        {"model": V2, "input": "a", "dimensions": 1536},
        {"model": V3, "input": "a", "dimensions": 256},
        {"model": V3, "input": "a", "dimensions": "1024"},
        {"model": V3, "input": "a", "dimensions": None},
        {"model": V3, "input": "a", "encoding_format": "base64"},
        {"model": V3, "input": "a", "encoding_format": None},
        [],
        "a",
    ],
)
def test_undocumented_requests_are_not_valid(body: Any) -> None:
    """Each breaks one keyword of the schema."""
    assert not _valid("dashscope", "request", body)


@pytest.mark.parametrize("contract", ["dashscope", "openai-compatible"])
def test_the_documented_answer_and_refusal_are_valid(contract: str) -> None:
    """The examples of the document fit both contracts."""
    assert _valid(contract, "response", _answer())
    assert _valid(contract, "error", _refusal())


def test_fields_nobody_documents_are_allowed_everywhere() -> None:
    """A further field is never a fault."""
    answer = _answer()
    for part in (answer, answer["data"][0], answer["usage"]):
        part["more"] = {}
    refusal = _refusal() | {"request_id": "r"}
    refusal["error"]["more"] = 1
    assert _valid("dashscope", "response", answer)
    assert _valid("dashscope", "error", refusal)


@pytest.mark.parametrize(
    "pointer",
    [
        "/id",
        "/model",
        "/object",
        "/data",
        "/data/0/object",
        "/data/0/embedding",
        "/data/0/index",
        "/usage",
        "/usage/prompt_tokens",
        "/usage/total_tokens",
    ],
)
def test_a_missing_or_null_response_field_is_one_error_at_its_place(pointer: str) -> None:
    """Every documented field is required, each at a location of its own."""
    assert not _valid("dashscope", "response", _changed(_answer(), pointer))
    schema = load("dashscope").response_schema
    nulled = list(Draft202012Validator(schema).iter_errors(_changed(_answer(), pointer, None)))
    assert ["".join(f"/{step}" for step in error.absolute_path) for error in nulled] == [pointer]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/id", ""),
        ("/id", 7),
        ("/model", ""),
        ("/object", "lists"),
        ("/data", {}),
        ("/data/0", []),
        ("/data/0/object", "vector"),
        ("/data/0/embedding", "AAAAAA=="),
        ("/data/0/embedding", []),
        ("/data/0/embedding/1", None),
        ("/data/0/embedding/1", "0.5"),
        ("/data/0/embedding/1", True),
        ("/data/0/embedding/1", [0.5]),
        ("/data/0/index", "0"),
        ("/data/0/index", True),
        ("/data/0/index", -1),
        ("/data/0/index", 0.5),
        ("/usage", []),
        ("/usage/prompt_tokens", 23.5),
        ("/usage/prompt_tokens", "23"),
        ("/usage/total_tokens", -1),
    ],
)
def test_a_field_of_another_type_or_value_is_not_valid(pointer: str, value: Any) -> None:
    """Types are exact: no bool as integer, no number as string."""
    assert not _valid("dashscope", "response", _changed(_answer(), pointer, value))


def test_the_open_contract_says_nothing_of_id() -> None:
    """An answer without id is right there, and wrong for the vendor that documents it."""
    answer = _changed(_answer(), "/id")
    assert _valid("openai-compatible", "response", answer)
    assert not _valid("dashscope", "response", answer)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/error", "Incorrect API key provided."),
        ("/error", [{}]),
        ("/error/message", ""),
        ("/error/message", None),
        ("/error/message", ["no"]),
        ("/error/type", None),
        ("/error/param", 3),
        ("/error/code", 401),
    ],
)
def test_a_broken_envelope_is_not_valid(pointer: str, value: Any) -> None:
    """The error is an object with a message of text, a type of text, a code and a param of text or null."""
    assert not _valid("dashscope", "error", _changed(_refusal(), pointer, value))


@pytest.mark.parametrize("pointer", ["/error", "/error/message", "/error/type", "/error/param", "/error/code"])
def test_a_missing_member_of_the_envelope_is_not_valid(pointer: str) -> None:
    """All members of the document's example are required; the clauses say how strongly."""
    assert not _valid("dashscope", "error", _changed(_refusal(), pointer))
