"""A map of how near sentences lie to each other: one square a pair, the nearer the fuller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from conformance.reports.html.axis import Axis
from conformance.reports.html.drawing import label, svg
from conformance.reports.html.picture import Picture, Table
from conformance.reports.html.sentinels import Sentinels, cosine
from conformance.reports.i18n.language import Language

__all__ = ["similarity_map"]

_SIDE = 264
_EDGE = 24
_BAR, _TICKS = 12, 18
_FEWEST = 2
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)


def similarity_map(model: str, sentinels: Sentinels, language: Language) -> Iterator[Picture]:
    """Yield the map of one model's sentences with its scale, where at least two are known."""
    if len(sentinels.texts) < _FEWEST:
        return
    cosines = [[cosine(one, other) for other in sentinels.vectors] for one in sentinels.vectors]
    # Adding 0.0 takes the sign off a rounded zero.
    apart = sorted(round(value, 2) + 0.0 for place, line in enumerate(cosines) for value in line[:place])
    caption = language.say(
        "Cosine of each pair of %(count)d unrelated sentences: from %(low).2f to %(high).2f, median %(middle).2f. "
        "Only the diagonal should be near 1."
    ) % {"count": len(sentinels.texts), "low": apart[0], "high": apart[-1], "middle": apart[len(apart) // 2]}
    numbers = tuple(str(place) for place in range(1, len(sentinels.texts) + 1))
    yield Picture(
        language.say("Similarity of ordinary sentences: %s") % model,
        caption,
        svg(
            [*_squares(cosines), *_scale()],
            caption,
            width=_SIDE + 2 * _EDGE,
            height=_EDGE + _SIDE + 2 * _BAR + _TICKS,
        ),
        Table(
            (language.say("Sentence"), *numbers),
            tuple((number, *(f"{value:.2f}" for value in line)) for number, line in zip(numbers, cosines, strict=True)),
        ),
        map=True,
    )


def _squares(cosines: Sequence[Sequence[float]]) -> Iterator[str]:
    step = _SIDE / len(cosines)
    for row, line in enumerate(cosines):
        middle = (row + 0.5) * step
        yield label(_EDGE - 6, _EDGE + middle + 4, str(row + 1), "end")
        yield label(_EDGE + middle, _EDGE - 8, str(row + 1), "middle")
        for column, value in enumerate(line):
            place = _EDGE + column * step, _EDGE + row * step
            yield _square(place, (step - 1, step - 1), value, f"{row + 1} · {column + 1}: {value:.3f}")


def _square(place: tuple[float, float], size: tuple[float, float], value: float, tooltip: str = "") -> str:
    (x, y), (width, height) = place, size
    shade = round(min(1.0, max(0.0, value)), 2)
    named = f' data-value="{tooltip}"' if tooltip else ""
    return (
        f'<rect class="cell" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill-opacity="{shade:g}"{named}/>'
    )


def _scale() -> Iterator[str | Markup]:
    """Yield what each shade stands for."""
    axis = Axis(0.0, 1.0, _EDGE, _EDGE + _SIDE, _STEPS)
    top = _EDGE + _SIDE + _BAR
    for place in range(20):
        yield _square((_EDGE + place * _SIDE / 20, top), (_SIDE / 20, _BAR), (place + 0.5) / 20)
    for tick in axis.ticks:
        yield label(axis.at(tick), top + _BAR + 14, f"≤ {tick:g}" if tick == 0 else f"{tick:g}", "middle")
