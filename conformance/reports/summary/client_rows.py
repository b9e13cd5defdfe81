"""What clients see of a target, put together: one row a client, what is alike in it told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.reports.sanitising import one_line
from conformance.reports.summary.tally import number
from conformance.reports.terminal.wrapping import wrap
from conformance.results.section_views import ClientView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView

__all__ = ["ClientRow", "Sight", "client_lines", "client_rows"]

_WELL = "its vectors"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller gets, in detail, for the questions that bring it; ``exchange`` names the answer of the first."""

    got: str
    detail: Sentence
    asked: tuple[Sentence, ...]
    exchange: str


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client; for each model what its caller gets, what is amiss first."""

    name: str
    cells: tuple[tuple[Sight, ...], ...]


def client_rows(view: ResultsView) -> list[ClientRow]:
    """Return a row for each client of a results document, with a cell for each of its models; none without clients."""
    return [
        ClientRow(
            name,
            tuple(
                _sights([row for row in view.clients if (row.client, row.model) == (name, model)])
                for model in view.target.models
            ),
        )
        for name in dict.fromkeys(row.client for row in view.clients)
    ]


def client_lines(view: ResultsView, width: int = 80) -> list[str]:
    """Return the same as lines of at most ``width`` columns for a terminal."""
    models = [one_line(model) for model in view.target.models]
    lines: list[str] = []
    for row in client_rows(view):
        lines.append(one_line(row.name))
        for model, cell in zip(models, row.cells, strict=True):
            for sight in cell:
                lines += wrap(one_line(_line(sight)), width, f"    {model}: ", "        ")
    return lines


def _line(sight: Sight) -> str:
    if sight.got == _WELL:
        return f"{sight.got} for {number(len(sight.asked), 'question')}"
    asked = "; ".join(sentence.english for sentence in sight.asked)
    return f"{sight.got.upper()} for {asked}" + (f": {sight.detail.english}" if sight.detail else "")


def _sights(rows: Sequence[ClientView]) -> tuple[Sight, ...]:
    alike: dict[tuple[str, str], list[ClientView]] = {}
    for row in rows:
        alike.setdefault((row.got, row.detail.identity), []).append(row)
    sights = [
        Sight(got, same[0].detail, tuple(row.asked for row in same), same[0].exchange)
        for (got, _), same in alike.items()
    ]
    return tuple(sorted(sights, key=lambda sight: sight.got == _WELL))
