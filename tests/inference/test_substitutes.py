"""A model that does not exist and is answered for shows by its vectors which model answers."""

from __future__ import annotations

from dataclasses import replace

from answering import MODEL, answered

from conformance.answers.answer import Answer
from conformance.contract.loading import load
from conformance.inference.observations import observe_substitutes
from conformance.model.exchange import Request
from conformance.model.rule import RuleId

TEXT = "a text"
OTHER = replace(answered(TEXT, [(3.0, -1.0)], repeat=1), case=replace(answered(TEXT).case, model="other"))
KNOWN = {MODEL: [answered(TEXT, [(1.0, 2.0)])], "other": [OTHER]}


def _unknown(vector: tuple[float, float] | None) -> Answer:
    return answered(TEXT, None if vector is None else [vector], rule=RuleId.MODEL_ENUM, repeat=2)


def _observed(unknown: Answer) -> list[str]:
    facts = observe_substitutes({**KNOWN, MODEL: [*KNOWN[MODEL], unknown]})
    return [f"{fact.id}: {fact.statement}: {fact.value}" for fact in facts]


def test_the_model_that_answers_is_named() -> None:
    """Its vector is the one that it gives the same text under its own name."""
    told = f"model.substituted: vectors for the model «{MODEL}», which there is none of: those of"
    assert _observed(_unknown((3.0, -1.0))) == [f"{told} other"]
    assert _observed(_unknown((1.0, 2.0))) == [f"{told} {MODEL}"]
    assert _observed(_unknown((5.0, 1.0))) == [f"{told} none of the models asked: {MODEL} or other"]


def test_a_model_that_stands_in_the_path_is_named_too() -> None:
    """No body of such a contract has one."""
    unknown = _unknown((3.0, -1.0))
    request = Request(b'{"input": "a text"}', path="/deployments/no-such/embeddings?api-version=2024-10-21")
    unknown = replace(unknown, contract=load("azure"), case=replace(unknown.case, request=request))
    assert "vectors for the model «no-such»" in _observed(unknown)[0]


def test_of_a_model_that_is_refused_nothing_is_said() -> None:
    """There is no vector to tell."""
    assert _observed(_unknown(None)) == []
