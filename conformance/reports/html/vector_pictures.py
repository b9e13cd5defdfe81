"""How far two vectors lie apart, as pictures: on a scale with what is allowed, and along their numbers."""

from __future__ import annotations

from markupsafe import Markup

from conformance.reports.html.axis import Axis, brief
from conformance.reports.html.drawing import WIDTH, label, svg
from conformance.reports.i18n.language import Language
from conformance.results.vector_sketch import VectorSketch

__all__ = ["course", "scale"]

_NEAREST, _FARTHEST = 1e-7, 2.0
_TICKS = (1e-6, 1e-4, 1e-2, 1.0)
_LEFT, _RIGHT = 10, 350
_LINE, _SCALE_HEIGHT = 30, 52
_MIDDLE, _HALF, _COURSE_HEIGHT = 34, 30, 68


def scale(cosine: float, least: float, language: Language) -> Markup:
    """Return where a cosine lies on a scale of distances, and how far what is allowed reaches."""
    axis = Axis(_NEAREST, _FARTHEST, _LEFT, _RIGHT, _TICKS, logarithmic=True)
    seen, allowed = (axis.at(min(_FARTHEST, max(_NEAREST, 1 - value))) for value in (cosine, least))
    name = language.say("Cosine %(seen).6f; allowed from %(least).6f") % {"seen": cosine, "least": least}
    ticks = [label(axis.at(tick), _LINE + 18, brief(tick), "middle") for tick in _TICKS]
    said = label(min(max(seen, 60), _RIGHT - 60), _LINE - 14, f"1 − cos {1 - cosine:.3g}", "middle")
    drawn = [
        f'<path class="grid" d="M{_LEFT} {_LINE}H{_RIGHT}"/>',
        f'<path class="allowed" d="M{_LEFT} {_LINE}H{allowed}"/>',
        f'<path class="line m1" d="M{seen} {_LINE - 9}v18"/>',
    ]
    return svg([*drawn, *ticks, said], name, height=_SCALE_HEIGHT)


def course(one: VectorSketch, other: VectorSketch, language: Language) -> Markup | None:
    """Return two vectors along their numbers, one over the other; None where they have other dimensions."""
    highest = max((abs(value) for value in (*one.outline, *other.outline)), default=0.0)
    if one.size != other.size or not highest:
        return None
    lines = [_line(sketch, highest, kind) for kind, sketch in enumerate((other, one))]
    name = language.say("Both vectors along their %(count)d numbers") % {"count": one.size}
    return svg([f'<path class="grid" d="M0 {_MIDDLE}H{WIDTH}"/>', *lines], name, height=_COURSE_HEIGHT)


def _line(vector: VectorSketch, highest: float, kind: int) -> str:
    step = WIDTH / max(1, len(vector.outline) - 1)
    points = (f"{at * step:.1f} {_MIDDLE - number / highest * _HALF:.1f}" for at, number in enumerate(vector.outline))
    return f'<path class="line m{kind}" d="M{"L".join(points)}"/>'
