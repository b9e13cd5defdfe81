"""Measurements become pictures that say what they show in words too."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sample_audit import TEXTS, measurements, packed
from sample_results import MODELS

from conformance.reports.html.axis import axis, brief
from conformance.reports.html.drawing import MARKS, marks
from conformance.reports.html.measured import Measured
from conformance.reports.html.pictures import legend, pictures
from conformance.reports.html.sentinels import cosine, sentinels
from conformance.reports.html.similarity import similarity_map
from conformance.reports.html.spread import groups
from conformance.reports.i18n.language import Language

ENGLISH = Language.named("en")


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("values", [[1.0], [0.003, 17.0], [1e-9, 1e9], [999.0, 1000.0], [5.0, 5.0]])
def test_an_axis_holds_every_value_between_its_ends(values: list[float], *, logarithmic: bool) -> None:
    """Ticks rise from one end to the other, and each value has a place between them."""
    made = axis(values, 10, 110, logarithmic=logarithmic)
    assert made.low <= min(values)
    assert max(values) <= made.high * (1 + 1e-9)
    assert 2 <= len(made.ticks) <= 7
    assert list(made.ticks) == sorted(made.ticks)
    assert all(10 <= made.at(value) <= 110 for value in values)


def test_an_axis_without_values_is_drawn_all_the_same() -> None:
    """Nothing measured is no reason to fail."""
    assert axis([], 0, 1).ticks[0] == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (5, "5"), (1000, "1,000"), (0.25, "0.25"), (1e5, "10⁵"), (1e-12, "10⁻¹²"), (20_000, "2·10⁴")],
)
def test_ticks_are_labelled_in_a_few_characters(value: float, text: str) -> None:
    """Large and small numbers are written as powers."""
    assert brief(value) == text


def test_every_series_has_a_shape_of_its_own() -> None:
    """Models are told apart without colour."""
    shapes = {marks([(0, 0)], series).partition(' d="')[2] for series in range(MARKS)}
    assert len(shapes) == MARKS


def test_all_measurements_become_pictures_with_words() -> None:
    """Latency twice, usage, norms, noise, and a map for each model: well-formed, named, and without styles."""
    made = pictures(Measured.of(measurements()), MODELS, ENGLISH)
    assert len(made) == 8
    for picture in made:
        root = ET.fromstring(picture.svg)  # noqa: S314 (our own text)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert "style=" not in picture.svg
        assert picture.table.rows
        assert all(len(row) == len(picture.table.heads) for row in picture.table.rows)
    assert [key.model for key in legend(MODELS)] == list(MODELS)


def test_latency_is_told_by_its_median_and_its_upper_end() -> None:
    """Of a hundred requests of one size p50 is the fiftieth and p95 the ninety-fifth, drawn and in the table."""
    rows = [
        {"model": "m", "inputs": 1, "characters": 20, "seconds": place / 1000, "tokens": 5} for place in range(1, 101)
    ]
    by_batch, by_length, usage = pictures(Measured.of({"latency": rows}), ["m"], ENGLISH)
    assert by_batch.table.rows == (("1", "m", "50", "95", "100"),)
    assert by_length.table.rows == (("20", "m", "50", "95", "100"),)
    assert usage.table.rows == (("20", "m", "5", "5", "100"),)
    assert 'data-value="m, 1: p50 50 ms, p95 95 ms (100 requests)"' in by_batch.svg


@pytest.mark.parametrize(
    ("sizes", "names"),
    [
        ([3, 1, 3, 10], ["1", "3", "10"]),
        (range(1, 26), ["1", "2–3", "4–7", "8–15", "16–31"]),
        ([0, 10**5, *range(1, 9000, 7)], ["1–9", "10–99", "100–999", "1,000–9,999", "100,000–999,999"]),
    ],
)
def test_sizes_are_put_together_where_they_are_many(sizes: Iterable[int], names: list[str]) -> None:
    """A few stand for themselves; of many, powers; and every size of at least 1 has its group."""
    found = groups(sizes)
    assert [group.name for group in found] == names
    assert all(sum(size in group for group in found) == (size >= 1) for size in sizes)


def test_nothing_measured_is_no_picture() -> None:
    """An older results file has a page without pictures."""
    assert pictures(Measured.of({}), MODELS, ENGLISH) == []
    assert pictures(Measured.of({"latency": [], "norms": {}, "noise": {}, "sentinels": {}}), MODELS, ENGLISH) == []


def test_models_without_a_measurement_are_left_out() -> None:
    """A model that answered nothing leaves the others their pictures."""
    known = {name: ({MODELS[1]: rows[MODELS[1]]} if name != "latency" else []) for name, rows in measurements().items()}
    made = pictures(Measured.of(known), MODELS, ENGLISH)
    assert [picture.title for picture in made][-1].endswith(MODELS[1])
    assert len(made) == 3


def test_a_zero_vector_and_absurd_usage_break_no_picture() -> None:
    """A logarithmic scale has no zero: such rows are left out."""
    row = {"model": MODELS[0], "inputs": 0, "characters": 0, "seconds": 0.0, "tokens": 10**300}
    norms = {MODELS[0]: {"quantiles": [0.0] * 7}}
    assert pictures(Measured.of({"latency": [row, {**row, "seconds": 1.0}], "norms": norms}), MODELS, ENGLISH) == []


def test_names_of_models_are_escaped_in_pictures() -> None:
    """What a picture says is text."""
    name = "<script>&\u202e"
    norms = {name: {"quantiles": [1.0, 1, 1, 1, 1, 1, 2]}}
    (picture,) = pictures(Measured.of({"norms": norms}), [name], ENGLISH)
    assert "<script" not in picture.svg
    ET.fromstring(picture.svg)  # noqa: S314 (our own text)


def test_vectors_are_read_as_they_were_written() -> None:
    """Little-endian float32 in base64, row after row."""
    found = sentinels({"texts": ["a", "b"], "vectors": packed([[1.0, 2.0], [0.5, -4.0]])})
    assert found is not None
    assert found.vectors == ((1.0, 2.0), (0.5, -4.0))
    assert found.width == 2


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"texts": ["a"], "vectors": "no base64"},
        {"texts": ["a", "b"], "vectors": packed([[1.0, 2.0, 3.0]])},
        {"texts": ["a"], "vectors": 7},
    ],
)
def test_vectors_that_do_not_fit_are_none(row: dict[str, Any]) -> None:
    """A hand-made or cut results file is shown without its map."""
    assert sentinels(row) is None
    assert Measured.of({"sentinels": {"m": row}}).sentinels == {}


def test_the_map_tells_the_range_of_cosines() -> None:
    """The caption says in numbers what the squares show."""
    right = [[1.0, 0.0], [0.0, 1.0], [math.sqrt(0.5), math.sqrt(0.5)]]
    known = sentinels({"texts": list(TEXTS), "vectors": packed(right)})
    assert known is not None
    (made,) = similarity_map("m", known, ENGLISH)
    assert "3 unrelated sentences: from 0.00 to 0.71" in made.caption
    assert made.svg.count("data-value=") == 9
    assert 'data-value="3 · 1: 0.707"' in made.svg
    assert made.table.rows[2] == ("3", "0.71", "0.71", "1.00")


def test_the_cosine_with_a_zero_vector_is_zero() -> None:
    """No division by zero on what a target sent."""
    assert cosine((0.0, 0.0), (1.0, 0.0)) == 0.0
