"""What clients see of a target, put together: one row a client, what is alike in it told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.reports.sanitising import one_line
from conformance.reports.summary.tally import number
from conformance.reports.terminal.wrapping import wrap

__all__ = ["ClientRow", "Sight", "client_lines", "client_rows"]

_WELL = "its vectors"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller gets, in detail, for the questions that bring it; ``exchange`` names the answer of the first."""

    got: str
    detail: str
    asked: tuple[str, ...]
    exchange: str


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client; for each model what its caller gets, what is amiss first."""

    name: str
    cells: tuple[tuple[Sight, ...], ...]


def client_rows(document: Mapping[str, Any]) -> list[ClientRow]:
    """Return a row for each client of a results document, with a cell for each of its models; none without clients."""
    rows = document.get("clients") or ()
    models = document["target"]["models"]
    return [
        ClientRow(
            name,
            tuple(
                _sights([row for row in rows if row["client"] == name and row["model"] == model]) for model in models
            ),
        )
        for name in dict.fromkeys(str(row["client"]) for row in rows)
    ]


def client_lines(document: Mapping[str, Any], width: int = 80) -> list[str]:
    """Return the same as lines of at most ``width`` columns for a terminal."""
    models = [one_line(str(model)) for model in document["target"]["models"]]
    lines: list[str] = []
    for row in client_rows(document):
        lines.append(one_line(row.name))
        for model, cell in zip(models, row.cells, strict=True):
            for sight in cell:
                lines += wrap(one_line(_told(sight)), width, f"    {model}: ", "        ")
    return lines


def _told(sight: Sight) -> str:
    if sight.got == _WELL:
        return f"{sight.got} for {number(len(sight.asked), 'question')}"
    return f"{sight.got.upper()} for {'; '.join(sight.asked)}" + (f": {sight.detail}" if sight.detail else "")


def _sights(rows: Sequence[Mapping[str, Any]]) -> tuple[Sight, ...]:
    alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault((str(row["got"]), str(row.get("detail", ""))), []).append(row)
    sights = [
        Sight(got, detail, tuple(str(row["asked"]) for row in same), str(same[0].get("exchange", "")))
        for (got, detail), same in alike.items()
    ]
    return tuple(sorted(sights, key=lambda sight: sight.got == _WELL))
