"""The page of a soak: whether the service held, when it did not, and under which load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.message import Message, template
from conformance.reports.html.axis import brief
from conformance.reports.html.cause_entries import Entry, entries, entry_of_check
from conformance.reports.html.finding_section import finding_section
from conformance.reports.html.page import page
from conformance.reports.html.time_charts import size_chart, time_charts
from conformance.reports.html.verdict_view import subject_of, verdict_view
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import causes
from conformance.reports.summary.statement import titled
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.soak_view import RateView, SoakView
from conformance.results.view import ResultsView

__all__ = ["render"]

_ALL_RIGHT = template("soak.all-right", "All of {count:answer} were right")
_WRONG = template("soak.wrong", "{wrong:,} of {count:answer} break a MUST ({share:.2%}): {when}")
_ALL_ANSWERED = template("soak.all-answered", "every request was answered with success{again}")
_AGAIN = template("soak.again", ", after {count:more try|more tries} in all")
_CALLERS = template(
    "soak.callers",
    "{users:user} in {workers:process|processes}, each sending the next request as soon as the last is answered",
)
_UNSUCCESSFUL = template("soak.unsuccessful", "{lost:,} of {count:request} ended without success ({share:.2%}): {when}")
_HELD = template("soak.held", "{right}; {answered}")
_UNDER = template(
    "soak.under", "Under {users:user} calling without a pause: {rate:,.1f} requests a second for {seconds} s"
)
_THROUGHOUT = template("soak.throughout", "all the time")
_TIMES = template("soak.times", "{ranges}")
_FROM_TO = template("soak.from-to", "{first} to {last} s")
_SCATTERED = template("soak.scattered", "in {some} of {all} slices of {seconds} s, from {first} to {last} s")
_LATENCIES = template(
    "soak.latencies", "p50 {p50:,.0f} ms, p95 {p95:,.0f} ms, p99 {p99:,.0f} ms, longest {most:,.0f} ms"
)
_INPUTS = template("soak.inputs", "strings, and lists of 1 to {most:text}, in turn")
_MOST_RANGES = 3


@dataclass(frozen=True, slots=True)
class RateRow:
    """A check with how many answers fail it, when, and the finding that shows it."""

    rate: RateView
    title: Sentence
    level: str
    verdict: str
    when: Message | None
    finding: str


def render(view: ResultsView, soak: SoakView, language: str = "en") -> str:
    """Return the page of a soak as HTML. Raises UsageError where there is no such language."""
    words = Language.named(language)
    found = entries(causes(view), view, words)
    rates = list(_rates(view, soak, found))
    return page(
        "soak.html",
        words,
        running=f"{subject_of(view, words)} · {view.target.contract}",
        results=view,
        subject=subject_of(view, words),
        verdict=verdict_view(view, found, words),
        soak=soak,
        held=_held(soak) if soak.slices else None,
        under=_under(soak),
        callers=_CALLERS(users=soak.load.users, workers=soak.load.workers),
        latencies=_latencies(soak),
        inputs=_INPUTS(most=soak.load.most_inputs) if soak.load.most_inputs else None,
        pictures=[*time_charts(soak, words), *size_chart(soak.sizes, words)],
        failing=[row for row in rates if row.rate.failing],
        passing=[row for row in rates if not row.rate.failing],
        **finding_section(found, view, words),
    )


def _held(soak: SoakView) -> Message:
    count, wrong, lost = soak.requests, soak.wrong, soak.unsuccessful
    again = sum(slice_.retries for slice_ in soak.slices)
    right, answered = _ALL_RIGHT(count=count), _ALL_ANSWERED(again=_AGAIN(count=again) if again else None)
    if wrong:
        when = _when(soak, [bool(slice_.wrong) for slice_ in soak.slices])
        right = _WRONG(wrong=wrong, count=count, share=wrong / max(count, 1), when=when)
    if lost:
        when = _when(soak, [bool(slice_.unsuccessful) for slice_ in soak.slices])
        answered = _UNSUCCESSFUL(lost=lost, count=count, share=lost / max(count, 1), when=when)
    return _HELD(right=right, answered=answered)


def _under(soak: SoakView) -> Message:
    return _UNDER(users=soak.load.users, rate=soak.per_second, seconds=brief(soak.seconds))


def _latencies(soak: SoakView) -> Message | None:
    if not soak.latencies:
        return None
    p50, p95, p99, most = (1000 * seconds for seconds in soak.latencies)
    return _LATENCIES(p50=p50, p95=p95, p99=p99, most=most)


def _rates(view: ResultsView, soak: SoakView, found: Sequence[Entry]) -> Iterator[RateRow]:
    """Yield a row for each check, those that most answers fail first."""
    results = {result.id: result for result in view.results}
    shown = entry_of_check(found)
    for rate in sorted(soak.rates, key=lambda rate: -rate.share):
        result = results.get(rate.check, ResultView(rate.check, ""))
        failing = [rate.check in slice_.failing for slice_ in soak.slices]
        yield RateRow(
            rate,
            titled(result),
            str(result.level or ""),
            str(result.verdict),
            _when(soak, failing) if any(failing) else None,
            shown.get(rate.check, ""),
        )


def _when(soak: SoakView, amiss: Sequence[bool]) -> Message:
    """Return in which slices something was amiss: as ranges of seconds where they are few."""
    ranges = list(_ranges(amiss))
    width = soak.slice_seconds
    if all(amiss):
        return _THROUGHOUT()
    if len(ranges) <= _MOST_RANGES:
        messages = tuple(_FROM_TO(first=brief(first * width), last=brief(last * width)) for first, last in ranges)
        return _TIMES(ranges=messages)
    return _SCATTERED(
        some=sum(amiss),
        all=len(amiss),
        seconds=brief(width),
        first=brief(ranges[0][0] * width),
        last=brief(ranges[-1][1] * width),
    )


def _ranges(amiss: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first slice of each range, and the one after its last."""
    began: int | None = None
    for place, here in enumerate([*amiss, False]):
        if here and began is None:
            began = place
        elif not here and began is not None:
            yield began, place
            began = None
