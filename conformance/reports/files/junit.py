"""JUnit XML made from results: one suite a model, verdict and clauses as properties of each case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from conformance.model.verdict import Verdict
from conformance.model.waiver import WaiverState
from conformance.reports.sanitising import harmless
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView

__all__ = ["render"]

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, escaped or not."""
_OUTCOMES = {Verdict.FAIL: "failure", Verdict.ERROR: "error"}
_SKIPPED = frozenset({Verdict.INCONCLUSIVE, Verdict.WAIVED, Verdict.NOT_APPLICABLE})
_BROKEN = frozenset({WaiverState.STALE, WaiverState.EXPIRED})
_LISTED = 5


def render(views: Sequence[ResultsView]) -> str:
    """Return results documents as JUnit XML, which knows failure, error and skipped; the rest are properties."""
    suites = [suite for view in views for suite in (*_suites(view), *_waivers(view))]
    root = ET.Element("testsuites", {"name": "embedding-conformance", **_counted(suites)})
    root.extend(suites)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _counted(suites: Sequence[ET.Element]) -> dict[str, str]:
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in names}


def _suites(view: ResultsView) -> Iterator[ET.Element]:
    for model in dict.fromkeys(result.model for result in view.results):
        own = [result for result in view.results if result.model == model]
        verdicts = [result.verdict for result in own]
        suite = ET.Element(
            "testsuite",
            {
                "name": _text(f"{view.target.base_url} {model or 'target'}"),
                "tests": str(len(own)),
                "failures": str(verdicts.count(Verdict.FAIL)),
                "errors": str(verdicts.count(Verdict.ERROR)),
                "skipped": str(sum(verdict in _SKIPPED for verdict in verdicts)),
                "timestamp": _text(view.run.started),
            },
        )
        _properties(suite, _facts(view))
        suite.extend(_case(result) for result in own)
        yield suite


def _waivers(view: ResultsView) -> Iterator[ET.Element]:
    """Yield the suite of waivers, in which one that is stale or expired fails; none where no waivers were given."""
    broken = [waiver for waiver in view.waivers if waiver.state in _BROKEN]
    if not view.waivers:
        return
    counts = {"tests": str(len(view.waivers)), "failures": str(len(broken)), "errors": "0", "skipped": "0"}
    suite = ET.Element("testsuite", {"name": "waivers", **counts, "timestamp": _text(view.run.started)})
    for waiver in view.waivers:
        name = _text(f"{waiver.id}[{waiver.model or 'all models'}]")
        case = ET.SubElement(suite, "testcase", {"classname": "waivers", "name": name})
        if waiver in broken:
            message = _text(f"{waiver.state}: {waiver.reason} (until {waiver.expires})")
            ET.SubElement(case, "failure", {"message": message, "type": _text(waiver.state)})
    yield suite


def _facts(view: ResultsView) -> dict[str, object]:
    target, selection = view.target, view.selection
    return {
        "verdict": view.run.verdict,
        "contract": target.contract,
        "contract_digest": target.digest,
        "seed": view.run.seed,
        "depth": view.run.depth,
        "must_judged": f"{selection.must_judged} of {selection.must_clauses}",
        "selection": selection.expression,
        **({"client": target.client} if target.client else {}),
        **({"tls": "not verified"} if target.insecure else {}),
    }


def _case(result: ResultView) -> ET.Element:
    name = f"{result.id}[{result.model or 'target'}]"
    case = ET.Element("testcase", {"classname": _text(result.family), "name": _text(name)})
    facts = {"verdict": result.verdict, "level": result.level or ""}
    _properties(case, facts, [("clause", clause) for clause in result.clauses])
    verdict = result.verdict
    if verdict in _OUTCOMES:
        messages = _messages(result)
        outcome = ET.SubElement(
            case, _OUTCOMES[Verdict(verdict)], {"message": _text(messages[0]), "type": _text(verdict)}
        )
        outcome.text = _text("\n\n".join(messages))
    elif verdict in _SKIPPED:
        ET.SubElement(case, "skipped", {"message": _text(f"{verdict}: {result.reason.english}")})
    elif verdict == Verdict.ADVICE:
        ET.SubElement(case, "system-out").text = _text("\n\n".join(["advice", *_messages(result)]))
    return case


def _messages(result: ResultView) -> list[str]:
    found = [_message(finding) for finding in result.findings[:_LISTED]]
    return found or [(result.reason or result.title).english]


def _message(finding: FindingView) -> str:
    parts = (("expected", finding.expected.english), ("observed", finding.observed.english), ("where", finding.pointer))
    lines = [f"{label}: {text}" for label, text in parts if text]
    return "\n".join([finding.message.english, *lines])


def _properties(parent: ET.Element, facts: Mapping[str, object], more: Sequence[tuple[str, str]] = ()) -> None:
    held = ET.SubElement(parent, "properties")
    for name, value in [*facts.items(), *more]:
        ET.SubElement(held, "property", {"name": name, "value": _text(value)})


def _text(value: object) -> str:
    return _UNWRITABLE.sub("\ufffd", harmless(value))
