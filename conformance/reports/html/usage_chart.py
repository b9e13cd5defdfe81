"""What the target counted of each request against the length of its texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.reports.html.axis import axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, marks, svg
from conformance.reports.html.measured import Timing
from conformance.reports.html.picture import Picture, Table
from conformance.reports.html.spread import groups, spread
from conformance.reports.i18n.language import Language

__all__ = ["usage_chart"]

_MOST_POINTS = 900
_BEYOND = 1e12
"""What a target claims beyond this is not drawn."""


def usage_chart(timings: Sequence[Timing], models: Sequence[str], language: Language) -> Iterator[Picture]:
    """Yield the chart, where any tokens were counted; lengths of 0 have no place on its logarithmic scales."""
    say = language.say
    points = {model: [point for row in timings if row.model == model for point in _point(row)] for model in models}
    known = [point for each in points.values() for point in each]
    if not known:
        return
    title, length = say("Usage by length of text"), say("characters in the request")
    across = axis((x for x, _ in known), LEFT, RIGHT - 6, logarithmic=True)
    up = axis((y for _, y in known), BOTTOM, TOP + 8, logarithmic=True)
    every = 1 + len(known) // _MOST_POINTS
    drawn = [
        marks(list(dict.fromkeys((across.at(x), up.at(y)) for x, y in each[::every])), series)
        for series, each in enumerate(points.values())
        if each
    ]
    ticks = [(across.at(tick), brief(tick)) for tick in across.ticks]
    yield Picture(
        title,
        say("Tokens the target counted for each request. Marks on one line mean one count per character."),
        svg([*frame(ticks, up, length, say("prompt_tokens")), *drawn], f"{title}. {_told(known, language)}"),
        Table((length, say("Model"), "p50", "p95", say("Requests")), tuple(_rows(points))),
    )


def _point(row: Timing) -> Iterator[tuple[float, float]]:
    if row.tokens is not None and row.characters > 0 and 0 < row.tokens < _BEYOND:
        yield float(row.characters), float(row.tokens)


def _rows(points: dict[str, list[tuple[float, float]]]) -> Iterator[tuple[str, ...]]:
    for group in groups(x for each in points.values() for x, _ in each):
        for model, each in points.items():
            found = [y for x, y in each if x in group]
            if found:
                known = spread(found)
                yield group.name, model, f"{known.median:,.0f}", f"{known.high:,.0f}", str(known.count)


def _told(points: Sequence[tuple[float, float]], language: Language) -> str:
    values = sorted(y for _, y in points)
    return language.say("%(name)s from %(low)s to %(high)s, median %(middle)s") % {
        "name": language.say("prompt_tokens"),
        "low": brief(values[0]),
        "high": brief(values[-1]),
        "middle": brief(values[len(values) // 2]),
    }
