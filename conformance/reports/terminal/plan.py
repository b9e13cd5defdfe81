"""The plan of a run as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from conformance.model.depth import Depth

__all__ = ["depth_lines", "plan_lines"]


class PlanRow(Protocol):
    """What one family asks of one model."""

    @property
    def model(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def requests(self) -> int: ...
    @property
    def inputs(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def reserved(self) -> bool: ...


Prices = Mapping[str, float | None]


def plan_lines(rows: Sequence[PlanRow], prices: Prices, currency: str = "") -> list[str]:
    """Return the table, with sums a model and in all; ``prices`` are for a million input tokens, by model.

    A sum has a cost where every model in it has a price. What is reserved stands below the sums, in none of them.
    """
    lines = []
    models = list(dict.fromkeys(row.model for row in rows))
    priced = any(prices.get(model) is not None for model in models)
    for model in models:
        own = [row for row in rows if row.model == model]
        lines += [
            model,
            _head(currency, priced=priced),
            *(_line(f"  {row.family}", [row], prices) for row in _sent(own)),
        ]
        lines += [_line("  together", _sent(own), prices), *_reserve("  reserve", own, prices), ""]
    return [
        *lines,
        _line("in all", _sent(rows), prices),
        *_reserve("reserve", rows, prices),
        "Tokens are estimated from characters. The reserve is spent only where",
        "something fails, to tell why, and never exceeded; retries come on top.",
    ]


def depth_lines(
    depths: Mapping[Depth, Sequence[PlanRow]], depth: Depth, prices: Prices, currency: str = ""
) -> list[str]:
    """Return what a run of each depth sends in all, with a mark at the one that is asked for."""
    priced = any(prices.get(row.model) is not None for rows in depths.values() for row in rows)
    lines = (_line(f"{'* ' if name == depth else '  '}{name}", _sent(rows), prices) for name, rows in depths.items())
    return ["", _head(currency, priced=priced, first="depth"), *lines]


def _sent(rows: Sequence[PlanRow]) -> list[PlanRow]:
    return [row for row in rows if not row.reserved]


def _reserve(name: str, rows: Sequence[PlanRow], prices: Prices) -> Iterator[str]:
    if reserved := [row for row in rows if row.reserved]:
        yield _line(name, reserved, prices)


def _head(currency: str, *, priced: bool, first: str = "family") -> str:
    head = f"  {first:12} {'requests':>9} {'inputs':>8} {'tokens':>9}"
    return head + (f" {f'cost {currency}'.strip():>9}" if priced else "")


def _line(name: str, rows: Sequence[PlanRow], prices: Prices) -> str:
    requests, inputs, tokens = (
        sum(getattr(row, member) for row in rows) for member in ("requests", "inputs", "tokens")
    )
    return f"{name:14} {requests:9,} {inputs:8,} {tokens:9,}{_cost(rows, prices)}"


def _cost(rows: Sequence[PlanRow], prices: Prices) -> str:
    costs = [(prices.get(row.model), row.tokens) for row in rows]
    if any(price is None for price, _ in costs):
        return ""
    return f" {sum((price or 0.0) * tokens for price, tokens in costs) / 1e6:9.4f}"
