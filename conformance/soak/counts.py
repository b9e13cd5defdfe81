"""Results of many windows of answers, added up: how many answers each check judged, and how many failed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.answers.answer import Answer
from conformance.answers.usage import prompt_tokens
from conformance.evidence.lines import from_line, to_line
from conformance.model.exchange import Exchange
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.results.partial_results import result_row
from conformance.soak.timeline import SliceCounts, Timeline, add_timelines, timeline_of

__all__ = ["Counts", "add_counts"]

_MOST_FINDINGS = 5
"""Kept of each check, with their exchanges: a soak may find thousands of one kind."""
_RANK = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.ADVICE,
    Verdict.PASS,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_APPLICABLE,
)
"""A verdict outweighs those behind it. A pass outweighs inconclusive: a window refused for load takes nothing back."""

_COUNTS = ("requests", "unanswered", "seconds", "size", "tokens")


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows as a results document holds them, each with how many answers were ``failing``; exchanges by their keys."""

    rows: tuple[Mapping[str, Any], ...] = ()
    exchanges: Mapping[str, Exchange] | None = None
    requests: int = 0
    unanswered: int = 0
    seconds: float = 0.0
    """Seconds in flight."""
    size: int = 0
    """Bytes of all bodies that came back."""
    tokens: int = 0
    """Input tokens, as the target counts them."""
    timeline: Timeline = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        results: Sequence[Result],
        answers: Sequence[Answer],
        baseline: Sequence[Answer],
        place: Callable[[Exchange], int],
    ) -> Counts:
        """Return the counts of one window; findings may refer to answers of the baseline, which are not counted.

        ``place`` tells the slice of time in which something was sent.
        """
        exchanges = [answer.exchange for answer in answers]
        rows = tuple(_row(result) for result in results)
        failing = {result.check: result.failing for result in results}
        broken = {result.check for result in results if result.verdict is Verdict.FAIL}
        wrong = {key for check in broken for key in failing[check]}
        named = _named_exchanges(rows)
        candidates = (*(answer.exchange for answer in baseline), *exchanges)
        responses = [exchange.response for exchange in exchanges]
        return cls(
            rows,
            {exchange.request.key: exchange for exchange in candidates if exchange.request.key in named},
            len(exchanges),
            sum(response is None for response in responses),
            sum(exchange.last.seconds for exchange in exchanges),
            sum(len(response.body) for response in responses if response),
            sum(map(_tokens, answers)),
            timeline_of(exchanges, failing, wrong, place),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values, for another process."""
        lines = [to_line(exchange).decode() for exchange in (self.exchanges or {}).values()]
        slices = {str(at): counts.to_json() for at, counts in self.timeline.items()}
        counts = {name: getattr(self, name) for name in _COUNTS}
        return {"rows": list(self.rows), "exchanges": lines, "timeline": slices, **counts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Counts:
        """Return the counts that another process sent."""
        lines = [from_line(line.encode()) for line in data["exchanges"]]
        exchanges = [line for line in lines if isinstance(line, Exchange)]
        return cls(
            tuple(data["rows"]),
            {exchange.request.key: exchange for exchange in exchanges},
            **{name: data[name] for name in _COUNTS},
            timeline={int(at): SliceCounts.from_json(row) for at, row in data["timeline"].items()},
        )


def add_counts(parts: Iterable[Counts]) -> Counts:
    """Return the sum of several counts."""
    whole = Counts()
    for part in parts:
        rows = {row["id"]: row for row in whole.rows}
        for row in part.rows:
            rows[row["id"]] = _together(rows[row["id"]], row) if row["id"] in rows else row
        named = _named_exchanges(rows.values())
        candidates = {**(whole.exchanges or {}), **(part.exchanges or {})}
        whole = Counts(
            tuple(rows.values()),
            {key: exchange for key, exchange in candidates.items() if key in named},
            **{name: getattr(whole, name) + getattr(part, name) for name in _COUNTS},
            timeline=add_timelines(whole.timeline, part.timeline),
        )
    return whole


def _named_exchanges(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the keys of all exchanges that findings rest on."""
    return {part["id"] for row in rows for finding in row["findings"] for part in finding["exchanges"]}


def _tokens(answer: Answer) -> int:
    return prompt_tokens(answer) or 0


def _row(result: Result) -> dict[str, Any]:
    row = result_row(result)
    return {**row, "findings": row["findings"][:_MOST_FINDINGS], "failing": len(result.failing)}


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    leading = min(one, other, key=lambda row: _RANK.index(Verdict(row["verdict"])))
    counts = {name: one[name] + other[name] for name in ("judged", "found", "failing")}
    return {**leading, **counts, "findings": [*one["findings"], *other["findings"]][:_MOST_FINDINGS]}
