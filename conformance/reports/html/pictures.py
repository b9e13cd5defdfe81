"""Measurements as pictures: latency, usage, norms, noise, and how near texts lie to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from conformance.reports.html.axis import Axis, axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, label, marks, svg
from conformance.reports.html.similarity import similarity_map
from conformance.reports.i18n.catalogue import Translate
from conformance.reports.sanitising import one_line
from conformance.reports.terminal.wrapping import cut_middle

__all__ = ["Legend", "Picture", "legend", "pictures"]

_MOST_POINTS = 900
_NARROW = 1e-4
_LONGEST_MODEL = 28
_TICKED_NORMS = 1.01


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


def pictures(measurements: Mapping[str, Any], models: Sequence[str], say: Translate) -> list[Picture]:
    """Return a picture of everything that was measured, in the order in which they are read."""
    rows = _thinned([row for row in measurements.get("latency") or () if row.get("seconds", 0) > 0])
    by_model = {model: [row for row in rows if row["model"] == model] for model in models}
    return [
        *_scatters(by_model, say),
        *_norms(measurements.get("norms") or {}, models, say),
        *_noise(measurements.get("noise") or {}, models, say),
        *(
            Picture(say("Similarity of ordinary sentences: %s") % model, shown.caption, shown.svg, map=True)
            for model in models
            if (shown := similarity_map((measurements.get("sentinels") or {}).get(model), say)) is not None
        ),
    ]


def _thinned(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list(rows[:: 1 + len(rows) // _MOST_POINTS])


def _scatters(by_model: Mapping[str, Sequence[Mapping[str, Any]]], say: Translate) -> Iterator[Picture]:
    single = say("Each mark is one request, answered at the first attempt, while others were in flight.")
    yield from _scatter(by_model, ("inputs", "seconds"), say("Latency by number of texts"), single, say)
    yield from _scatter(by_model, ("characters", "seconds"), say("Latency by length of text"), single, say)
    counted = say("Tokens the target counted for each request. Marks on one line mean one count per character.")
    yield from _scatter(by_model, ("characters", "tokens"), say("Usage by length of text"), counted, say)


def _scatter(
    by_model: Mapping[str, Sequence[Mapping[str, Any]]],
    members: tuple[str, str],
    title: str,
    caption: str,
    say: Translate,
) -> Iterator[Picture]:
    names = {
        "inputs": say("texts in the request"),
        "characters": say("characters in the request"),
        "seconds": say("milliseconds"),
        "tokens": say("prompt_tokens"),
    }
    points = {model: list(_points(rows, members)) for model, rows in by_model.items()}
    known = [point for each in points.values() for point in each]
    if not known:
        return
    logarithmic = members[0] == "characters"
    across = axis((x for x, _ in known), LEFT, RIGHT - 6, logarithmic=logarithmic)
    up = axis((y for _, y in known), BOTTOM, TOP + 8, logarithmic=members[1] == "tokens")
    drawn = [
        marks([(across.at(x), up.at(y)) for x, y in each], place) for place, each in enumerate(points.values()) if each
    ]
    parts = [*frame(across, up, names[members[0]], names[members[1]]), *drawn]
    yield Picture(title, caption, svg(parts, f"{title}. {_told(known, names[members[1]], say)}"))


def _points(rows: Sequence[Mapping[str, Any]], members: tuple[str, str]) -> Iterator[tuple[float, float]]:
    """Give each distinct point once; lengths of 0 have no place on a logarithmic scale."""
    first, second = members
    factor = 1000.0 if second == "seconds" else 1.0
    yield from dict.fromkeys(
        (float(row[first]), row[second] * factor)
        for row in rows
        if row.get(second) is not None and row[first] > 0 and 0 < row[second] < 1e12
    )


def _told(points: Sequence[tuple[float, float]], name: str, say: Translate) -> str:
    values = sorted(y for _, y in points)
    return say("%(name)s from %(low)s to %(high)s, the middle one %(middle)s") % {
        "name": name,
        "low": brief(values[0]),
        "high": brief(values[-1]),
        "middle": brief(values[len(values) // 2]),
    }


def _norms(norms: Mapping[str, Any], models: Sequence[str], say: Translate) -> Iterator[Picture]:
    rows = [(model, norms[model]["quantiles"]) for model in models if norms.get(model, {}).get("quantiles")]
    rows = [(model, values) for model, values in rows if values[0] > 0]
    if not rows:
        return
    low, high = min(values[0] for _, values in rows), max(values[-1] for _, values in rows)
    across = axis((low / _TICKED_NORMS, high * _TICKED_NORMS), LEFT - 26, RIGHT - 14, logarithmic=True)
    told = [
        _box(place, (model, _range(values, say)), values, models.index(model), across)
        for place, (model, values) in enumerate(rows)
    ]
    height = 46 * len(rows) + 40
    name = "; ".join(f"{model}: {_range(values, say)}" for model, values in rows)
    caption = say("Euclidean length of the vectors of ordinary text: the whole range, and the middle half as a box.")
    parts = [*_ruler(across, height), *told]
    yield Picture(say("Norms"), caption, svg(parts, name, height=height))


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


def _range(values: Sequence[float], say: Translate) -> str:
    low, high = values[0], values[-1]
    if high - low <= _NARROW * high:
        return f"{high:.6g} ± {(high - low) / 2:.0e}"
    return say("%(low)s to %(high)s, median %(middle)s") % {
        "low": f"{low:.4g}",
        "high": f"{high:.4g}",
        "middle": f"{values[3]:.4g}",
    }


def _noise(noise: Mapping[str, Any], models: Sequence[str], say: Translate) -> Iterator[Picture]:
    rows = [(model, noise[model]) for model in models if model in noise]
    if not rows:
        return
    smallest = 1e-12
    across = axis((smallest, 1.0), LEFT - 26, RIGHT - 14, logarithmic=True)
    height = 46 * len(rows) + 40
    told = [_noise_row(place, model, row, models.index(model), across) for place, (model, row) in enumerate(rows)]
    name = "; ".join(f"{model}: {_noise_words(row, say)}" for model, row in rows)
    caption = say(
        "How much repeats of neutral texts differ, as cosine distance (the mark), and up to where two vectors count as "
        "one (the bar). Beyond the bar a difference is a finding."
    )
    yield Picture(
        say("Noise floor against tolerance"), caption, svg([*_ruler(across, height), *told], name, height=height)
    )


def _noise_row(place: int, model: str, row: Mapping[str, float], series: int, across: Axis) -> str:
    y = 46 * place + 32
    kind = series % 6
    bar = across.at(row["tolerance"]) - across.start
    floor = across.at(max(row["floor"], across.low))
    shown = "0" if row["floor"] < across.low else f"{row['floor']:.1e}"
    return (
        f'<rect class="box m{kind}" x="{across.start}" y="{y - 6}" width="{bar:g}" height="12"/>'
        + marks([(floor, y)], series)
        + label(2, y - 12, f"{_short(model)}: {shown} / {row['tolerance']:.0e}")
    )


def _noise_words(row: Mapping[str, float], say: Translate) -> str:
    return say("floor %(floor)s, tolerance %(tolerance)s") % {
        "floor": f"{row['floor']:.1e}",
        "tolerance": f"{row['tolerance']:.1e}",
    }
