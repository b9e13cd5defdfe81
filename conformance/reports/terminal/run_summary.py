"""What a run prints at its end: the grid, what needs attention, what it cost, and one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.summary.tally import broken_waivers, by_weight, number, replayed, sentence
from conformance.reports.terminal.grid import table, word
from conformance.reports.terminal.wrapping import wrap
from conformance.shortening import shorten_text

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

_MANY = 3
"""So many checks with one reason are told together."""
_COUNTED = re.compile(r"\d+ not judged: (.*) \(first: .*", re.DOTALL)


def summary(document: Mapping[str, Any], width: int = 80, *, colour: bool = False) -> list[str]:
    """Return the lines that end a run, each at most ``width`` columns but for commands to copy.

    Nothing the target sent reaches the terminal as a control sequence.
    """
    lines = [*table(document, width), ""]
    results = sorted(document["results"], key=lambda result: by_weight(result["verdict"]))
    for result in results:
        if result["verdict"] == Verdict.FAIL:
            lines += [*_failure(result, document, width, colour=colour), ""]
    alike, others = _alike([result for result in results if result["verdict"] in _BRIEF])
    brief = [line for result in others for line in _brief(result, width, colour=colour)]
    brief += [line for reason, ids in alike.items() for line in _together(reason, ids, width, colour=colour)]
    lines += [*brief, ""] if brief else []
    for told in broken_waivers(document):
        lines += wrap(one_line(told), width)
    lines += wrap(_traffic(document), width)
    lines += wrap(one_line(replayed(document)), width) if document.get("replay") else []
    lines += _drop_in(document, width)
    lines += ["TLS certificates were not verified"] if document["target"].get("insecure") else []
    verdict = str(document["run"]["verdict"])
    first, *rest = wrap(one_line(sentence(document)), width)
    return [*lines, _painted(verdict, colour=colour) + first.removeprefix(verdict), *rest]


def _drop_in(document: Mapping[str, Any], width: int) -> list[str]:
    """Tell the second layer and the checks it rests on; nothing where there is none."""
    told, checks = drop_in_sentence(document), [row.check for row in drop_in_rows(document)]
    return wrap(one_line(f"drop-in: {told}{': ' if checks else ''}{', '.join(checks)}"), width) if told else []


def _alike(
    results: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, list[str]], list[Mapping[str, Any]]]:
    """Part results that many share one reason for not being judged from the others."""
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        if result["verdict"] == Verdict.INCONCLUSIVE:
            reasons.setdefault(_core(result.get("reason", "")), []).append(result)
    shared = {reason: found for reason, found in reasons.items() if len(found) > _MANY}
    folded = {id(result) for found in shared.values() for result in found}
    ids = {reason: list(dict.fromkeys(str(result["id"]) for result in found)) for reason, found in shared.items()}
    return ids, [result for result in results if id(result) not in folded]


def _core(reason: str) -> str:
    """Return a reason without how often it holds and where first."""
    match = _COUNTED.fullmatch(reason)
    return match[1] if match else reason


def _together(reason: str, ids: Sequence[str], width: int, *, colour: bool) -> Iterator[str]:
    verdict = str(Verdict.INCONCLUSIVE)
    first, *rest = wrap(one_line(f"{number(len(ids), 'check')}: {reason}"), width, f"{word(verdict)} ", "    ")
    yield _painted(verdict, colour=colour) + first.removeprefix(word(verdict))
    yield from rest
    families = Counter(id_.partition(".")[0] for id_ in ids)
    yield from _field("", ", ".join(f"{family} {count}" for family, count in families.items()), width)


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
    if result["verdict"] == Verdict.WAIVED and findings:
        yield from _field("", result.get("reason", ""), width)


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
