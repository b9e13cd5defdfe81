"""What a run prints at its end: the grid, what needs attention, what it cost, and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.baseline import against_baseline
from conformance.reports.summary.causes import Cause, causes
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.summary.outcome import broken_waivers, replayed, sentence
from conformance.reports.summary.tally import number
from conformance.reports.terminal.grid import table, word
from conformance.reports.terminal.wrapping import wrap
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight
from conformance.shortening import shorten_text

__all__ = ["summary"]

_LONGEST_FIELD = 600
_LONGEST_COMMAND = 1200
"""Characters of a command that still can be copied from a terminal at a glance."""
_UNJUDGED = frozenset({Verdict.INCONCLUSIVE})
_SGR: Mapping[str, str] = {
    Verdict.FAIL: "31;1",
    Verdict.ERROR: "31;1",
    Verdict.ADVICE: "33",
    Verdict.INCONCLUSIVE: "33",
    RunVerdict.CONFORMANT: "32;1",
    RunVerdict.NON_CONFORMANT: "31;1",
    RunVerdict.INCOMPLETE: "33;1",
}
"""ECMA-48 graphic renditions; the words alone tell the same."""

_MANY = 3
"""So many checks with one reason are told together."""


def summary(view: ResultsView, width: int = 80, *, colour: bool = False, page: str = "audit.html") -> list[str]:
    """Return the lines that end a run, each at most ``width`` columns but for commands to copy.

    ``page`` is the name of the audit page.
    Nothing the target sent reaches the terminal as a control sequence.
    """
    lines = [*table(view, width), ""]
    found = causes(view)
    for cause in found:
        if cause.verdict == Verdict.FAIL:
            lines += [*_failure(cause, view, width, colour=colour, page=page), ""]
    lines += _briefly(found, view, width, colour=colour)
    for waiver in broken_waivers(view):
        lines += wrap(one_line(waiver), width)
    lines += wrap(_traffic(view), width)
    if (lacking := replayed(view)) is not None:
        lines += wrap(one_line(lacking), width)
    if (against := against_baseline(view)) is not None:
        lines += wrap(one_line(against), width)
    lines += _drop_in(view, width)
    lines += ["TLS certificates were not verified"] if view.target.insecure else []
    return [*lines, *_verdict(view, width, colour=colour)]


def _briefly(found: Sequence[Cause], view: ResultsView, width: int, *, colour: bool) -> list[str]:
    """Tell the causes that are no failure, and what could not be judged, in few lines each; a blank one at the end."""
    whole, milder = view.target.judged, [cause for cause in found if cause.verdict != Verdict.FAIL]
    lines = [line for cause in milder for line in _brief(cause, width, whole, colour=colour)]
    unjudged = sorted(
        (result for result in view.results if result.verdict in _UNJUDGED), key=lambda one: by_weight(one.verdict)
    )
    alike, others = _alike(unjudged)
    for result in others:
        lines += _brief(Cause((result,)), width, whole, colour=colour)
    for same in alike:
        lines += _together(same, width, colour=colour)
    return [*lines, ""] if lines else []


def _verdict(view: ResultsView, width: int, *, colour: bool) -> list[str]:
    """Return the one sentence, in the colour of its verdict."""
    return [_in_colour_of(view.run.verdict, line, colour=colour) for line in wrap(one_line(sentence(view)), width)]


def _drop_in(view: ResultsView, width: int) -> list[str]:
    """Tell the second layer and the checks it rests on; nothing where there is none."""
    layer, checks = drop_in_sentence(view), [row.check for row in drop_in_rows(view)]
    return wrap(one_line(f"drop-in: {layer}{': ' if checks else ''}{', '.join(checks)}"), width) if layer else []


def _alike(results: Sequence[ResultView]) -> tuple[list[list[ResultView]], list[ResultView]]:
    """Part results that many share one reason for not being judged from the others."""
    reasons: dict[str, list[ResultView]] = {}
    for result in results:
        if result.verdict == Verdict.INCONCLUSIVE:
            reasons.setdefault(result.why.identity, []).append(result)
    shared = [found for found in reasons.values() if len(found) > _MANY]
    folded = {id(result) for found in shared for result in found}
    return shared, [result for result in results if id(result) not in folded]


def _together(results: Sequence[ResultView], width: int, *, colour: bool) -> Iterator[str]:
    verdict, ids = str(Verdict.INCONCLUSIVE), dict.fromkeys(result.id for result in results)
    told = f"{number(len(ids), 'check')}: {results[0].why.english}"
    first, *rest = wrap(one_line(told), width, f"{word(verdict)} ", "    ")
    yield _painted(verdict, colour=colour) + first.removeprefix(word(verdict))
    yield from rest
    families = Counter(id_.partition(".")[0] for id_ in ids)
    yield from _field("", ", ".join(f"{family} {count}" for family, count in families.items()), width)


def _failure(cause: Cause, view: ResultsView, width: int, *, colour: bool, page: str) -> Iterator[str]:
    """Tell the finding that leads a cause, with what else it explains, and a command that shows it."""
    result = cause.lead
    yield from _headline(cause, width, view.target.judged, colour=colour)
    finding = result.findings[0] if result.findings else FindingView(message=result.reason)
    yield from _field("", finding.message.english, width)
    for clause in _clauses(result, view):
        yield from _field("clause", clause, width)
    shown = (("expected", finding.expected.english), ("observed", finding.observed.english), ("where", finding.pointer))
    for label, text in shown:
        yield from _field(label, text, width) if text else ()
    if finding.rule:
        yield from _field("intended", f"--intended {finding.rule}, if it is meant", width)
    if result.found > 1:
        judged = number(result.judged, "exchange")
        yield from _field("more", f"{number(result.found - 1, 'more finding')}; {judged} judged", width)
    if cause.checks[1:]:
        yield from _field("also", ", ".join(cause.checks[1:]), width)
    exchange = view.exchanges.get(finding.exchange)
    if exchange and exchange.curl:
        yield from _command(harmless(exchange.curl), f"{page}#finding-{cause.id}", embedded=view.target.embedded)


def _command(curl: str, place: str, *, embedded: bool) -> list[str]:
    """Return a command to copy: as a comment where its service has ended, named only where it is very long."""
    if len(curl) > _LONGEST_COMMAND:
        return [f"# a command of {len(curl):,} characters: {place} has it"]
    if not embedded:
        return curl.split("\n")
    return ["# the reference service has ended; it was asked with", *(f"# {line}" for line in curl.split("\n"))]


def _headline(cause: Cause, width: int, whole: str, *, colour: bool, clauses: str = "") -> list[str]:
    result = cause.lead
    text = f"{result.id} · {', '.join(model or whole for model in cause.models)}{clauses}"
    first, *others = wrap(one_line(text), width, f"{word(result.verdict)} ", "    ")
    return [_painted(result.verdict, colour=colour) + first.removeprefix(word(result.verdict)), *others]


def _brief(cause: Cause, width: int, whole: str, *, colour: bool) -> Iterator[str]:
    result = cause.lead
    clauses = ", ".join([*result.clauses, str(result.level or "no level")])
    yield from _headline(cause, width, whole, colour=colour, clauses=f" ({clauses})")
    said = result.findings[0].message if result.findings else result.reason or result.title
    more = f" ({number(result.found - 1, 'more finding')})" if result.found > 1 else ""
    yield from _field("", f"{said.english}{more}", width)
    if result.findings and result.findings[0].rule:
        yield from _field("observed", result.findings[0].observed.english, width)
        yield from _field("intended", f"--intended {result.findings[0].rule}, if it is meant", width)
    if result.verdict == Verdict.WAIVED and result.findings:
        yield from _field("", result.reason.english, width)
    if cause.checks[1:]:
        yield from _field("also", ", ".join(cause.checks[1:]), width)


def _clauses(result: ResultView, view: ResultsView) -> Iterator[str]:
    for name in result.clauses:
        clause = view.clause(name)
        told = f": {clause.statement} [{clause.locator}]" if clause.statement else ""
        yield f"{name} ({clause.level or result.level}){told}"


def _field(label: str, text: str, width: int) -> list[str]:
    return wrap(harmless(shorten_text(text, _LONGEST_FIELD)), width, f"    {label:<9}" if label else "    ")


def _traffic(view: ResultsView) -> str:
    traffic, seconds = view.traffic, view.run.duration
    retried = f", {traffic.retried:,} retried" if traffic.retried else ""
    took = "" if seconds is None else f"; {seconds:,.0f} s"
    sent = f"{number(traffic.sent, 'request')} sent"
    if view.replay is not None:
        sent = f"{number(traffic.sent, 'recorded request')} judged"
    return f"{sent}, {traffic.reused:,} reused{retried}; {number(traffic.input_tokens, 'input token')}{took}"


def _painted(verdict: str, *, colour: bool) -> str:
    return _in_colour_of(verdict, word(verdict), colour=colour)


def _in_colour_of(verdict: str, text: str, *, colour: bool) -> str:
    rendition = _SGR.get(verdict)
    return f"\x1b[{rendition}m{text}\x1b[0m" if colour and rendition else text
