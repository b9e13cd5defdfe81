"""What a run prints at its end: the grid, what needs attention, what it cost, and one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.shortening import shorten_text
from conformance.reports.tally import by_weight, number, sentence
from conformance.reports.terminal_grid import table, word
from conformance.reports.wrapping import wrap

__all__ = ["summary"]

_LONGEST_FIELD = 600
_BRIEF = (Verdict.ERROR, Verdict.ADVICE, Verdict.INCONCLUSIVE, Verdict.WAIVED)
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


def summary(document: Mapping[str, Any], width: int = 80, *, colour: bool = False) -> list[str]:
    """Return the lines that end a run, each at most ``width`` columns but for commands to copy.

    Nothing the target sent reaches the terminal as a control sequence.
    """
    lines = [*table(document, width), ""]
    results = sorted(document["results"], key=lambda result: by_weight(result["verdict"]))
    for result in results:
        if result["verdict"] == Verdict.FAIL:
            lines += [*_failure(result, document, width, colour=colour), ""]
    brief = [line for result in results if result["verdict"] in _BRIEF for line in _brief(result, width, colour=colour)]
    lines += [*brief, ""] if brief else []
    lines += wrap(_traffic(document), width)
    verdict = str(document["run"]["verdict"])
    first, *others = wrap(one_line(sentence(document)), width)
    return [*lines, _painted(verdict, colour=colour) + first.removeprefix(verdict), *others]


def _failure(result: Mapping[str, Any], document: Mapping[str, Any], width: int, *, colour: bool) -> Iterator[str]:
    yield from _headline(result, width, colour=colour)
    findings = result.get("findings") or [{"message": result.get("reason", "")}]
    finding = findings[0]
    yield from _field("", finding["message"], width)
    for clause in _clauses(result, document):
        yield from _field("clause", clause, width)
    for label, member in (("expected", "expected"), ("observed", "observed"), ("where", "pointer")):
        if finding.get(member):
            yield from _field(label, finding[member], width)
    found = result.get("found", len(findings))
    if found > 1:
        judged = number(result.get("judged", 0), "exchange")
        yield from _field("more", f"{number(found - 1, 'finding')} more; {judged} judged", width)
    curl = document.get("exchanges", {}).get(finding.get("exchange"), {}).get("curl")
    if curl:
        yield from harmless(curl).split("\n")


def _headline(result: Mapping[str, Any], width: int, *, colour: bool, clauses: str = "") -> list[str]:
    verdict = str(result["verdict"])
    text = f"{result['id']} · {result.get('model') or 'target'}{clauses}"
    first, *others = wrap(one_line(text), width, f"{word(verdict)} ", "    ")
    return [_painted(verdict, colour=colour) + first.removeprefix(word(verdict)), *others]


def _brief(result: Mapping[str, Any], width: int, *, colour: bool) -> Iterator[str]:
    clauses = ", ".join([*result.get("clauses", ()), str(result.get("level") or "no level")])
    yield from _headline(result, width, colour=colour, clauses=f" ({clauses})")
    findings = result.get("findings") or []
    said = findings[0]["message"] if findings else result.get("reason") or result.get("title", "")
    found = result.get("found", len(findings))
    more = f" ({number(found - 1, 'finding')} more)" if found > 1 else ""
    yield from _field("", f"{said}{more}", width)


def _clauses(result: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    known = {clause["id"]: clause for clause in document.get("clauses", ())}
    for name in result.get("clauses", ()):
        clause = known.get(name, {})
        told = f": {clause['statement']} [{clause.get('locator', '')}]" if clause.get("statement") else ""
        yield f"{name} ({clause.get('level', result.get('level'))}){told}"


def _field(label: str, text: object, width: int) -> list[str]:
    return wrap(harmless(shorten_text(str(text), _LONGEST_FIELD)), width, f"    {label:<9}" if label else "    ")


def _traffic(document: Mapping[str, Any]) -> str:
    traffic = document["traffic"]
    retried = f", {traffic['retried']:,} retried" if traffic.get("retried") else ""
    return (
        f"{number(traffic['sent'], 'request')} sent, {traffic['reused']:,} reused{retried}; "
        f"{number(traffic['input_tokens'], 'input token')}; {traffic['seconds']:.1f} s in flight"
    )


def _painted(verdict: str, *, colour: bool) -> str:
    rendition = _SGR.get(verdict)
    return f"\x1b[{rendition}m{word(verdict)}\x1b[0m" if colour and rendition else word(verdict)
