"""Noise, L2 norm and prefixes are observed as they were measured."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.inference.observations.vectors import observe_vectors
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.finding import Observation
from conformance.model.message import plain
from conformance.model.role import Role

READER = Reader(load("dashscope"))
MODEL = "text-embedding-v3"
WHOLE = ((0.6, 0.8, 0.0), (0.0, 0.6, 0.8))


def _answer(role: str, vectors: Sequence[Sequence[float]], *, width: int | None = None, turn: int = 0) -> Answer:
    texts = tuple("abc"[: len(vectors)])
    request = Request(json.dumps([role, width]).encode(), repeat=turn)
    probe = "noise" if role == "noise" else "differing"
    case = Case(
        plain(role),
        probe,
        "relations.answered",
        MODEL,
        request,
        texts=texts,
        single=True,
        dimensions=width,
        role=Role(role),
    )
    data = [{"object": "embedding", "index": at, "embedding": list(each)} for at, each in enumerate(vectors)]
    response = Response(200, (), json.dumps({"data": data}).encode())
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))


def _observed(*answers: Answer) -> dict[str, Observation]:
    return {observation.id: observation for observation in observe_vectors(answers)}


def test_without_answers_nothing_is_observed() -> None:
    """No vector, no fact."""
    assert _observed() == {}
    assert _observed(_answer("batch", WHOLE)) == {}


def test_steady_answers_are_told_to_be_the_same_numbers() -> None:
    """A floor of nothing is said in words."""
    observed = _observed(*(_answer("noise", [WHOLE[0]], turn=turn) for turn in range(3)))
    assert str(observed["noise.floor"].value) == "repeats and batches give the same numbers"
    assert observed["noise.floor"].model == MODEL


def test_the_noise_floor_is_told_with_what_counts_as_the_same() -> None:
    """Two repeats that differ by 5e-4 leave a tolerance of four times that."""
    turned = (1 - 5e-4, float(np.sqrt(1 - (1 - 5e-4) ** 2)))
    observed = _observed(_answer("noise", [(1.0, 0.0)]), _answer("noise", [turned], turn=1))
    assert str(observed["noise.floor"].value) == (
        "in cosine distance: repeats 5.0e-04, lists 0.0e+00, beside long texts 0.0e+00, other requests in flight "
        "0.0e+00; up to 2.0e-03 counts as the same"
    )


@pytest.mark.parametrize(
    ("vector", "value"),
    [
        ((0.6, 0.8), "1, all of them"),
        ((0.6, 0.8004), "1, all of them"),
        ((3.0, 4.0), "between 5 and 5"),
        ((1.5e308, 1.5e308), "larger than a 64-bit float holds"),
    ],
)
def test_lengths_are_told(vector: tuple[float, ...], value: str) -> None:
    """Unit length within a thousandth is said so; other lengths are given, with no warning for huge ones."""
    assert str(_observed(_answer("alone", [vector]))["vectors.unit-length"].value) == value


def test_unlike_lengths_are_told_from_the_shortest_to_the_longest() -> None:
    """Vectors of several lengths are observed by their range."""
    answers = [_answer("alone", [(3.0, 4.0)]), _answer("history", [(0.3, 0.4)], width=2)]
    assert str(_observed(*answers)["vectors.unit-length"].value) == "between 0.5 and 5"


def _with_widths(*narrow: Sequence[float]) -> Observation:
    whole = _answer("dimensions", WHOLE)
    smaller = _answer("dimensions", narrow, width=2)
    return _observed(_answer("alone", [WHOLE[0]]), whole, smaller)["vectors.prefix"]


def test_a_smaller_width_that_begins_the_larger_is_told_a_prefix() -> None:
    """The beginning of the default width, made unit length again or not, is a prefix."""
    found = _with_widths((0.6, 0.8), (0.0, 1.0))
    assert (str(found.value), str(found.statement)) == (
        "prefixes of the default vectors",
        "vectors of 2 dimensions",
    )
    assert found.exchange


def test_a_smaller_width_of_its_own_is_told_to_be_none() -> None:
    """One row that is no beginning is enough."""
    assert _with_widths((0.6, 0.8), (1.0, 0.0)).value.id == "prefix.none"


def test_a_width_larger_than_the_default_is_not_compared() -> None:
    """What is longer begins nothing."""
    wider = _answer("dimensions", [(1.0, 0.0, 0.0, 0.0)], width=4)
    assert "vectors.prefix" not in _observed(_answer("alone", [WHOLE[0]]), _answer("dimensions", WHOLE), wider)
