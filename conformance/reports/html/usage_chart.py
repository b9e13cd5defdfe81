"""What the target counted of each request against the length of its texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.message import template
from conformance.reports.html.axis import axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, marks, svg, value
from conformance.reports.html.measured import Timing
from conformance.reports.html.picture import Picture, Table
from conformance.reports.html.spread import Group, Spread, groups, spread
from conformance.reports.i18n.language import Language

__all__ = ["usage_chart"]

_MOST_POINTS = 900
_BEYOND = 1e12
"""What a target claims beyond this is not drawn."""
_VALUE = template("page.usage", "{model}, {group} characters: p50 {middle} tokens, p95 {high} tokens ({count:request})")


@dataclass(frozen=True, slots=True)
class _Row:
    """What was counted on one model of the requests of one group of lengths."""

    model: str
    series: int
    group: Group
    points: tuple[tuple[float, float], ...]
    spread: Spread


def usage_chart(timings: Sequence[Timing], models: Sequence[str], language: Language) -> Iterator[Picture]:
    """Yield the chart, where any tokens were counted; lengths of 0 have no place on its logarithmic scales."""
    say = language.say
    points = {model: [point for row in timings if row.model == model for point in _point(row)] for model in models}
    plotted = [point for group in points.values() for point in group]
    if not plotted:
        return
    title, length = say("Usage by length of text"), say("characters in the request")
    across = axis((x for x, _ in plotted), LEFT, RIGHT - 6, logarithmic=True)
    up = axis((y for _, y in plotted), BOTTOM, TOP + 8, logarithmic=True)
    every = 1 + len(plotted) // _MOST_POINTS
    rows = list(_rows(points))
    drawn = [
        value(
            marks(list(dict.fromkeys((across.at(x), up.at(y)) for x, y in row.points[::every])), row.series),
            _value(row, language),
        )
        for row in rows
    ]
    ticks = [(across.at(tick), brief(tick)) for tick in across.ticks]
    yield Picture(
        title,
        say("Tokens the target counted for each request. Marks on one line mean one count per character."),
        svg(
            [*frame(ticks, up, length, say("prompt_tokens")), *drawn], f"{title}. {_describe_points(plotted, language)}"
        ),
        Table((length, say("Model"), "p50", "p95", say("Requests")), tuple(map(_cells, rows))),
    )


def _point(row: Timing) -> Iterator[tuple[float, float]]:
    if row.tokens is not None and row.characters > 0 and 0 < row.tokens < _BEYOND:
        yield float(row.characters), float(row.tokens)


def _rows(points: dict[str, list[tuple[float, float]]]) -> Iterator[_Row]:
    for group in groups(x for point in points.values() for x, _ in point):
        for series, (model, point) in enumerate(points.items()):
            found = [(x, y) for x, y in point if x in group]
            if found:
                yield _Row(model, series, group, tuple(found), spread([y for _, y in found]))


def _value(row: _Row, language: Language) -> str:
    middle, high = f"{row.spread.median:,.0f}", f"{row.spread.high:,.0f}"
    return language.message(
        _VALUE(model=row.model, group=row.group.name, middle=middle, high=high, count=row.spread.count)
    )


def _cells(row: _Row) -> tuple[str, ...]:
    return (
        row.group.name,
        row.model,
        f"{row.spread.median:,.0f}",
        f"{row.spread.high:,.0f}",
        str(row.spread.count),
    )


def _describe_points(points: Sequence[tuple[float, float]], language: Language) -> str:
    values = sorted(y for _, y in points)
    return language.say("%(name)s from %(low)s to %(high)s, median %(middle)s") % {
        "name": language.say("prompt_tokens"),
        "low": brief(values[0]),
        "high": brief(values[-1]),
        "middle": brief(values[len(values) // 2]),
    }
