"""What the numbers of all vectors have in common is observed, and what they do not have is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow
from conformance.contract.loading import load
from conformance.inference.observations.figures import observe_figures
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request
from conformance.model.message import plain

CORRELATION = "correlation with the logarithm of the length of the text:"
DRAWN: NDArray[np.float64] = np.random.default_rng(7).standard_normal((4, 48))
REQUEST = Request(b"{}")
CASE = Case(plain("a text"), "forms", "", "m", REQUEST)
ANSWER = Answer(CASE, Exchange(REQUEST, (Attempt(0.0, 0.1),)), AnswerKind.SUCCESS, load("dashscope"))


def _observed(vectors: NDArray[np.float64]) -> dict[str, str]:
    own = {(str(at), None): VectorRow(str(at), vector, at, ANSWER) for at, vector in enumerate(vectors)}
    return {fact.id: str(fact.value) for fact in observe_figures(EmbeddingSpace("m", own))}


def _padded() -> NDArray[np.float64]:
    return np.pad(DRAWN, ((0, 0), (0, 16)))


def test_of_vectors_as_models_make_them_nothing_is_said() -> None:
    """Numbers of both signs, all different, to the end."""
    assert _observed(DRAWN) == {}


@pytest.mark.parametrize(
    ("vectors", "observed"),
    [
        (_padded(), {"vectors.padded": "zeros from number 49 of 64 on"}),
        (np.tile(DRAWN, 2), {"vectors.repeated": "the first 48 of 96, repeated"}),
        (np.round(DRAWN, 2), {"vectors.precision": "2 decimals at most"}),
        (np.round(DRAWN * 100), {"vectors.precision": "whole numbers"}),
        (np.abs(DRAWN), {"vectors.one-sign": "none is negative"}),
        (-np.abs(DRAWN), {"vectors.one-sign": "none is positive"}),
    ],
)
def test_what_all_vectors_have_in_common_is_observed(vectors: NDArray[np.float64], observed: dict[str, str]) -> None:
    """Each with its figure, and nothing beside it."""
    assert _observed(vectors) == observed


def test_numbers_that_are_zero_in_every_vector_are_observed() -> None:
    """Which they are, where there are enough vectors to tell; padding at the end is told by itself."""
    many = np.random.default_rng(8).standard_normal((30, 48))
    many[:, [6, 47]] = 0
    assert _observed(many)["vectors.dead-numbers"] == "2 of 48: number 7, 48"
    assert "vectors.dead-numbers" not in _observed(many[:29])
    many[:, 40:] = 0
    assert _observed(many)["vectors.padded"] == "zeros from number 41 of 48 on"
    assert _observed(many)["vectors.dead-numbers"] == "1 of 48: number 7"
    many[:, :5] = 0
    assert _observed(many)["vectors.dead-numbers"] == "6 of 48, the first of them number 1, 2, 3"


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        (lambda length: length, "from 3 to 24, larger for longer texts"),
        (lambda length: 72 / length, "from 3 to 24, smaller for longer texts"),
        (lambda length: (3.0, 24.0)[length % 2], f"from 3 to 24 ({CORRELATION} -0.24)"),
        (lambda length: length + (0, 18)[length % 2], f"from 6 to 39 ({CORRELATION} 0.45)"),
    ],
)
def test_a_norm_that_depends_on_the_text_is_observed(scale: Callable[[int], float], said: str) -> None:
    """Whoever takes the dot product for the cosine ranks by it."""
    vectors = np.random.default_rng(8).standard_normal((8, 48))
    lengths = [3 * at for at in range(1, 9)]
    vectors *= (np.array([scale(length) for length in lengths]) / np.linalg.norm(vectors, axis=1))[:, None]
    own = {
        ("x" * length, None): VectorRow("x" * length, vector, 0, ANSWER)
        for length, vector in zip(lengths, vectors, strict=True)
    }
    (fact,) = observe_figures(EmbeddingSpace("m", own))
    assert (fact.id, str(fact.value)) == ("vectors.norm-by-text", said)


def test_of_few_vectors_nothing_is_said() -> None:
    """Two may have anything in common by accident."""
    assert _observed(_padded()[:2]) == {}
