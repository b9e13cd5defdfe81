"""Pictures as SVG text of our own: a frame with ticks, and marks told apart by shape as well as colour.

Colours come from the page's style sheet by class, so that pictures follow it into the dark; nothing carries a style of
its own, which a strict content security policy would refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from conformance.reports.html.axis import Axis, brief
from conformance.reports.sanitising import one_line

__all__ = [
    "BOTTOM",
    "HEIGHT",
    "LEFT",
    "MARKS",
    "RIGHT",
    "TOP",
    "WIDTH",
    "frame",
    "label",
    "marks",
    "ruler",
    "stroke",
    "svg",
    "value",
]

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 348, 12, 204
"""The edges of the frame inside the picture, in pixels."""

MARKS = 6
"""How many kinds of marks there are; more series begin anew."""

_CAP = 3.5
"""Half the width of what ends a stroke."""
_SHAPES = ("h0", "m-2.5-2.5h5v5h-5z", "m0-3l3 5.5h-6z", "m0-3.5l3.5 3.5l-3.5 3.5l-3.5-3.5z", "m-3 0h6m-3-3v6")
_CROSS = "m-2.5-2.5l5 5m0-5l-5 5"


def svg(content: Iterable[str], name: str, *, width: int = WIDTH, height: int = HEIGHT) -> Markup:
    """Return a picture with a name for those who cannot see it."""
    return Markup('<svg class="picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        width,
        height,
        one_line(name),
        Markup("").join(Markup(part) for part in content),  # noqa: S704 (made of our own parts)
    )


def frame(across: Iterable[tuple[float, str]], up: Axis, across_name: str, up_name: str) -> list[str]:
    """Return grid lines, ticks and the names of both axes; ``across`` are the ticks below with their places."""
    lines = [f'<path class="grid" d="M{LEFT} {up.at(tick)}H{RIGHT}"/>' for tick in up.ticks]
    texts = [label(LEFT - 6, up.at(tick) + 4, brief(tick), "end") for tick in up.ticks]
    below = [label(x, BOTTOM + 16, text, "middle") for x, text in across]
    names = [label((LEFT + RIGHT) / 2, HEIGHT - 4, across_name, "middle"), label(2, TOP - 2, up_name, "start")]
    return [*lines, *texts, *below, *names]


def ruler(across: Axis, height: int) -> list[str]:
    """Return the lines and ticks of a scale that rows stand above."""
    lines = [f'<path class="grid" d="M{across.at(tick)} 4V{height - 24}"/>' for tick in across.ticks]
    return [*lines, *(label(across.at(tick), height - 6, brief(tick), "middle") for tick in across.ticks)]


def stroke(x: float, median: float, high: float, series: int, tooltip: str) -> Markup:
    """Return a mark at a median and a stroke from it to the upper end, which together stand for one value."""
    line = f'<path class="line m{series % MARKS}" d="M{x} {median}V{high}M{x - _CAP:g} {high}h{2 * _CAP:g}"/>'
    return value(line + marks([(x, median)], series), tooltip)


def value(drawn: str, tooltip: str) -> Markup:
    """Return a part of a picture that stands for a value; a reader meets its words by pointer, touch or arrow keys."""
    content = Markup(drawn)  # noqa: S704 (made of our own parts)
    return Markup('<g data-value="{}">{}</g>').format(one_line(tooltip), content)


def label(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Return a piece of text."""
    return str(
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            round(x, 1), round(y, 1), anchor, one_line(text)
        )
    )


def marks(points: Sequence[tuple[float, float]], series: int) -> str:
    """Return one path with a mark of the series' own shape and colour at each point."""
    kind = series % MARKS
    shape = _SHAPES[kind] if kind < len(_SHAPES) else _CROSS
    drawn = "".join(f"M{x:g} {y:g}{shape}" for x, y in points)
    return f'<path class="mark m{kind}" d="{drawn}"/>'
