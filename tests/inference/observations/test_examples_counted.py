"""The document's examples are held against the tokens that it says they count."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.examples import observe_examples
from conformance.model.exchange import Attempt, Exchange, Response
from conformance.model.options import PlanOptions
from conformance.probes import PROBES, PlanContext

CONTRACT = load("dashscope")


def _answers(model: str, tokens: int) -> list[Answer]:
    """Return the answers to the document's examples, all of which count as many tokens."""
    context = PlanContext.of(CONTRACT, model, options=PlanOptions(), first=True)
    found = []
    for case in PROBES["examples"].plan(context, ()):
        data = [{"object": "embedding", "embedding": [1.0], "index": at} for at in range(len(case.texts or ()))]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        body = json.dumps({"data": data, "model": model, "object": "list", "usage": usage, "id": "1"}).encode()
        response = Response(200, (("content-type", "application/json"),), body)
        found.append(Reader(CONTRACT).read(case, Exchange(case.request, (Attempt(0.0, 0.1, response),))))
    return found


@pytest.mark.parametrize(
    ("tokens", "told"), [(23, ["23, as documented", "23, not 26"]), (7, ["7, not 23", "7, not 26"])]
)
def test_counts_are_told_with_what_the_document_says(tokens: int, told: list[str]) -> None:
    """Each example once, whether they agree or not; it is no finding."""
    answers = _answers("text-embedding-v1", tokens)
    assert [str(each.value) for each in observe_examples([*answers, *answers])] == told


def test_other_models_count_as_they_like() -> None:
    """The document called one model, and says nothing of the others."""
    assert list(observe_examples(_answers("text-embedding-v3", 23))) == []


def test_examples_without_counts_are_not_told() -> None:
    """Most documents show no usage."""
    answers = _answers("text-embedding-v1", 23)
    bare = replace(CONTRACT, examples=tuple(replace(each, tokens=None) for each in CONTRACT.examples))
    assert list(observe_examples([replace(answer, contract=bare) for answer in answers])) == []
