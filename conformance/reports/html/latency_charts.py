"""How long requests took by how much they asked for: the median of each model, and what 95 of a hundred keep to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conformance.model.message import template
from conformance.reports.html.axis import Axis, axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, stroke, svg
from conformance.reports.html.measured import Timing
from conformance.reports.html.picture import Picture, Table
from conformance.reports.html.spread import Group, Spread, groups, spread
from conformance.reports.i18n.language import Language

__all__ = ["latency_charts"]

_WIDEST_STEP = 11.0
_VALUE = template("page.latency", "{model}, {group}: p50 {middle} ms, p95 {high} ms ({count:request})")


@dataclass(frozen=True, slots=True)
class _Row:
    """What was measured of one model in one group."""

    model: str
    series: int
    group: Group
    spread: Spread


def latency_charts(timings: Sequence[Timing], models: Sequence[str], language: Language) -> Iterator[Picture]:
    """Yield latency by the number of texts and by their length."""
    say = language.say
    yield from _chart(
        timings,
        models,
        lambda row: row.inputs,
        (say("Latency by number of texts"), say("texts in the request")),
        language,
    )
    yield from _chart(
        timings,
        models,
        lambda row: row.characters,
        (say("Latency by length of text"), say("characters in the request")),
        language,
    )


def _chart(
    timings: Sequence[Timing],
    models: Sequence[str],
    size: Callable[[Timing], float],
    names: tuple[str, str],
    language: Language,
) -> Iterator[Picture]:
    title, across = names
    sizes = groups(map(size, timings))
    rows = list(_rows(timings, models, size, sizes))
    if not rows:
        return
    up = axis((row.spread.high for row in rows), BOTTOM, TOP + 8)
    step = (RIGHT - LEFT) / len(sizes)
    middles = {group: LEFT + (place + 0.5) * step for place, group in enumerate(sizes)}
    apart = min(_WIDEST_STEP, 0.8 * step / len(models))
    drawn = [
        _stroke(row, middles[row.group] + apart * (row.series - (len(models) - 1) / 2), up, language) for row in rows
    ]
    ticks = [(x, group.tick) for group, x in middles.items()]
    summary = language.say("; ").join(_describe_row(row, language) for row in rows if row.group == sizes[0])
    yield Picture(
        title,
        language.say(
            "The mark is p50, which half of the requests do not exceed; the stroke ends at p95. Answered at the first "
            "attempt, while others were in flight."
        ),
        svg([*frame(ticks, up, across, language.say("milliseconds")), *drawn], f"{title}. {summary}"),
        _table(rows, across, language),
    )


def _rows(
    timings: Sequence[Timing], models: Sequence[str], size: Callable[[Timing], float], sizes: Sequence[Group]
) -> Iterator[_Row]:
    for group in sizes:
        for series, model in enumerate(models):
            found = [row.seconds * 1000 for row in timings if row.model == model and size(row) in group]
            if found:
                yield _Row(model, series, group, spread(found))


def _stroke(row: _Row, x: float, up: Axis, language: Language) -> Markup:
    return stroke(
        round(x, 1), up.at(row.spread.median), up.at(row.spread.high), row.series, _describe_row(row, language)
    )


def _describe_row(row: _Row, language: Language) -> str:
    middle, high = _milliseconds(row.spread.median), _milliseconds(row.spread.high)
    return language.message(
        _VALUE(model=row.model, group=row.group.name, middle=middle, high=high, count=row.spread.count)
    )


def _table(rows: Sequence[_Row], across: str, language: Language) -> Table:
    say = language.say
    heads = (across, say("Model"), "p50 (ms)", "p95 (ms)", say("Requests"))
    cells = (
        (
            row.group.name,
            row.model,
            _milliseconds(row.spread.median),
            _milliseconds(row.spread.high),
            str(row.spread.count),
        )
        for row in rows
    )
    return Table(heads, tuple(cells))


def _milliseconds(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else brief(round(number, 1))
