"""Distances resolve small differences, tolerances follow from repeats, and a text's own vector is the best there is."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from recorded_answers import CONTRACT

from conformance.answers.answer import Answer, Reader
from conformance.answers.embedding_space import (
    VectorRow,
    cosine_distance,
    rows_of,
    space_of,
)
from conformance.answers.noise import HARM, ONE_VECTOR, SAME, NoiseLevels
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.role import Role

READER = Reader(CONTRACT)
MODEL = "text-embedding-v3"


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
    data = [{"object": "embedding", "index": at, "embedding": each and list(each)} for at, each in enumerate(vectors)]
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
    "two zero vectors": ([0, 0], [0, 0], 0.0),
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
    ("repeats", "tolerance"),
    [(0.0, SAME), (1e-5, SAME), (2e-4, SAME), (5e-4, 2e-3), (2e-3, 8e-3), (3e-3, HARM), (1.0, HARM)],
)
def test_the_tolerance_grows_with_repeats_within_its_bounds(repeats: float, tolerance: float) -> None:
    """What repeats do is no other request's doing; beyond harm nothing is excused."""
    assert NoiseLevels(repeats=repeats).tolerance == pytest.approx(tolerance)


def test_other_noise_widens_no_tolerance() -> None:
    """Lists, long neighbours and load are told of where they move a vector, however much they are found to do so."""
    assert NoiseLevels(shape=5e-3, length=5e-3, load=5e-3).tolerance == SAME


def test_one_vector_is_said_of_next_to_nothing_only() -> None:
    """Up to what repeats of one text differ by, and never beyond a small cap; from twice that on, two are seen."""
    noises = [
        NoiseLevels(shape=1e-4),
        NoiseLevels(repeats=3e-7),
        NoiseLevels(repeats=1e-4),
        NoiseLevels(repeats=0.07),
        NoiseLevels(load=1e-4),
    ]
    assert [noise.resolution for noise in noises] == [1e-11, 3e-7, ONE_VECTOR, ONE_VECTOR, 1e-11]
    assert [noise.visible for noise in noises] == pytest.approx([1e-11, 6e-7, 2e-4, 2 * HARM, 2e-4])


def _noisy(text: str, by: float, repeat: int) -> Answer:
    return _answer([text], [_turned(by)], "noise", single=True, repeat=repeat)


def test_noise_is_measured_by_what_differs_between_requests() -> None:
    """Repeats, lists, long neighbours and load each give the largest distance of a text from itself."""
    answers = [
        *(_noisy("a", by, turn) for turn, by in enumerate((0, 1e-6, 3e-6))),
        _alone("a", *_turned(0)),
        _alone("b", *_turned(0.5)),
        _answer(["a", "b"], [_turned(5e-5), _turned(0.5)], "batch"),
        _answer(["a", "b"], [_turned(4e-4), _turned(0.5)], "unequal"),
        _answer(["a"], [_turned(2e-5)], "load", single=True),
    ]
    noise = space_of(answers).noise
    assert (noise.repeats, noise.shape, noise.length, noise.load) == pytest.approx((3e-6, 5e-5, 4e-4, 2e-5), rel=1e-3)
    assert noise.floor == noise.length


def _in_sequence(*steps: tuple[str, float]) -> list[Answer]:
    return [
        _answer([text], [_turned(by)], "history", single=True, repeat=turn) for turn, (text, by) in enumerate(steps)
    ]


def test_a_sequence_repeats_only_what_has_nothing_long_between() -> None:
    """What a long text leaves behind is no noise; what a text is moved by between two short ones is."""
    long = ("word " * 200, 0.5)
    assert space_of(_in_sequence(("a", 0), long, ("a", 3e-3))).noise.serial is None
    assert space_of(_in_sequence(("a", 0), long, ("a", 3e-3), ("a", 3e-3))).noise.serial == 0
    assert space_of(_in_sequence(("a", 0), ("b", 0.5), ("a", 3e-3))).noise.serial == pytest.approx(3e-3, rel=1e-3)


def test_load_and_history_are_excused_by_repeats_that_differ_everywhere() -> None:
    """Repeats that agree in a sequence, or that differ in it alone, excuse nothing."""
    levels = [NoiseLevels(repeats=3e-3, serial=each) for each in (None, 3e-3, 0.0)] + [NoiseLevels(serial=3e-3)]
    assert [each.serial_tolerance for each in levels] == [HARM, HARM, SAME, SAME]


def test_one_row_that_moves_by_itself_is_no_noise() -> None:
    """Noise moves every row of an answer; a row that something leaked into leaves the others where they were."""
    own = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    whole, leaked = (_answer(["a", "b", "c"], rows, "noise") for rows in (own, [(1, 0.1, 0), *own[1:]]))
    assert space_of([whole, leaked]).noise.repeats == 0


BROKEN_ROWS = {
    "null": [None, _turned(0.5)],
    "zeros": [(0, 0), _turned(0.5)],
    "of other dimensions": [(1, 0, 0), _turned(0.5)],
    "another text's": [_turned(0.5), _turned(0.5)],
}


@pytest.mark.parametrize("rows", BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_a_broken_row_is_no_noise(rows: list[object]) -> None:
    """A row that is missing, empty or another text's leaves the others in their places, and raises no floor."""
    whole = _answer(["a", "b"], [_turned(0), _turned(0.5)], "noise")
    broken = _answer(["a", "b"], rows, "noise", repeat=1)  # type: ignore[arg-type]
    own = [_alone("a", *_turned(0)), _alone("b", *_turned(0.5))]
    assert space_of([*own, whole, broken]).noise == NoiseLevels()


def test_without_repeats_there_is_no_noise() -> None:
    """A run that measured nothing allows what is always allowed."""
    space = space_of([_alone("a", 1, 0), _answer(["a", "b"], [(1, 0), (0, 1)], "batch")])
    assert (space.noise, space.tolerance) == (NoiseLevels(), SAME)
    assert (space_of([]).noise, space_of([]).own) == (NoiseLevels(), {})


def test_a_text_answered_in_a_sequence_is_its_own_best_witness() -> None:
    """Serial answers come before strings beside others, strings before lists of one, and load witnesses nothing."""
    listed, free = _answer(["a"], [(1, 1)], "list-of-one"), _alone("a", 1, 2)
    serial = _alone("a", 1, 3, role="history")
    loaded = _alone("b", 1, 4, role="load")
    own = [space_of(answers).own for answers in ([listed], [listed, free], [listed, free, serial], [loaded])]
    assert [list(rows["a", None, ""].vector) for rows in own[:3]] == [[1, 1], [1, 2], [1, 3]]
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
    assert set(space.own) == {("a", None, "")}
    assert space.own_row(foreign) is None


def _row(text: str, *vector: float) -> VectorRow:
    return next(rows_of(_answer([text, "?"], [vector, vector], "batch")))


def test_a_foreign_row_is_another_texts_rather_than_its_own() -> None:
    """The text whose vector it is nearest to is named; a row near to nothing is nobody's."""
    space = space_of([_alone("a", 1, 0, 0), _alone("b", 0, 1, 0), _alone("c", 0, 0, 1)])
    found = space.nearer_other(_row("a", 0.1, 1, 0), space.own["a", None, ""])
    assert found is not None
    assert found.text == "b"
    for row in (_row("a", -1, -1, -1), _row("a", 1, 0.001, 0), _row("a", 1, 0, 0)):
        assert space.nearer_other(row, space.own["a", None, ""]) is None


@pytest.mark.parametrize("cosine", [0.95, 0.98, 0.995, 0.998, 0.9999])
def test_a_swap_is_seen_however_near_all_texts_lie(cosine: float) -> None:
    """Rows that are exchanged are each other's, though they differ by less than a vector may from itself."""
    space = space_of([_alone("a", 1, 0), _alone("b", *_turned(1 - cosine)), _alone("c", *_turned(1.5 * (1 - cosine)))])
    found = space.nearer_other(_row("a", *_turned(1 - cosine)), space.own["a", None, ""])
    assert found is not None
    assert found.text == "b"


def test_noise_makes_no_row_foreign() -> None:
    """Where lists move other texts as far, a row that came near another text's vector is its own still."""
    near = [_alone("a", 1, 0, 0), _alone("b", *_turned(1e-3), 0), _alone("c", 0, 0, 1)]
    row, moved = _row("a", *_turned(9e-4), 0), _answer(["c"], [(0, *_turned(6e-4)[::-1])], "batch")
    assert space_of(near).nearer_other(row, near_own(near)) is not None
    assert space_of([*near, moved]).nearer_other(row, near_own(near)) is None


def near_own(answers: Sequence[Answer]) -> VectorRow:
    """Return what the first text gave alone."""
    return space_of(answers).own["a", None, ""]


def test_rows_pair_texts_with_vectors_and_leave_out_what_is_none() -> None:
    """An item without a vector leaves the places of the others as they are."""
    rows = list(rows_of(_answer(["a", "b", "c"], [(1, 0), (), (0, 1)], "batch")))
    assert [(row.text, row.place) for row in rows] == [("a", 0), ("c", 2)]
