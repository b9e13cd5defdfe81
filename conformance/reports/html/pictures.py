"""Measurements as pictures: latency, usage, norms, noise, and how near texts lie to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conformance.reports.html.axis import Axis, axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, label, marks, svg
from conformance.reports.html.measured import Measured, Noise, Timing
from conformance.reports.html.similarity import similarity_map
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.reports.terminal.wrapping import cut_middle

__all__ = ["Legend", "Picture", "legend", "pictures"]

_MOST_POINTS = 900
_NARROW = 1e-4
_LONGEST_MODEL = 28
_TICKED_NORMS = 1.01
_BEYOND = 1e12
"""What a target claims beyond this is not drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title and what to read from it."""

    title: str
    caption: str
    svg: Markup
    map: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """The mark of one model."""

    model: str
    svg: Markup


def legend(models: Sequence[str]) -> list[Legend]:
    """Return the mark of each model."""
    return [
        Legend(model, Markup('<svg class="key" viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(_mark(place)))
        for place, model in enumerate(models)
    ]


def _mark(series: int) -> Markup:
    return Markup(marks([(6, 6)], series))  # noqa: S704 (numbers only)


def pictures(measured: Measured, models: Sequence[str], language: Language) -> list[Picture]:
    """Return a picture of everything that was measured, in the order in which they are read."""
    timings = _thinned([row for row in measured.timings if row.seconds > 0])
    by_model = {model: [row for row in timings if row.model == model] for model in models}
    return [
        *_scatters(by_model, language),
        *_norms(measured.norms, models, language),
        *_noise(measured.noise, models, language),
        *(
            Picture(language.say("Similarity of ordinary sentences: %s") % model, shown.caption, shown.svg, map=True)
            for model in models
            if model in measured.sentinels and (shown := similarity_map(measured.sentinels[model], language))
        ),
    ]


def _thinned(rows: Sequence[Timing]) -> list[Timing]:
    return list(rows[:: 1 + len(rows) // _MOST_POINTS])


@dataclass(frozen=True, slots=True)
class _Scale:
    """What stands along an axis: its name, the value of a row, and whether tens are steps of it."""

    name: str
    value: Callable[[Timing], float | None]
    logarithmic: bool = False


_TimingsByModel = Mapping[str, Sequence[Timing]]


def _scatters(by_model: _TimingsByModel, language: Language) -> Iterator[Picture]:
    say = language.say
    inputs = _Scale(say("texts in the request"), lambda row: row.inputs)
    characters = _Scale(say("characters in the request"), lambda row: row.characters, logarithmic=True)
    milliseconds = _Scale(say("milliseconds"), lambda row: row.seconds * 1000.0)
    tokens = _Scale(say("prompt_tokens"), lambda row: row.tokens, logarithmic=True)
    single = say("Each mark is one request, answered at the first attempt, while others were in flight.")
    yield from _scatter(by_model, (inputs, milliseconds), say("Latency by number of texts"), single, language)
    yield from _scatter(by_model, (characters, milliseconds), say("Latency by length of text"), single, language)
    counted = say("Tokens the target counted for each request. Marks on one line mean one count per character.")
    yield from _scatter(by_model, (characters, tokens), say("Usage by length of text"), counted, language)


def _scatter(
    by_model: _TimingsByModel, scales: tuple[_Scale, _Scale], title: str, caption: str, language: Language
) -> Iterator[Picture]:
    points = {model: list(_points(rows, scales)) for model, rows in by_model.items()}
    known = [point for each in points.values() for point in each]
    if not known:
        return
    first, second = scales
    across = axis((x for x, _ in known), LEFT, RIGHT - 6, logarithmic=first.logarithmic)
    up = axis((y for _, y in known), BOTTOM, TOP + 8, logarithmic=second.logarithmic)
    drawn = [
        marks([(across.at(x), up.at(y)) for x, y in each], place) for place, each in enumerate(points.values()) if each
    ]
    parts = [*frame(across, up, first.name, second.name), *drawn]
    yield Picture(title, caption, svg(parts, f"{title}. {_told(known, second.name, language)}"))


def _points(rows: Sequence[Timing], scales: tuple[_Scale, _Scale]) -> Iterator[tuple[float, float]]:
    """Give each distinct point once; lengths of 0 have no place on a logarithmic scale."""
    found = ((scales[0].value(row), scales[1].value(row)) for row in rows)
    yield from dict.fromkeys(
        (float(x), float(y)) for x, y in found if x is not None and y is not None and x > 0 and 0 < y < _BEYOND
    )


def _told(points: Sequence[tuple[float, float]], name: str, language: Language) -> str:
    values = sorted(y for _, y in points)
    return language.say("%(name)s from %(low)s to %(high)s, median %(middle)s") % {
        "name": name,
        "low": brief(values[0]),
        "high": brief(values[-1]),
        "middle": brief(values[len(values) // 2]),
    }


def _norms(norms: Mapping[str, tuple[float, ...]], models: Sequence[str], language: Language) -> Iterator[Picture]:
    rows = [(model, norms[model]) for model in models if model in norms and norms[model][0] > 0]
    if not rows:
        return
    low, high = min(values[0] for _, values in rows), max(values[-1] for _, values in rows)
    across = axis((low / _TICKED_NORMS, high * _TICKED_NORMS), LEFT - 26, RIGHT - 14, logarithmic=True)
    told = [
        _box(place, (model, _range(values, language)), values, models.index(model), across)
        for place, (model, values) in enumerate(rows)
    ]
    height = 46 * len(rows) + 40
    name = "; ".join(f"{model}: {_range(values, language)}" for model, values in rows)
    caption = language.say(
        "L2 norm of the vectors of ordinary text: the whole range, and the middle 50 percent as a box."
    )
    parts = [*_ruler(across, height), *told]
    yield Picture(language.say("L2 norms"), caption, svg(parts, name, height=height))


def _ruler(across: Axis, height: int) -> list[str]:
    ticks = [f'<path class="grid" d="M{across.at(tick)} 4V{height - 24}"/>' for tick in across.ticks]
    return [*ticks, *(label(across.at(tick), height - 6, brief(tick), "middle") for tick in across.ticks)]


def _box(place: int, words: tuple[str, str], values: Sequence[float], series: int, across: Axis) -> str:
    y = 46 * place + 32
    low, left, middle, right, high = (across.at(values[index]) for index in (0, 2, 3, 4, 6))
    whisker = f'<path class="line m{series % 6}" d="M{low} {y}H{max(high, low + 1)}"/>'
    box = f'<rect class="box m{series % 6}" x="{left}" y="{y - 6}" width="{max(right - left, 2)}" height="12"/>'
    return whisker + box + marks([(middle, y)], series) + label(2, y - 12, f"{_short(words[0])}: {words[1]}")


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


def _noise(noise: Mapping[str, Noise], models: Sequence[str], language: Language) -> Iterator[Picture]:
    rows = [(model, noise[model]) for model in models if model in noise]
    if not rows:
        return
    smallest = 1e-12
    across = axis((smallest, 1.0), LEFT - 26, RIGHT - 14, logarithmic=True)
    height = 46 * len(rows) + 40
    told = [_noise_row(place, model, row, models.index(model), across) for place, (model, row) in enumerate(rows)]
    name = "; ".join(f"{model}: {_noise_words(row, language)}" for model, row in rows)
    caption = language.say(
        "How much repeats of neutral texts differ, as cosine distance (the mark), and up to where two vectors count as "
        "one (the bar). Beyond the bar a difference is a finding."
    )
    yield Picture(
        language.say("Noise floor against tolerance"),
        caption,
        svg([*_ruler(across, height), *told], name, height=height),
    )


def _noise_row(place: int, model: str, row: Noise, series: int, across: Axis) -> str:
    y = 46 * place + 32
    kind = series % 6
    bar = across.at(row.tolerance) - across.start
    floor = across.at(max(row.floor, across.low))
    shown = "0" if row.floor < across.low else f"{row.floor:.1e}"
    return (
        f'<rect class="box m{kind}" x="{across.start}" y="{y - 6}" width="{bar:g}" height="12"/>'
        + marks([(floor, y)], series)
        + label(2, y - 12, f"{_short(model)}: {shown} / {row.tolerance:.0e}")
    )


def _noise_words(row: Noise, language: Language) -> str:
    return language.say("floor %(floor)s, tolerance %(tolerance)s") % {
        "floor": f"{row.floor:.1e}",
        "tolerance": f"{row.tolerance:.1e}",
    }
