"""What vectors are like is told as it was measured, and gates nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.vectors import about_vectors
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.finding import Observation

READER = Reader(load("dashscope"))
MODEL = "text-embedding-v3"
WHOLE = ((0.6, 0.8, 0.0), (0.0, 0.6, 0.8))


def _answer(role: str, vectors: Sequence[Sequence[float]], *, width: int | None = None, turn: int = 0) -> Answer:
    texts = tuple("abc"[: len(vectors)])
    request = Request(json.dumps([role, width]).encode(), repeat=turn)
    probe = "noise" if role == "noise" else "differing"
    case = Case(
        role, probe, "relations.answered", MODEL, request, texts=texts, single=True, dimensions=width, role=role
    )
    data = [{"object": "embedding", "index": at, "embedding": list(each)} for at, each in enumerate(vectors)]
    response = Response(200, (), json.dumps({"data": data}).encode())
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))


def _told(*answers: Answer) -> dict[str, Observation]:
    return {each.id: each for each in about_vectors(answers)}


def test_without_answers_nothing_is_observed() -> None:
    """No vector, no fact."""
    assert _told() == {}
    assert _told(_answer("batch", WHOLE)) == {}


def test_steady_answers_are_told_to_be_the_same_numbers() -> None:
    """A floor of nothing is said in words."""
    told = _told(*(_answer("noise", [WHOLE[0]], turn=turn) for turn in range(3)))
    assert told["noise.floor"].value == "repeats and batches give the same numbers"
    assert told["noise.floor"].model == MODEL


def test_the_noise_floor_is_told_with_what_counts_as_the_same() -> None:
    """Two repeats that differ by 2e-4 leave a tolerance of four times that."""
    turned = (1 - 2e-4, float(np.sqrt(1 - (1 - 2e-4) ** 2)))
    told = _told(_answer("noise", [(1.0, 0.0)]), _answer("noise", [turned], turn=1))
    assert told["noise.floor"].value == "a cosine distance of 2.0e-04; up to 8.0e-04 counts as the same"


@pytest.mark.parametrize(
    ("vector", "value"),
    [
        ((0.6, 0.8), "1, all of them"),
        ((0.6, 0.8004), "1, all of them"),
        ((3.0, 4.0), "between 5 and 5"),
        ((1.5e308, 1.5e308), "between inf and inf"),
    ],
)
def test_lengths_are_told(vector: tuple[float, ...], value: str) -> None:
    """Unit length within a thousandth is said so; other lengths are given, with no warning for huge ones."""
    assert _told(_answer("alone", [vector]))["vectors.unit-length"].value == value


def test_unlike_lengths_are_told_from_the_shortest_to_the_longest() -> None:
    """Vectors of several lengths are told by their range."""
    answers = [_answer("alone", [(3.0, 4.0)]), _answer("history", [(0.3, 0.4)], width=2)]
    assert _told(*answers)["vectors.unit-length"].value == "between 0.5 and 5"


def _with_widths(*narrow: Sequence[float]) -> Observation:
    whole = _answer("widths", WHOLE)
    smaller = _answer("widths", narrow, width=2)
    return _told(_answer("alone", [WHOLE[0]]), whole, smaller)["vectors.prefix"]


def test_a_smaller_width_that_begins_the_larger_is_told_a_prefix() -> None:
    """The beginning of the default width, made unit length again or not, is a prefix."""
    found = _with_widths((0.6, 0.8), (0.0, 1.0))
    assert (found.value, found.statement) == ("prefixes of the default width", "vectors of width 2")
    assert found.exchange


def test_a_smaller_width_of_its_own_is_told_to_be_none() -> None:
    """One row that is no beginning is enough."""
    assert _with_widths((0.6, 0.8), (1.0, 0.0)).value == "no prefixes"


def test_a_width_larger_than_the_default_is_not_compared() -> None:
    """What is longer begins nothing."""
    wider = _answer("widths", [(1.0, 0.0, 0.0, 0.0)], width=4)
    assert "vectors.prefix" not in _told(_answer("alone", [WHOLE[0]]), _answer("widths", WHOLE), wider)
