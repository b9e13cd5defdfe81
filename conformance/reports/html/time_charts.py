"""A soak by the time that passed: its rate, its latencies, and the share of answers that were amiss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.message import Message, template
from conformance.reports.html.axis import Axis, axis, brief
from conformance.reports.html.drawing import BOTTOM, LEFT, RIGHT, TOP, frame, stroke, svg, value
from conformance.reports.html.picture import Picture, Table
from conformance.reports.i18n.language import Language
from conformance.results.soak_view import SizeView, SliceView, SoakView

__all__ = ["size_chart", "time_charts"]

_RATE = template("soak.rate-at", "{at} s: {rate:,.1f} requests a second ({count:request})")
_LATENCY = template("soak.latency-at", "{at} s: p50 {middle:,.0f} ms, p95 {high:,.0f} ms, p99 {highest:,.0f} ms")
_NO_LATENCY = template("soak.no-latency-at", "{at} s: no answer")
_SHARES = template("soak.shares-at", "{at} s: {wrong} wrong, {unsuccessful} without success, of {count:request}")
_SIZE = template("soak.latency-of-size", "{count:text}: p50 {middle:,.0f} ms, p95 {high:,.0f} ms")
_LEAST_SHARE = 0.01
"""A share axis reaches to 1 % at least, so that a single answer of thousands does not fill it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One series along the slices, None where there is no value; ``kind`` tells its stroke apart."""

    kind: int
    values: tuple[float | None, ...]


def time_charts(soak: SoakView, language: Language) -> Iterator[Picture]:
    """Yield the charts of a soak whose slices are known."""
    if not soak.slices:
        return
    yield _rate(soak, language)
    yield _latency(soak, language)
    yield _shares(soak, language)


def _rate(soak: SoakView, language: Language) -> Picture:
    messages = [_RATE(at=brief(slice_.at), rate=slice_.per_second, count=slice_.requests) for slice_ in soak.slices]
    line = _Line(0, tuple(slice_.per_second for slice_ in soak.slices))
    return _chart(
        soak,
        (language.say("Rate"), language.say("requests a second")),
        language.say(
            "Requests by the time they were sent, a value for each slice of %(seconds)s s. Shaded: answers were amiss."
        )
        % {"seconds": brief(soak.slice_seconds)},
        [line],
        messages,
        language,
    )


def _latency(soak: SoakView, language: Language) -> Picture:
    lines = [_Line(kind, tuple(_milliseconds(slice_, kind) for slice_ in soak.slices)) for kind in range(3)]
    return _chart(
        soak,
        (language.say("Latency"), language.say("milliseconds")),
        language.say("Of each slice p50 (solid), p95 (dashed) and p99 (dotted). Shaded: answers were amiss."),
        lines,
        [_latency_told(slice_) for slice_ in soak.slices],
        language,
    )


def _latency_told(slice_: SliceView) -> Message:
    if not slice_.latencies:
        return _NO_LATENCY(at=brief(slice_.at))
    middle, high, highest, _ = (1000 * seconds for seconds in slice_.latencies)
    return _LATENCY(at=brief(slice_.at), middle=middle, high=high, highest=highest)


def _milliseconds(slice_: SliceView, place: int) -> float | None:
    return 1000 * slice_.latencies[place] if slice_.latencies else None


def _shares(soak: SoakView, language: Language) -> Picture:
    lines = [
        _Line(0, tuple(_share(slice_.wrong, slice_) for slice_ in soak.slices)),
        _Line(1, tuple(_share(slice_.unsuccessful, slice_) for slice_ in soak.slices)),
    ]
    messages = [
        _SHARES(at=brief(slice_.at), wrong=slice_.wrong, unsuccessful=slice_.unsuccessful, count=slice_.requests)
        for slice_ in soak.slices
    ]
    return _chart(
        soak,
        (language.say("Answers amiss"), language.say("percent")),
        language.say(
            "Answers that break a MUST (solid), and requests that ended without success (dashed), of all of a slice."
        ),
        lines,
        messages,
        language,
        least=100 * _LEAST_SHARE,
    )


def _share(count: int, slice_: SliceView) -> float | None:
    return 100 * count / slice_.requests if slice_.requests else None


def _chart(
    soak: SoakView,
    names: tuple[str, str],
    caption: str,
    lines: Sequence[_Line],
    messages: Sequence[Message],
    language: Language,
    *,
    least: float = 0.0,
) -> Picture:
    title, up_name = names
    across = axis([soak.slices[-1].at + soak.slice_seconds], LEFT, RIGHT - 6)
    up = axis([least, *(number for line in lines for number in line.values if number is not None)], BOTTOM, TOP + 8)
    columns = [
        value(_column(soak, place, across) + _points(soak, place, lines, across, up), language.message(words))
        for place, words in enumerate(messages)
    ]
    ticks = [(across.at(tick), brief(tick)) for tick in across.ticks]
    parts = [
        *frame(ticks, up, language.say("seconds"), up_name),
        *(_drawn(line, soak, across, up) for line in lines),
        *columns,
    ]
    name = f"{title}. {language.message(messages[0])}; {language.message(messages[-1])}"
    return Picture(title, caption, svg(parts, name), _table(soak, language))


def _middle(soak: SoakView, place: int, across: Axis) -> float:
    return across.at(soak.slices[place].at + soak.slice_seconds / 2)


def _column(soak: SoakView, place: int, across: Axis) -> str:
    """Return the ground of one slice: what is pointed at, shaded where anything was amiss."""
    part = soak.slices[place]
    left, right = across.at(part.at), across.at(part.at + soak.slice_seconds)
    kind = "amiss" if part.wrong or part.unsuccessful else "ground"
    return (
        f'<rect class="{kind}" x="{left}" y="{TOP + 8}" width="{round(right - left, 1)}" height="{BOTTOM - TOP - 8}"/>'
    )


def _points(soak: SoakView, place: int, lines: Sequence[_Line], across: Axis, up: Axis) -> str:
    x = _middle(soak, place, across)
    measured = [(line.kind, line.values[place]) for line in lines]
    return "".join(
        f'<circle class="point m{kind}" cx="{x}" cy="{up.at(number)}" r="1.6"/>'
        for kind, number in measured
        if number is not None
    )


def _drawn(line: _Line, soak: SoakView, across: Axis, up: Axis) -> str:
    path, broken = "", True
    for place, number in enumerate(line.values):
        if number is not None:
            path += f"{'M' if broken else 'L'}{_middle(soak, place, across):g} {up.at(number):g}"
        broken = number is None
    return f'<path class="line m{line.kind} dash{line.kind}" d="{path}"/>'


def _table(soak: SoakView, language: Language) -> Table:
    say = language.say
    heads = (
        say("seconds"),
        say("Requests"),
        say("requests a second"),
        "p50 (ms)",
        "p95 (ms)",
        "p99 (ms)",
        say("wrong"),
        say("without success"),
        say("sent again"),
    )
    return Table(heads, tuple(_row(slice_) for slice_ in soak.slices))


def _row(slice_: SliceView) -> tuple[str, ...]:
    latencies = [f"{1000 * seconds:,.0f}" for seconds in slice_.latencies[:3]] or ["–"] * 3
    counts = (slice_.wrong, slice_.unsuccessful, slice_.retries)
    return (
        brief(slice_.at),
        f"{slice_.requests:,}",
        f"{slice_.per_second:,.1f}",
        *latencies,
        *(f"{count:,}" for count in counts),
    )


def size_chart(sizes: Sequence[SizeView], language: Language) -> Iterator[Picture]:
    """Yield latency by the number of texts, where any was measured."""
    if not sizes:
        return
    up = axis((1000 * size.high for size in sizes), BOTTOM, TOP + 8)
    step = (RIGHT - LEFT) / len(sizes)
    every = 1 + len(sizes) // 9
    places = [round(LEFT + (place + 0.5) * step, 1) for place in range(len(sizes))]
    ticks = [
        (x, str(size.inputs)) for place, (x, size) in enumerate(zip(places, sizes, strict=True)) if place % every == 0
    ]
    title, across = language.say("Latency by number of texts"), language.say("texts in the request")
    messages = [
        language.message(_SIZE(count=size.inputs, middle=1000 * size.median, high=1000 * size.high)) for size in sizes
    ]
    drawn = [
        stroke(x, up.at(1000 * size.median), up.at(1000 * size.high), 0, words)
        for size, x, words in zip(sizes, places, messages, strict=True)
    ]
    rows = tuple((str(size.inputs), f"{1000 * size.median:,.0f}", f"{1000 * size.high:,.0f}") for size in sizes)
    yield Picture(
        title,
        language.say("The mark is p50, which half of the requests do not exceed; the stroke ends at p95."),
        svg(
            [*frame(ticks, up, across, language.say("milliseconds")), *drawn], f"{title}. {messages[0]}; {messages[-1]}"
        ),
        Table((across, "p50 (ms)", "p95 (ms)"), rows),
    )
