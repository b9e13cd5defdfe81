"""Two sets of vectors are related as they are said to be: drawn spaces, changed in every way there is a name for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.answers.kinship import judge_kinship
from conformance.answers.kinship_verdict import IndexAdvice, Kinship, KinshipVerdict
from conformance.answers.likeness import CountPair, TextPair, measure
from conformance.model.reference import TextClass

Rows = NDArray[np.float64]
WIDTH = 256
SIZES = (3, 5, 8, *range(30, 85), 600, 1500, 4000, 9000)
TEXTS = tuple(f"{at:02d}" + "x" * max(0, size - 2) for at, size in enumerate(SIZES))
SEEDS = (1, 2, 3)


def _unit(rows: Rows) -> Rows:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _space(seed: int, common: float = 0.0) -> Rows:
    """Draw a space in which each text has a near one, and all have a direction in common."""
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((len(SIZES), WIDTH))
    rows[1::2] = rows[: len(rows[1::2]) * 2 : 2] * 0.6 + rows[1::2] * 0.8
    return _unit(rows + common * WIDTH**0.5 * chance.standard_normal(WIDTH) / WIDTH**0.5)


def _moved(rows: Rows, distance: float, seed: int = 9) -> Rows:
    """Move each row by itself, by a cosine distance."""
    noise = np.random.default_rng(seed).standard_normal(rows.shape)
    noise = _unit(noise - (noise * _unit(rows)).sum(axis=1, keepdims=True) * _unit(rows))
    return _unit(rows) * (1 - distance) + noise * (1 - (1 - distance) ** 2) ** 0.5


def _verdict(before: Rows, now: Rows, *, noise: float = 0.0, counts: tuple[CountPair, ...] = ()) -> KinshipVerdict:
    sorts = [TextClass.LONG if size > 400 else TextClass.ORDINARY for size in SIZES]
    pairs = [TextPair(*each, str(at // 8)) for at, each in enumerate(zip(TEXTS, sorts, before, now, strict=True))]
    return judge_kinship(measure(pairs, counts, noise=noise))


def _by_size(rows: Rows, shares: Callable[[int], float], seed: int) -> Rows:
    """Mix a share of something else into each row, by the size of its text."""
    other = _unit(np.random.default_rng(seed + 50).standard_normal((1, WIDTH)))
    return _unit(np.stack([row + shares(size) * other[0] for row, size in zip(rows, SIZES, strict=True)]))


def _of_few_levels(rows: Rows, levels: int) -> Rows:
    step = np.abs(rows).max(axis=1, keepdims=True) / levels
    return np.rint(rows / step) * step


def _cut(rows: Rows, limit: int, seed: int) -> Rows:
    other = _unit(np.random.default_rng(seed + 60).standard_normal(rows.shape))
    long = np.array(SIZES)[:, None] > limit
    return np.where(long, _unit(rows + 0.4 * other), rows)


def _turned(rows: Rows, seed: int) -> Rows:
    turn, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((WIDTH, WIDTH)))
    return rows @ turn


def _reordered(rows: Rows) -> Rows:
    return rows[:, np.random.default_rng(5).permutation(WIDTH)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("common", [0.0, 1.5])
@pytest.mark.parametrize(
    ("change", "kinship", "index"),
    [
        (lambda rows, _: rows, Kinship.SAME, IndexAdvice.KEEP),
        (lambda rows, _: rows.astype(np.float16), Kinship.SAME, IndexAdvice.KEEP),
        (lambda rows, _: _moved(rows, 5e-7), Kinship.BUILD, IndexAdvice.KEEP),
        (lambda rows, _: _moved(rows, 5e-4), Kinship.BUILD, IndexAdvice.KEEP),
        (lambda rows, _: _moved(rows, 3e-3), Kinship.BUILD, IndexAdvice.KEEP),
        (lambda rows, _: _moved(rows, 0.02), Kinship.PRECISION, IndexAdvice.REINDEX),
        (lambda rows, _: _of_few_levels(rows, 8), Kinship.PRECISION, IndexAdvice.REINDEX),
        (lambda rows, _: np.sign(rows), Kinship.PRECISION, IndexAdvice.REINDEX),
        (lambda rows, _: rows * 7.5, Kinship.RENORMALISED, IndexAdvice.RENORMALISE),
        (lambda rows, _: rows * np.linspace(0.5, 3, len(rows))[:, None], Kinship.RENORMALISED, IndexAdvice.RENORMALISE),
        (lambda rows, _: _unit(rows[:, :100]), Kinship.PREFIX, IndexAdvice.RENORMALISE),
        (lambda _, seed: _space(seed + 100), Kinship.MODEL, IndexAdvice.REINDEX),
        (lambda _, seed: _space(seed + 100)[:, :128], Kinship.MODEL, IndexAdvice.REINDEX),
        (_turned, Kinship.MODEL, IndexAdvice.REINDEX),
        (lambda rows, _: _reordered(rows), Kinship.MODEL, IndexAdvice.REINDEX),
        (lambda rows, seed: _cut(rows, 400, seed), Kinship.READING, IndexAdvice.REINDEX),
        (lambda rows, seed: _cut(rows, 8000, seed), Kinship.READING, IndexAdvice.REINDEX),
        (lambda rows, seed: _cut(rows, 20, seed), Kinship.READING, IndexAdvice.REINDEX),
        (lambda rows, seed: _by_size(rows, lambda size: 3 / size**0.5, seed), Kinship.READING, IndexAdvice.REINDEX),
    ],
)
def test_a_change_has_its_name(
    change: Callable[[Rows, int], Rows], kinship: Kinship, index: IndexAdvice, common: float, seed: int
) -> None:
    """Whatever the space, the relation is named, and so is what it means for an index."""
    rows = _space(seed, common)
    found = _verdict(rows, np.asarray(change(rows, seed), dtype=np.float64))
    assert (found.kinship, found.index) == (kinship, index), str(found.message)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("distance", [1e-7, 1e-5, 1e-4, 1e-3, 3e-3])
def test_what_right_hardware_does_is_no_other_model(distance: float, seed: int) -> None:
    """Noise of up to 3e-3 lets an index be kept, whether it was measured or not."""
    rows = _space(seed)
    for noise in (0.0, distance):
        found = _verdict(_moved(rows, distance / 2, 21), _moved(rows, distance / 2, 22), noise=noise)
        assert found.same, str(found.message)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_moves_some_texts_only_or_each_time_is_no_build(seed: int) -> None:
    """Replicas in turn, and kernels by length, leave texts where they were; repeats that differ explain as much."""
    rows, some = _space(seed), np.arange(len(SIZES)) % 3 > 0
    moved = _moved(rows, 3e-3)
    assert _verdict(rows, np.where(some[:, None], moved, rows)).kinship is Kinship.SAME
    assert _verdict(rows, moved, noise=1e-3).kinship is Kinship.SAME


def test_measured_noise_raises_what_counts_as_the_same() -> None:
    """What repeats of one text differ by is no difference of models; without it, as much is another precision."""
    rows = _space(1)
    assert _verdict(rows, _moved(rows, 6e-3), noise=3e-3).kinship is Kinship.SAME
    assert _verdict(rows, _moved(rows, 6e-3)).kinship is Kinship.PRECISION


def test_token_counts_that_differ_where_vectors_agree_are_another_tokenizers() -> None:
    """An index may be kept; a count or two that differs by accident names nothing."""
    rows = _space(1)
    found = _verdict(rows, rows, counts=(CountPair(8, 90, 99), CountPair(8, 70, 77), CountPair(1, 5, 5)))
    assert (found.kinship, found.index, found.same) == (Kinship.TOKENIZER, IndexAdvice.KEEP, False)
    assert _verdict(rows, rows, counts=(CountPair(8, 90, 99), *3 * (CountPair(1, 5, 5),))).kinship is Kinship.SAME


def _changes_without_a_name() -> list[tuple[Callable[[Rows], Rows], Kinship, IndexAdvice]]:
    chance = np.random.default_rng(3)
    other, some = _space(77), chance.permutation(len(SIZES))[: len(SIZES) // 3]

    def some_elsewhere(rows: Rows) -> Rows:
        changed = rows.copy()
        changed[some] = other[some]
        return changed

    def one_elsewhere(rows: Rows) -> Rows:
        changed = rows.copy()
        changed[7] = other[7]
        return changed

    return [
        (lambda rows: rows[::-1], Kinship.OTHER, IndexAdvice.WAIT),
        (some_elsewhere, Kinship.OTHER, IndexAdvice.WAIT),
        (lambda rows: _moved(rows, 0.12), Kinship.OTHER, IndexAdvice.REINDEX),
        (lambda rows: _unit(rows + 0.9 * _space(78)), Kinship.OTHER, IndexAdvice.REINDEX),
        (lambda rows: _unit(rows * 0.01 + other[0]), Kinship.OTHER, IndexAdvice.REINDEX),
        (_unevenly, Kinship.OTHER, IndexAdvice.REINDEX),
        (one_elsewhere, Kinship.UNKNOWN, IndexAdvice.WAIT),
        (lambda rows: rows * 0, Kinship.UNKNOWN, IndexAdvice.WAIT),
        (lambda rows: rows * np.nan, Kinship.UNKNOWN, IndexAdvice.WAIT),
    ]


def _unevenly(rows: Rows) -> Rows:
    """Move each row by itself, some ten times as far as others: what a little training does, and fewer bits do not."""
    distances = 0.02 * np.geomspace(0.3, 10, len(rows))
    return np.stack([_moved(rows, distance)[at] for at, distance in enumerate(np.roll(distances[::-1], 30))])


@pytest.mark.parametrize(("change", "kinship", "index"), _changes_without_a_name())
def test_where_the_cause_does_not_show_none_is_named(
    change: Callable[[Rows], Rows], kinship: Kinship, index: IndexAdvice
) -> None:
    """Mixed up rows, texts that are elsewhere, what may be a version or few bits: others, and no more is told."""
    found = _verdict((rows := _space(4)), change(rows))
    assert (found.kinship, found.index) == (kinship, index), str(found.message)


def test_a_text_that_is_read_to_where_another_ends_is_cut() -> None:
    """A long text has the vector of a shorter one that is its beginning; a text of another beginning has not."""
    rows, cut = _space(1), {len(TEXTS) - 2: len(TEXTS) - 3, len(TEXTS) - 1: len(TEXTS) - 3}
    rows[-2:] = _unit(rows[-2:] + rows[-3])
    words = ["a" * size for size in SIZES]
    for texts, kinship in ((words, Kinship.READING), (TEXTS, Kinship.OTHER)):
        pairs = [
            TextPair(text, TextClass.LONG if len(text) > 400 else TextClass.ORDINARY, row, rows[cut.get(at, at)])
            for at, (text, row) in enumerate(zip(texts, rows, strict=True))
        ]
        assert judge_kinship(measure(pairs)).kinship is kinship


def test_few_texts_tell_nothing() -> None:
    """Three texts are no model; half of the texts without a vector are too many."""
    rows = _space(1)
    pairs = [TextPair(text, TextClass.ORDINARY, row, row) for text, row in zip(TEXTS, rows, strict=True)]
    assert judge_kinship(measure(pairs[:3])).kinship is Kinship.UNKNOWN
    assert judge_kinship(measure(pairs, unanswered=len(pairs) + 1)).kinship is Kinship.UNKNOWN
    assert judge_kinship(measure([])).kinship is Kinship.UNKNOWN


def test_two_models_behind_one_name_are_told_by_what_comes_twice() -> None:
    """A text that got its vector once, and one of another model once, shows which requests went elsewhere."""
    rows, other = _space(1), _space(2)
    pairs = [
        TextPair(text, TextClass.ORDINARY, row, elsewhere if at < 8 else row, "r0" if at < 8 else f"r{at // 8}")
        for at, (text, row, elsewhere) in enumerate(zip(TEXTS, rows, other, strict=True))
    ]
    assert judge_kinship(measure(pairs)).kinship is Kinship.OTHER
    again = [TextPair(each.text, each.sort, each.before, each.before, "again") for each in pairs[:8]]
    found = judge_kinship(measure([*pairs, *again]))
    assert (found.kinship, found.why.values["count"]) == (Kinship.MODEL, 1)


def test_answers_that_never_agree_are_no_evidence() -> None:
    """Where repeats of a text are farther apart than any hardware moves them, nothing is said of the model."""
    rows = _space(1)
    pairs = [
        TextPair(text, TextClass.ORDINARY, row, now, str(turn))
        for turn in range(2)
        for text, row, now in zip(TEXTS, rows, rows if turn else _moved(rows, 0.3, 7), strict=True)
    ]
    assert judge_kinship(measure(pairs)).kinship is Kinship.UNKNOWN
