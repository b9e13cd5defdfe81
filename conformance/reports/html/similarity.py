"""A map of how near sentences lie to each other: one square a pair, the nearer the fuller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conformance.reports.html.drawing import label, svg
from conformance.reports.html.sentinels import Sentinels, cosine
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.shortening import shorten_text

__all__ = ["SimilarityMap", "similarity_map"]

_SIDE = 252
_EDGE = 24
_LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class SimilarityMap:
    """The map, and what to read from it."""

    svg: Markup
    caption: str


def similarity_map(known: Sentinels, language: Language) -> SimilarityMap | None:
    """Return the map of one model's sentences, or None where fewer than two are known."""
    if len(known.texts) < 2:
        return None
    cosines = [[cosine(one, other) for other in known.vectors] for one in known.vectors]
    # Adding 0.0 takes the sign off a rounded zero.
    apart = sorted(round(value, 2) + 0.0 for place, line in enumerate(cosines) for value in line[:place])
    caption = language.say(
        "Cosine of each pair of %(count)d unrelated sentences: from %(low).2f to %(high).2f, median %(middle).2f. "
        "Only the diagonal should be near 1."
    ) % {"count": len(known.texts), "low": apart[0], "high": apart[-1], "middle": apart[len(apart) // 2]}
    size = _SIDE + 2 * _EDGE
    return SimilarityMap(svg(_squares(cosines, known.texts), caption, width=size, height=size - _EDGE), caption)


def _squares(cosines: Sequence[Sequence[float]], texts: Sequence[str]) -> list[str]:
    step = _SIDE / len(texts)
    parts = []
    for row, line in enumerate(cosines):
        middle = (row + 0.5) * step
        parts.append(label(_EDGE - 6, _EDGE + middle + 4, str(row + 1), "end"))
        parts.append(label(_EDGE + middle, _EDGE - 8, str(row + 1), "middle"))
        parts += [
            _square(_EDGE + column * step, _EDGE + row * step, step, value, _pair(texts[row], texts[column]))
            for column, value in enumerate(line)
        ]
    return parts


def _square(x: float, y: float, side: float, value: float, pair: str) -> str:
    shade = round(min(1.0, max(0.0, value)), 2)
    return str(
        Markup(
            '<rect class="cell" x="{}" y="{}" width="{}" height="{}" fill-opacity="{}"><title>{}</title></rect>'
        ).format(round(x, 1), round(y, 1), round(side - 1, 1), round(side - 1, 1), shade, f"{value:.3f}: {pair}")
    )


def _pair(one: str, other: str) -> str:
    return " / ".join(shorten_text(one_line(text), _LONGEST_TEXT) for text in (one, other))
