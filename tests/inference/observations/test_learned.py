"""Limits and error responses that no document names are observed."""

from __future__ import annotations

import json
from dataclasses import replace

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.learned import observe_undocumented_limits
from conformance.model.case import Case, Expect
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import plain


def _answers(contract: str = "openai-compatible", model: str = "m") -> list[Answer]:
    reader = Reader(load(contract))

    def answer(given: object, status: int, body: object, rule: str = "") -> Answer:
        request = Request(json.dumps({"model": model, "input": given}).encode())
        texts = tuple(given) if isinstance(given, list) else None
        case = Case(plain("a case"), "p", "a.b", model, request, expect=Expect.EITHER, rule=rule, texts=texts)
        return reader.read(
            case, Exchange(request, (Attempt(0.0, 0.1, Response(status, (), json.dumps(body).encode())),))
        )

    data = [{"object": "embedding", "index": at, "embedding": [1.0, 2.0]} for at in range(5)]
    return [
        answer(["a", "b", "c", "d", "e"], 200, {"object": "list", "data": data}, "input.maxItems"),
        answer(["a"] * 8, 400, {"error": {"message": "too many"}}, "input.maxItems"),
        answer(7, 422, {"detail": "not a string"}, "input.type"),
        answer(["a"], 404, {"error": {"message": "no such model"}}, "model.enum"),
    ]


def test_what_the_document_leaves_out_is_told() -> None:
    """Dimensions, limits and error responses are one observation each."""
    told = {seen.id: (str(seen.statement), str(seen.value)) for seen in observe_undocumented_limits(_answers())}
    assert told == {
        "learned.width": ("dimensions of the vectors", "2"),
        "learned.inputs": ("inputs in a request", "at least 5, fewer than 8 in a request"),
        "learned.refusals": (
            "shape and status of error responses",
            "nested, detail; 400 or 422 for what is wrong otherwise, 404 for an unknown model",
        ),
    }


def test_what_is_documented_is_not_told_again() -> None:
    """A contract that names limits and errors is judged by them instead."""
    assert [*observe_undocumented_limits(_answers("dashscope", "text-embedding-v3"))] == []
    assert [*observe_undocumented_limits([])] == []


def test_facts_are_those_of_one_model() -> None:
    """Answers to another model teach nothing of this one."""
    mine = _answers()[:1]
    other = replace(mine[0], case=replace(mine[0].case, model="other"))
    assert [seen.model for seen in observe_undocumented_limits([*mine, other])] == ["m", "m"]
