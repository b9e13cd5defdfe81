"""Distances resolve small differences, tolerances follow from repeats, and a text's own vector is the best there is."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from recorded_answers import CONTRACT

from conformance.answers.answer import Answer, Reader
from conformance.answers.embedding_space import (
    CAP_OF_HARM,
    EmbeddingSpace,
    VectorRow,
    cosine_distance,
    rows_of,
    space_of,
)
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.role import Role

READER = Reader(CONTRACT)
MODEL = "text-embedding-v3"
ALWAYS_ALLOWED = 1e-4


def _answer(
    texts: Sequence[str],
    vectors: Sequence[Sequence[float]],
    role: str = "alone",
    *,
    single: bool = False,
    model: str = MODEL,
    width: int | None = None,
    repeat: int = 0,
) -> Answer:
    """Answer some texts with vectors, in a role of a relation; repeats of noise form one group."""
    request = Request(json.dumps([list(texts), role, single, model, width]).encode(), repeat=repeat)
    probe = "noise" if role == "noise" else "batches"
    more = {"texts": tuple(texts), "single": single, "dimensions": width, "role": Role(role), "group": role}
    case = Case(role, probe, "relations.answered", model, request, **more)  # type: ignore[arg-type]
    data = [{"object": "embedding", "index": at, "embedding": list(each)} for at, each in enumerate(vectors)]
    response = Response(200, (), json.dumps({"data": data}).encode())
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))


def _alone(text: str, *vector: float, role: str = "alone", **more: object) -> Answer:
    return _answer([text], [vector], role, **{"single": True, **more})  # type: ignore[arg-type]


def _turned(by: float) -> tuple[float, float]:
    """Return the unit vector at a cosine distance from (1, 0)."""
    return 1 - by, float(np.sqrt(1 - (1 - by) ** 2))


DISTANCES = {
    "one vector": ([3, 4], [3, 4], 0.0),
    "one direction": ([3, 4], [30, 40], 0.0),
    "unrelated": ([1, 0], [0, 2], 1.0),
    "opposite": ([1, 0], [-5, 0], 2.0),
    "a small angle": ([1, 0], _turned(1e-8), 1e-8),
    "a zero vector": ([0, 0], [1, 0], 1.0),
    "two zero vectors": ([0, 0], [0, 0], 1.0),
    "different widths": ([1, 0], [1, 0, 0], 2.0),
    "nothing": ([], [], 2.0),
    "huge": ([1e300, 1e300], [1e300, 1e300], 0.0),
    "huge and tiny": ([1e300, 0], [1e-300, 0], 0.0),
    "subnormal": ([5e-324, 0], [1, 0], 0.0),
    "largest": ([1.7e308] * 40, [-1.7e308] * 40, 2.0),
    "infinite": ([np.inf, 1], [1, 1], 2.0),
    "no number": ([np.nan, 1], [1, 1], 2.0),
}


@pytest.mark.parametrize(("one", "other", "expected"), DISTANCES.values(), ids=DISTANCES)
def test_distance_is_one_minus_cosine_whatever_the_numbers(
    one: Sequence[float], other: Sequence[float], expected: float
) -> None:
    """Every pair has a distance between 0 and 2, the same both ways, and no warning is raised on the way."""
    there, back = np.array(one, dtype=float), np.array(other, dtype=float)
    assert cosine_distance(there, back) == pytest.approx(expected, rel=1e-6, abs=1e-30)
    assert cosine_distance(back, there) == cosine_distance(there, back)


@pytest.mark.parametrize(
    ("floor", "tolerance"),
    [
        (0.0, ALWAYS_ALLOWED),
        (1e-6, ALWAYS_ALLOWED),
        (1e-4, 4e-4),
        (2e-4, 8e-4),
        (1e-3, CAP_OF_HARM),
        (1.0, CAP_OF_HARM),
    ],
)
def test_the_tolerance_is_four_floors_within_its_bounds(floor: float, tolerance: float) -> None:
    """Steady servers are allowed what batches change on honest hardware, wavering ones no more than harms."""
    assert EmbeddingSpace(MODEL, {}, floor, 0.0).tolerance == pytest.approx(tolerance)


def test_the_resolution_follows_repeats_alone() -> None:
    """What a batch changes says nothing of how far two answers to one request are apart."""
    assert EmbeddingSpace(MODEL, {}, 1e-4, 0.0).resolution == 1e-11
    assert EmbeddingSpace(MODEL, {}, 1e-4, 1e-6).resolution == pytest.approx(4e-6)


def test_the_floor_is_the_largest_distance_of_repeats_and_of_neutral_texts_alone() -> None:
    """Repeats give the wavering; a neutral text in a list that differs from itself alone raises the floor only."""
    answers = [
        _answer(["a"], [_turned(0)], "noise", single=True),
        _answer(["a"], [_turned(1e-6)], "noise", single=True, repeat=1),
        _answer(["a"], [_turned(3e-6)], "noise", single=True, repeat=2),
    ]
    beside = [_answer(["a", "b"], [_turned(5e-5), _turned(0.5)], "noise"), _alone("b", *_turned(0.5))]
    space = space_of(answers)
    assert (space.repeat_noise, space.floor) == pytest.approx((3e-6, 3e-6), rel=1e-3)
    listed = space_of([_alone("a", *_turned(0)), *beside])
    assert listed.repeat_noise == 0
    assert listed.floor == pytest.approx(5e-5, rel=1e-3)


def test_without_repeats_there_is_no_floor() -> None:
    """A run that measured nothing allows the lower bound."""
    space = space_of([_alone("a", 1, 0), _answer(["a", "b"], [(1, 0), (0, 1)], "batch")])
    assert (space.floor, space.repeat_noise, space.tolerance) == (0.0, 0.0, ALWAYS_ALLOWED)
    assert space_of([]) == EmbeddingSpace("", {}, 0.0, 0.0)


def test_a_text_answered_in_a_sequence_is_its_own_best_witness() -> None:
    """Serial answers come before strings beside others, strings before lists of one, and load witnesses nothing."""
    listed, free = _answer(["a"], [(1, 1)], "list-of-one"), _alone("a", 1, 2)
    serial = _alone("a", 1, 3, role="history")
    loaded = _alone("b", 1, 4, role="load")
    own = [space_of(answers).own for answers in ([listed], [listed, free], [listed, free, serial], [loaded])]
    assert [list(rows["a", None].vector) for rows in own[:3]] == [[1, 1], [1, 2], [1, 3]]
    assert own[3] == {}


def test_a_text_has_a_vector_of_its_own_at_every_width() -> None:
    """What was asked for at one width is not held against another."""
    narrow, whole = _alone("a", 1, width=1), _alone("a", 1, 0)
    space = space_of([whole, narrow])
    row = next(rows_of(_answer(["a", "b"], [(1,), (2,)], "batch", width=1)))
    found = space.own_row(row)
    assert found is not None
    assert (found.dimensions, found.vector.size) == (1, 1)


def test_rows_of_another_model_have_no_own_row() -> None:
    """A model's space knows its own texts, not those another model was asked in between."""
    space = space_of([_alone("a", 1, 0), _alone("b", 0, 1, model="text-embedding-v2")])
    foreign = next(rows_of(_alone("a", 0, 1, model="text-embedding-v2")))
    assert set(space.own) == {("a", None)}
    assert space.own_row(foreign) is None


def _row(text: str, *vector: float) -> VectorRow:
    return next(rows_of(_answer([text, "?"], [vector, vector], "batch")))


def test_a_foreign_row_is_nearer_to_another_text_by_more_than_the_tolerance() -> None:
    """The text whose vector it is nearest to is named; a row near to nothing is nobody's."""
    space = space_of([_alone("a", 1, 0, 0), _alone("b", 0, 1, 0), _alone("c", 0, 0, 1)])
    stolen, lost, own = _row("a", 0.1, 1, 0), _row("a", -1, -1, -1), _row("a", 1, 0.001, 0)
    found = space.nearer_other(stolen, cosine_distance(stolen.vector, space.own["a", None].vector))
    assert found is not None
    assert found.text == "b"
    assert space.nearer_other(own, cosine_distance(own.vector, space.own["a", None].vector)) is None
    assert space.nearer_other(lost, cosine_distance(lost.vector, space.own["a", None].vector)) is None


def test_rows_pair_texts_with_vectors_and_leave_out_what_is_none() -> None:
    """An item without a vector leaves the places of the others as they are."""
    rows = list(rows_of(_answer(["a", "b", "c"], [(1, 0), (), (0, 1)], "batch")))
    assert [(row.text, row.place) for row in rows] == [("a", 0), ("c", 2)]
