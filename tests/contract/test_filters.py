"""Content filters are known by their errors, whatever the contract."""

from __future__ import annotations

import json
import tomllib

import pytest

from conformance.answers.answer import AnswerKind, Reader
from conformance.contract.loading import load
from conformance.contract.suite_schema import read
from conformance.generation.body import encode
from conformance.locations import schemas_folder
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import plain
from conformance.validation.schema import SchemaJudge

_FILE = schemas_folder() / "suite" / "filters.toml"


def test_the_table_is_written_like_those_of_contracts() -> None:
    """Its rows are excuses as the schema of contracts has them, each about the text and in both languages."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["excuses"]
    whole = read("contract")
    assert SchemaJudge({**whole["properties"]["excuses"], "$defs": whole["$defs"]}).violations(rows) == ()
    assert all(row["about"] == "text" and row["zh"]["reason"] for row in rows)


@pytest.mark.parametrize("contract", ["openai-compatible", "dashscope", "tei", "gemini"])
@pytest.mark.parametrize(
    "error",
    [
        {"error": {"message": "m", "type": None, "param": "prompt", "code": "content_filter"}},
        {"error": {"message": "m", "type": "content_policy_violation", "param": None, "code": "400"}},
        {"error": {"message": "m", "code": "400", "innererror": {"code": "ResponsibleAIPolicyViolation"}}},
        {"code": "DataInspectionFailed", "message": "m", "request_id": "r"},
    ],
)
def test_a_filter_is_known_by_code_or_type_in_any_shape(contract: str, error: object) -> None:
    """The text is refused, not the request: nothing is judged by it, and another text may be answered."""
    request = Request(encode({"model": "m", "input": "a text"}))
    case = Case(plain("a case"), "probe", "validation.string-accepted", "m", request, texts=("a text",))
    response = Response(400, (), json.dumps(error).encode())
    answer = Reader(load(contract)).read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))
    assert answer.kind is AnswerKind.NOT_ATTRIBUTABLE
    assert answer.filtered


def test_an_ordinary_refusal_is_no_filters() -> None:
    """Codes that say nothing of a filter leave an error response what it is."""
    request = Request(encode({"model": "m", "input": "a text"}))
    case = Case(plain("a case"), "probe", "validation.string-accepted", "m", request, texts=("a text",))
    body = {"error": {"message": "content too long", "type": "invalid_request_error", "param": "input", "code": None}}
    response = Response(400, (), json.dumps(body).encode())
    answer = Reader(load("openai-compatible")).read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))
    assert (answer.kind, answer.filtered) == (AnswerKind.ERROR_RESPONSE, False)


@pytest.mark.parametrize(
    ("contract", "text", "claimed"),
    [
        ("openai-compatible", "这是中文", False),
        ("openai-compatible", "This is 中文", True),
        ("dashscope", "这是中文", True),
    ],
)
def test_a_language_is_claimed_by_those_that_name_it(contract: str, text: str, claimed: bool) -> None:
    """A contract that names no language claims none but what is written in Latin letters."""
    assert load(contract).claims(text) is claimed
