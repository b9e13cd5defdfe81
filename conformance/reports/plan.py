"""The plan of a run as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

__all__ = ["plan_lines"]


class Row(Protocol):
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


def plan_lines(rows: Sequence[Row], price: float | None) -> list[str]:
    """Return the table, with sums a model and in all; ``price`` is for a million input tokens."""
    lines = []
    for model in dict.fromkeys(row.model for row in rows):
        own = [row for row in rows if row.model == model]
        lines += [f"{model}", *_table(own, price), ""]
    total = _line("in all", rows, price)
    return [
        *lines,
        total,
        "Tokens are estimated from characters. Retries, and what tells a failure's cause, come on top.",
    ]


def _table(rows: Sequence[Row], price: float | None) -> Iterator[str]:
    head = f"  {'family':12} {'requests':>9} {'inputs':>8} {'tokens':>9}"
    yield head + (f" {'cost':>9}" if price is not None else "")
    for row in rows:
        yield _line(f"  {row.family:12}", [row], price)
    yield _line(f"  {'together':12}", rows, price)


def _line(name: str, rows: Sequence[Row], price: float | None) -> str:
    requests, inputs, tokens = (
        sum(getattr(row, member) for row in rows) for member in ("requests", "inputs", "tokens")
    )
    cost = "" if price is None else f" {tokens * price / 1e6:9.4f}"
    return f"{name:14} {requests:9,} {inputs:8,} {tokens:9,}{cost}"
