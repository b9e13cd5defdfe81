"""Results grouped by what is probably one defect, so that a reader meets it once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.summary.tally import by_weight, family
from conformance.shortening import shorten_text

__all__ = ["Cause", "causes"]

_TOLD = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.ADVICE, Verdict.WAIVED})
_LONGEST_HEADLINE = 160
_LONGEST_EXPECTED = 60
_STATUS = re.compile(r"status (?P<status>[0-9]{3}):")
_CHANGING = re.compile(r"[0-9a-f]{8}[0-9a-f-]*|[0-9]+")
_QUOTED = re.compile(r"«[^»]{24,}»")
_RESTS_ON = re.compile(r"what it rests on, (?P<check>[a-z0-9.-]+), fails there")


@dataclass(frozen=True, slots=True)
class Cause:
    """Results that probably have one cause, what needs attention most first, and those it kept from being judged."""

    results: tuple[Mapping[str, Any], ...]
    shadowed: tuple[Mapping[str, Any], ...] = ()

    @property
    def lead(self) -> Mapping[str, Any]:
        """The result that tells most."""
        return self.results[0]

    @property
    def id(self) -> str:
        """The check that tells most, which names the cause."""
        return str(self.lead["id"])

    @property
    def verdict(self) -> str:
        """The heaviest verdict among its results."""
        return str(self.lead["verdict"])

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that see it."""
        return tuple(dict.fromkeys(str(result["id"]) for result in self.results))

    @property
    def models(self) -> tuple[str | None, ...]:
        """The models it is seen on; None stands for the target as a whole."""
        return tuple(dict.fromkeys(result.get("model") for result in self.results))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of what it breaks."""
        return tuple(dict.fromkeys(str(result.get("level") or "") for result in self.results))

    @property
    def status(self) -> str:
        """The one status its requests are answered with, where that is what is wrong; else empty."""
        return next(iter(_statuses(self.results)), "") if len(self.checks) > 1 else ""

    @property
    def headline(self) -> str:
        """What is wrong, in the words of its first finding."""
        findings = self.lead.get("findings") or ()
        said = findings[0]["message"] if findings else self.lead.get("reason") or self.lead.get("title", "")
        told = _QUOTED.sub("«…»", str(said)).partition(": {")[0].partition("; ")[0]
        return shorten_text(told + (_beside(findings[0]) if findings else ""), _LONGEST_HEADLINE)

    def of(self, check: str) -> tuple[Mapping[str, Any], ...]:
        """Return the results of one of its checks."""
        return tuple(result for result in self.results if result["id"] == check)


def _beside(finding: Mapping[str, Any]) -> str:
    """Return what was expected, where a message tells only what was observed."""
    message, expected, observed = (str(finding.get(name) or "") for name in ("message", "expected", "observed"))
    plain = expected and len(expected) + len(observed) < _LONGEST_EXPECTED and observed in message
    return f", expected {expected}" if plain and expected not in message else ""


def causes(document: Mapping[str, Any]) -> tuple[Cause, ...]:
    """Return the causes of all results that are not as they should be, what needs attention most first.

    One check is one cause whatever the model. Two checks share a cause where most of what one found lies at the same
    places of the same answers as what the other found, or where all that both found are answers with one and the same
    error, which asking for something else does not change (checks of keys aside).
    """
    results = document["results"]
    told = [result for result in results if result["verdict"] in _TOLD]
    groups = _merged([[each for each in told if each["id"] == check] for check in _names(told)])
    shadows = [(result, _rests_on(result)) for result in results if result["verdict"] == Verdict.INCONCLUSIVE]
    found = (_cause(group, shadows) for group in groups)
    return tuple(sorted(found, key=_place))


def _names(results: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(result["id"] for result in results))


def _cause(group: Sequence[Mapping[str, Any]], shadows: Sequence[tuple[Mapping[str, Any], str]]) -> Cause:
    checks = {result["id"] for result in group}
    ranked = sorted(group, key=lambda result: (by_weight(result["verdict"]), -_found(result)))
    return Cause(tuple(ranked), tuple(result for result, check in shadows if check in checks))


def _place(cause: Cause) -> tuple[int, int, int, str]:
    return (by_weight(cause.verdict), -len(cause.models), -len(cause.checks), cause.id)


def _found(result: Mapping[str, Any]) -> int:
    return int(result.get("found", len(result.get("findings") or ())))


def _rests_on(result: Mapping[str, Any]) -> str:
    match = _RESTS_ON.search(str(result.get("reason", "")))
    return match["check"] if match else ""


def _merged(groups: Sequence[list[Mapping[str, Any]]]) -> list[list[Mapping[str, Any]]]:
    kept: list[list[Mapping[str, Any]]] = []
    for group in groups:
        alike = [each for each in kept if _alike(each, group)]
        kept = [each for each in kept if each not in alike]
        kept.append([result for each in [*alike, group] for result in each])
    return kept


def _alike(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    if _symptoms(one) & _symptoms(other):
        return True
    here, there = _places(one), _places(other)
    return bool(here and there) and 2 * len(here & there) > min(len(here), len(there))


def _findings(results: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (finding for result in results for finding in result.get("findings") or ())


def _places(results: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    found = ((finding.get("exchange", ""), finding.get("pointer", "")) for finding in _findings(results))
    return {(exchange, pointer) for exchange, pointer in found if exchange and pointer}


def _statuses(results: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the statuses observed, where nothing else was."""
    matches = [_STATUS.match(str(finding.get("observed", ""))) for finding in _findings(results)]
    return {match["status"] for match in matches if match} if matches and all(matches) else set()


def _symptoms(results: Sequence[Mapping[str, Any]]) -> set[tuple[bool, str, str]]:
    """Return the errors that came back in place of what was asked for, without what changes from one to the next."""
    keys = any(family(result["id"]) == "auth" for result in results)
    return {
        (keys, status, _CHANGING.sub("#", str(finding["observed"])))
        for status in _statuses(results)
        for finding in _findings(results)
    }
