"""Results of many windows of answers, added up: how many answers each check judged, and how many failed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.answers.answer import Answer
from conformance.evidence.lines import from_line, to_line
from conformance.model.exchange import Exchange
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.results.partial_results import result_row

__all__ = ["Counts", "added"]

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
"""What was judged once is no longer open: a window in which everything was refused for load takes nothing back."""

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

    @classmethod
    def of(cls, results: Iterable[Result], answers: Sequence[Answer]) -> Counts:
        """Return the tally of one window."""
        exchanges = [answer.exchange for answer in answers]
        rows = tuple(_row(result) for result in results)
        named = {finding["exchange"] for row in rows for finding in row["findings"]}
        responses = [exchange.response for exchange in exchanges]
        return cls(
            rows,
            {exchange.request.key: exchange for exchange in exchanges if exchange.request.key in named},
            len(exchanges),
            sum(response is None for response in responses),
            sum(exchange.last.seconds for exchange in exchanges),
            sum(len(response.body) for response in responses if response),
            sum(map(_tokens, answers)),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the tally as JSON values, for another process."""
        lines = [to_line(exchange).decode() for exchange in (self.exchanges or {}).values()]
        return {"rows": list(self.rows), "exchanges": lines, **{name: getattr(self, name) for name in _COUNTS}}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Counts:
        """Return the tally that another process told."""
        lines = [from_line(line.encode()) for line in told["exchanges"]]
        exchanges = [line for line in lines if isinstance(line, Exchange)]
        return cls(
            tuple(told["rows"]),
            {exchange.request.key: exchange for exchange in exchanges},
            **{name: told[name] for name in _COUNTS},
        )


def added(tallies: Iterable[Counts]) -> Counts:
    """Return several tallies as one."""
    whole = Counts()
    for tally in tallies:
        rows = {row["id"]: row for row in whole.rows}
        for row in tally.rows:
            rows[row["id"]] = _together(rows[row["id"]], row) if row["id"] in rows else row
        named = {finding["exchange"] for row in rows.values() for finding in row["findings"]}
        known = {**(whole.exchanges or {}), **(tally.exchanges or {})}
        whole = Counts(
            tuple(rows.values()),
            {key: exchange for key, exchange in known.items() if key in named},
            **{name: getattr(whole, name) + getattr(tally, name) for name in _COUNTS},
        )
    return whole


def _tokens(answer: Answer) -> int:
    usage = answer.body.get("usage")
    count = usage.get("prompt_tokens") if isinstance(usage, Mapping) else None
    return count if type(count) is int else 0


def _row(result: Result) -> dict[str, Any]:
    row = result_row(result)
    return {**row, "findings": row["findings"][:_MOST_FINDINGS], "failing": result.failing}


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    leading = min(one, other, key=lambda row: _RANK.index(Verdict(row["verdict"])))
    counts = {name: one[name] + other[name] for name in ("judged", "found", "failing")}
    return {**leading, **counts, "findings": [*one["findings"], *other["findings"]][:_MOST_FINDINGS]}
