"""Findings grouped by what is probably one defect, from their data alone, so that a reader meets it once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model.error_words import unvarying
from conformance.model.message import Message
from conformance.model.verdict import Verdict
from conformance.results.explanations import ONE_VECTOR, VECTORS, explains, order_of, sharing_one_place
from conformance.results.finding_view import CauseView, FindingView
from conformance.results.list_sizes import are_of_list_size, size_told
from conformance.results.reading import Row
from conformance.results.result_view import ResultView
from conformance.results.weight import by_weight

__all__ = ["AMISS", "find_causes", "status_of", "with_causes"]

AMISS = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.ADVICE, Verdict.WAIVED})
"""The verdicts of results that have a cause."""
_OF_WHOLE_EXCHANGES = ("acceptance.", "transport.")
"""Kinds of findings about an exchange as a whole begin so."""
_GENERAL = re.compile(
    r"\W*+((internal server error|error|detail|message|status|code|type|null|\d)[\W_]*+)*+", re.IGNORECASE
)
"""An error that says no more than that there is one."""
_REFUSABLE = frozenset({"acceptance.expected-either", "acceptance.expected-error"})

_Placed = tuple[int, ResultView]


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Results that have one cause, each with its index: where it was found, and the errors that came instead."""

    results: tuple[_Placed, ...]
    places: frozenset[tuple[str, str]]
    """Exchange and pointer."""
    symptoms: frozenset[tuple[bool, int, str]]
    """Whether it is about keys, status and words; none where anything else was found than an error.

    What a target does to wrong keys is told apart from what it does to texts.
    """
    checks: tuple[tuple[FindingView, ...], ...] = ()
    """The findings of each of its checks."""
    keys: str = ""
    """The one kind of what was found about keys; nothing where it is about anything else, or about more."""
    partial: bool = False
    """Whether there were more findings than are told."""

    @classmethod
    def of(cls, results: Sequence[_Placed]) -> _Group:
        """Put results together."""
        findings = [finding for _, result in results for finding in result.findings]
        errors = [_error_of(finding.values) for finding in findings]
        keys = any(result.family == "auth" for _, result in results)
        return cls(
            tuple(results),
            frozenset(place for finding in findings if (place := _place_of(finding)) is not None),
            frozenset((keys, *error) for error in errors if error) if all(errors) else frozenset(),
            tuple(tuple(own) for own in _by_check(results).values()),
            _one_kind(findings) if keys else "",
            any(result.found > len(result.findings) for _, result in results),
        )

    def alike(self, other: _Group) -> bool:
        """Tell whether both have one cause."""
        if self.symptoms & other.symptoms or self._in_the_same_places(other) or (self.keys and self.keys == other.keys):
            return True
        pairs = [(one, two) for one in self.checks for two in other.checks]
        return any(explains(one, two) or explains(two, one) for one, two in pairs)

    def _in_the_same_places(self, other: _Group) -> bool:
        """Tell whether most of the places of the one that has fewer are places of the other, or within them.

        Where findings were left out on both sides, the exchanges that both tell of stand for all.
        """
        here, there = self.places, other.places
        if self.partial and other.partial:
            both = {exchange for exchange, _ in here} & {exchange for exchange, _ in there}
            here, there = (frozenset(place for place in places if place[0] in both) for places in (here, there))
        if len(here) > len(there):
            here, there = there, here
        return bool(here) and 2 * sum(any(map(_nested, [place] * len(there), there)) for place in here) > len(here)


def find_causes(results: Sequence[ResultView]) -> tuple[CauseView, ...]:
    """Return the causes of all findings, what needs attention most first, with the ids ``c1``, ``c2`` and so on.

    One check is one cause whatever the model, but where what it found on one model is of other kinds than on another,
    and something else explains the one and not the other. Two checks share a cause where most of what one found lies at
    the same places of the same answers as what the other found, or where all that both found are answers with one and
    the same error, which asking for something else does not change (checks of keys aside), or where what one found
    explains what the other did; then that one is told first.
    """
    amiss = [result for result in enumerate(results) if result[1].verdict in AMISS and result[1].findings]
    checks = dict.fromkeys(result.id for _, result in amiss)
    parts = [part for check in checks for part in _parted(amiss, check)]
    groups = _with_leads_of_their_own(_merged([_Group.of(part) for part in parts]))
    ranked = sorted(map(_ranked, groups), key=_place)
    return tuple(_cause(f"c{number}", group) for number, group in enumerate(ranked, 1))


def with_causes(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the results of a document with the cause of each finding, and the causes, all as JSON values."""
    causes = find_causes(tuple(map(ResultView.of, rows)))
    of_place = {place: cause.id for cause in causes for place in cause.findings}
    cause_rows = [
        {
            **row,
            "findings": [
                _named(finding, of_place.get((index, place))) for place, finding in enumerate(row["findings"])
            ],
        }
        for index, row in enumerate(rows)
    ]
    return list(cause_rows), [cause.to_json() for cause in causes]


def status_of(findings: Iterable[FindingView]) -> int | None:
    """Return the one status of errors that all findings are, or None where there is another finding or status."""
    statuses = {(error[0] or None) if (error := _error_of(finding.values)) else None for finding in findings}
    return statuses.pop() if len(statuses) == 1 else None


def _named(finding: Row, cause: str | None) -> Row:
    return {**finding, "cause": cause} if cause else finding


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    kept: list[_Group] = []
    for group in groups:
        alike = [member for member in kept if member.alike(group)]
        kept = [group for group in kept if group not in alike]
        kept.append(_Group.of([result for member in [*alike, group] for result in member.results]))
    return kept


@dataclass(frozen=True, slots=True)
class _Part:
    """Results of one check that have something in common: kinds of findings, or results of others that explain them."""

    results: tuple[_Placed, ...]
    kinds: frozenset[str]
    explained_by: frozenset[int]

    def alike(self, other: _Part) -> bool:
        """Tell whether both are one thing, which they are, too, where nothing explains either."""
        ties = self.explained_by & other.explained_by or not (self.explained_by or other.explained_by)
        return bool(self.kinds & other.kinds or ties)


def _parted(amiss: Sequence[_Placed], check: str) -> Iterator[Sequence[_Placed]]:
    """Yield the results of a check, those apart that are of other kinds and explained by something else."""
    others = [pair for pair in amiss if pair[1].id != check]
    parts: list[_Part] = []
    for placed in (pair for pair in amiss if pair[1].id == check):
        findings = placed[1].findings
        why = frozenset(place for place, other in others if explains(other.findings, findings))
        new = _Part((placed,), frozenset(finding.kind for finding in findings), why)
        for part in [part for part in parts if part.alike(new)]:
            parts.remove(part)
            new = _Part((*part.results, *new.results), part.kinds | new.kinds, part.explained_by | new.explained_by)
        parts.append(new)
    yield from (part.results for part in parts)


def _with_leads_of_their_own(groups: Sequence[_Group]) -> list[_Group]:
    """Put together what one check leads, since a cause goes by the name of the check that leads it."""
    led: dict[str, list[_Placed]] = {}
    for group in groups:
        led.setdefault(_ranked(group)[0][1].id, []).extend(group.results)
    return [_Group.of(results) for results in led.values()]


def _one_kind(findings: Sequence[FindingView]) -> str:
    kinds = {finding.kind for finding in findings}
    return kinds.pop() if len(kinds) == 1 else ""


def _by_check(results: Sequence[_Placed]) -> dict[str, list[FindingView]]:
    found: dict[str, list[FindingView]] = {}
    for _, result in results:
        found.setdefault(result.id, []).extend(result.findings)
    return found


def _place_of(finding: FindingView) -> tuple[str, str] | None:
    """Return the exchange and the pointer of a finding; None where it has no place that tells it from others.

    What became of a request as a whole has no pointer, and is a place none the less. Vectors are no place that tells
    one defect from another, unless the schema is broken there.
    """
    if VECTORS.fullmatch(finding.pointer) and not finding.kind.startswith("schema."):
        return None
    whole = finding.kind.startswith(_OF_WHOLE_EXCHANGES)
    return (finding.exchange, finding.pointer) if finding.exchange and (finding.pointer or whole) else None


def _nested(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two places are the same, or one is within the other."""
    (exchange, here), (another, there) = one, other
    if exchange != another or not (here and there):
        return one == other
    return here == there or here.startswith(f"{there}/") or there.startswith(f"{here}/")


def _ranked(group: _Group) -> tuple[_Placed, ...]:
    """Return the results of a group, what explains most first; those that share one place follow from it.

    Where only lists of more texts than any that was answered are left without an answer, their number leads.
    """
    found = [finding for findings in group.checks for finding in findings]
    of_place, of_size = sharing_one_place(found), are_of_list_size(found)

    def rank(placed: _Placed) -> tuple[int, bool, int, float, int]:
        result = placed[1]
        follows = of_place and all(finding.kind in ONE_VECTOR for finding in result.findings)
        size = size_told(result.findings) if of_size else 0
        return (by_weight(result.verdict), follows, order_of(result.findings), size, -result.found)

    return tuple(sorted(group.results, key=rank))


def _place(group: Sequence[_Placed]) -> tuple[int, int, int, str]:
    lead = group[0][1]
    models, checks = {result.model for _, result in group}, {result.id for _, result in group}
    return (by_weight(lead.verdict), -len(models), -len(checks), lead.id)


def _cause(id_: str, group: Sequence[_Placed]) -> CauseView:
    lead = group[0][1].findings[0]
    places = tuple((index, place) for index, result in group for place in range(len(result.findings)))
    return CauseView(id_, lead.kind, lead.values, places, tuple(dict.fromkeys(result.id for _, result in group)))


def _error_of(values: Mapping[str, object]) -> tuple[int, str] | None:
    """Return status and words of the error that came in place of what was asked for, or None where none did.

    They are values of the finding, or of a message within it: ``status`` and ``words``, the target's own, of which
    what changes from one error to the next is left out.
    """
    return next(_errors(values), None)


def _errors(values: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    status = values.get("status")
    if type(status) is int and "words" in values:
        words = _text(values["words"])
        if not (_may_be_refused(values) and _GENERAL.fullmatch(words)):
            yield status, unvarying(words)
    reason = values.get("reason")
    if isinstance(reason, Message) and (failure := _failure(reason)):
        yield 0, failure
    for value in values.values():
        if isinstance(value, Message):
            yield from _errors(value.values)


def _may_be_refused(values: Mapping[str, object]) -> bool:
    """Tell whether a proper error would have been right: each such request is wrong in its own way."""
    expected = values.get("expected")
    return isinstance(expected, Message) and expected.id in _REFUSABLE


def _failure(reason: Message) -> str:
    """Return why nothing came back, where that is what a message says: the id of what failed, or the status."""
    inner = reason.values.get("failure")
    if isinstance(inner, Message):
        return _failure(inner) or inner.id
    status = reason.values.get("status")
    if type(status) is int and "attempts" in reason.values:
        return f"answered {status}"
    return reason.id if reason.id.startswith("failure.") else ""


def _text(words: object) -> str:
    if isinstance(words, Message):
        return " ".join(_text(value) for value in words.values.values())
    return words if isinstance(words, str) else json.dumps(words, sort_keys=True, ensure_ascii=False, default=str)
