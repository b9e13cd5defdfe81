"""JUnit XML made from results: one suite a model, verdict and clauses as properties of each case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from conformance.model.verdict import Verdict
from conformance.model.waiver import WaiverState
from conformance.reports.sanitising import harmless
from conformance.reports.summary.tally import family

__all__ = ["render"]

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, escaped or not."""
_OUTCOMES = {Verdict.FAIL: "failure", Verdict.ERROR: "error"}
_SKIPPED = frozenset({Verdict.INCONCLUSIVE, Verdict.WAIVED, Verdict.NOT_APPLICABLE})
_BROKEN = frozenset({WaiverState.STALE, WaiverState.EXPIRED})
_LISTED = 5


def render(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return results documents as JUnit XML, which knows failure, error and skipped; the rest are properties."""
    suites = [suite for document in documents for suite in (*_suites(document), *_waivers(document))]
    root = ET.Element("testsuites", {"name": "embedding-conformance", **_counted(suites)})
    root.extend(suites)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _counted(suites: Sequence[ET.Element]) -> dict[str, str]:
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in names}


def _suites(document: Mapping[str, Any]) -> Iterator[ET.Element]:
    for model in dict.fromkeys(result.get("model") for result in document["results"]):
        own = [result for result in document["results"] if result.get("model") == model]
        verdicts = [result["verdict"] for result in own]
        suite = ET.Element(
            "testsuite",
            {
                "name": _text(f"{document['target']['base_url']} {model or 'target'}"),
                "tests": str(len(own)),
                "failures": str(verdicts.count(Verdict.FAIL)),
                "errors": str(verdicts.count(Verdict.ERROR)),
                "skipped": str(sum(verdict in _SKIPPED for verdict in verdicts)),
                "timestamp": _text(document["run"]["started"]),
            },
        )
        _properties(suite, _facts(document))
        suite.extend(_case(result) for result in own)
        yield suite


def _waivers(document: Mapping[str, Any]) -> Iterator[ET.Element]:
    """Yield the suite of waivers, in which one that is stale or expired fails; none where no waivers were given."""
    waivers = document.get("waivers") or ()
    broken = [row for row in waivers if row["state"] in _BROKEN]
    if not waivers:
        return
    counts = {"tests": str(len(waivers)), "failures": str(len(broken)), "errors": "0", "skipped": "0"}
    suite = ET.Element("testsuite", {"name": "waivers", **counts, "timestamp": _text(document["run"]["started"])})
    for row in waivers:
        name = _text(f"{row['id']}[{row['model'] or 'all models'}]")
        case = ET.SubElement(suite, "testcase", {"classname": "waivers", "name": name})
        if row in broken:
            message = _text(f"{row['state']}: {row['reason']} (until {row['expires']})")
            ET.SubElement(case, "failure", {"message": message, "type": _text(row["state"])})
    yield suite


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    selection = document.get("selection") or {}
    return {
        "verdict": document["run"]["verdict"],
        "contract": document["target"]["contract"],
        "contract_digest": document["target"]["contract_digest"],
        "seed": document["run"]["seed"],
        "must_judged": f"{selection.get('must_judged')} of {selection.get('must_clauses')}",
        "selection": selection.get("expression") or "",
        **({"client": document["target"]["client"]} if document["target"].get("client") else {}),
        **({"tls": "not verified"} if document["target"].get("insecure") else {}),
    }


def _case(result: Mapping[str, Any]) -> ET.Element:
    name = f"{result['id']}[{result.get('model') or 'target'}]"
    case = ET.Element("testcase", {"classname": _text(family(result["id"])), "name": _text(name)})
    facts = {"verdict": result["verdict"], "level": result.get("level") or ""}
    clauses = [("clause", clause) for clause in result.get("clauses") or ()]
    _properties(case, facts, clauses)
    verdict = result["verdict"]
    if verdict in _OUTCOMES:
        told = _messages(result)
        outcome = ET.SubElement(case, _OUTCOMES[Verdict(verdict)], {"message": _text(told[0]), "type": _text(verdict)})
        outcome.text = _text("\n\n".join(told))
    elif verdict in _SKIPPED:
        ET.SubElement(case, "skipped", {"message": _text(f"{verdict}: {result.get('reason', '')}")})
    elif verdict == Verdict.ADVICE:
        ET.SubElement(case, "system-out").text = _text("\n\n".join(["advice", *_messages(result)]))
    return case


def _messages(result: Mapping[str, Any]) -> list[str]:
    findings = (result.get("findings") or ())[:_LISTED]
    return [_message(finding) for finding in findings] or [str(result.get("reason") or result.get("title", ""))]


def _message(finding: Mapping[str, Any]) -> str:
    told = (("expected", "expected"), ("observed", "observed"), ("where", "pointer"))
    lines = [f"{label}: {finding[member]}" for label, member in told if finding.get(member)]
    return "\n".join([str(finding["message"]), *lines])


def _properties(parent: ET.Element, facts: Mapping[str, Any], more: Sequence[tuple[str, str]] = ()) -> None:
    held = ET.SubElement(parent, "properties")
    for name, value in [*facts.items(), *more]:
        ET.SubElement(held, "property", {"name": name, "value": _text(value)})


def _text(value: object) -> str:
    return _UNWRITABLE.sub("\ufffd", harmless(value))
