"""Ranges of numbers, a row for each model: the norms of vectors, and noise against what is borne of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from conformance.reports.html.axis import Axis, axis, brief
from conformance.reports.html.drawing import LEFT, MARKS, RIGHT, label, marks, ruler, svg, value
from conformance.reports.html.measured import Noise
from conformance.reports.html.picture import Picture, Table
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.reports.terminal.wrapping import cut_middle

__all__ = ["noise_chart", "norms_chart"]

_NARROW = 1e-4
_LONGEST_MODEL = 28
_TICKED_NORMS = 1.01
_SMALLEST = 1e-12
_ROW, _FIRST, _BELOW = 46, 32, 40


def norms_chart(norms: Mapping[str, tuple[float, ...]], models: Sequence[str], language: Language) -> Iterator[Picture]:
    """Yield the L2 norms of each model's vectors."""
    say = language.say
    rows = [(model, norms[model]) for model in models if model in norms and norms[model][0] > 0]
    if not rows:
        return
    low, high = min(values[0] for _, values in rows), max(values[-1] for _, values in rows)
    across = axis((low / _TICKED_NORMS, high * _TICKED_NORMS), LEFT - 26, RIGHT - 14, logarithmic=True)
    messages = [
        _box(place, (model, say(": ") + _range(values, language)), values, models.index(model), across)
        for place, (model, values) in enumerate(rows)
    ]
    height = _ROW * len(rows) + _BELOW
    name = say("; ").join(f"{model}{say(': ')}{_range(values, language)}" for model, values in rows)
    shares = ("5 %", "25 %", "50 %", "75 %", "95 %")
    yield Picture(
        say("L2 norms"),
        say("L2 norm of the vectors of ordinary text: the whole range, and the middle 50 percent as a box."),
        svg([*ruler(across, height), *messages], name, height=height),
        Table(
            (say("Model"), say("smallest"), *shares, say("largest")),
            tuple((model, *(f"{number:.6g}" for number in values)) for model, values in rows),
        ),
    )


def _box(place: int, words: tuple[str, str], values: Sequence[float], series: int, across: Axis) -> Markup:
    y = _ROW * place + _FIRST
    low, left, middle, right, high = (across.at(values[index]) for index in (0, 2, 3, 4, 6))
    whisker = f'<path class="line m{series % MARKS}" d="M{low} {y}H{max(high, low + 1)}"/>'
    box = f'<rect class="box m{series % MARKS}" x="{left}" y="{y - 6}" width="{max(right - left, 2)}" height="12"/>'
    tooltip = _short(words[0]) + words[1]
    return value(whisker + box + marks([(middle, y)], series) + label(2, y - 12, tooltip), "".join(words))


def _short(model: str) -> str:
    return cut_middle(one_line(model), _LONGEST_MODEL)


def _range(values: Sequence[float], language: Language) -> str:
    low, high = values[0], values[-1]
    if high - low <= _NARROW * high:
        return f"{high:.6g} ± {(high - low) / 2:.0e}"
    return language.say("%(low)s to %(high)s, median %(middle)s") % {
        "low": f"{low:.4g}",
        "high": f"{high:.4g}",
        "middle": f"{values[3]:.4g}",
    }


def noise_chart(noise: Mapping[str, Noise], models: Sequence[str], language: Language) -> Iterator[Picture]:
    """Yield how much repeats differ, against what counts as the same."""
    say = language.say
    rows = [(model, noise[model]) for model in models if model in noise]
    if not rows:
        return
    across = axis((_SMALLEST, 1.0), LEFT - 26, RIGHT - 14, logarithmic=True)
    height = _ROW * len(rows) + _BELOW
    messages = [
        _noise_row(place, (model, say(": ") + _words(row, language)), row, models.index(model), across)
        for place, (model, row) in enumerate(rows)
    ]
    name = say("; ").join(f"{model}{say(': ')}{_words(row, language)}" for model, row in rows)
    kinds = (say("repeats"), say("shape of the batch"), say("padded length"), say("load"))
    heads = (say("Model"), *kinds, say("all of it"), say("tolerance"))
    yield Picture(
        say("Noise floor against tolerance"),
        say(
            "How much repeats of neutral texts differ, as cosine distance (the mark), and up to where two vectors "
            "count as one (the bar). Beyond the bar a difference is a finding."
        ),
        svg([*ruler(across, height), *messages], name, height=height),
        Table(heads, tuple((model, *map(_figure, (*row.kinds, row.floor, row.tolerance))) for model, row in rows)),
    )


def _noise_row(place: int, words: tuple[str, str], row: Noise, series: int, across: Axis) -> Markup:
    y = _ROW * place + _FIRST
    bar = across.at(row.tolerance) - across.start
    floor = across.at(max(row.floor, across.low))
    drawn = (
        f'<rect class="box m{series % MARKS}" x="{across.start}" y="{y - 6}" width="{bar:g}" height="12"/>'
        + marks([(floor, y)], series)
        + label(2, y - 12, _short(words[0]) + words[1])
    )
    return value(drawn, "".join(words))


def _words(row: Noise, language: Language) -> str:
    return language.say("floor %(floor)s, tolerance %(tolerance)s") % {
        "floor": "0" if row.floor < _SMALLEST else brief(row.floor),
        "tolerance": brief(row.tolerance),
    }


def _figure(distance: float | None) -> str:
    if distance is None:
        return "–"
    return "0" if distance < _SMALLEST else f"{distance:.1e}"
