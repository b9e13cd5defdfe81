"""The table of verdicts by family and model, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from conformance.model.message import template
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.reports.summary.tally import Grid, counted, grid, shared_prefix, whole
from conformance.reports.terminal.wrapping import cut_middle, pad, terminal_width
from conformance.results.view import ResultsView

__all__ = ["table", "word"]

_GAP = 2
_LONGEST_NAME = 30
_STANDS_FOR = template("terminal.stands-for", "(… stands for {shared})")


@dataclass(frozen=True, slots=True)
class _Column:
    """One model: its head, and what is said of it in each family."""

    head: str
    cells: tuple[tuple[str, ...], ...]
    comma: str
    """What stands between two counts on one line."""

    @property
    def narrow(self) -> int:
        """Columns needed with one count a line."""
        return max(terminal_width(text) for text in (self.head, *(part for cell in self.cells for part in cell)))

    @property
    def wide(self) -> int:
        """Columns needed with all counts of a cell on one line."""
        return max(terminal_width(text) for text in (self.head, *(self.comma.join(cell) for cell in self.cells)))

    def packed(self, index: int, width: int) -> list[str]:
        """Return the lines of one cell, as many counts on each as fit."""
        lines: list[str] = []
        for part in self.cells[index]:
            if lines and terminal_width(f"{lines[-1]}{self.comma}{part}") <= width:
                lines[-1] += f"{self.comma}{part}"
            else:
                lines.append(part)
        return lines


def word(verdict: str, language: Language) -> str:
    """Return a verdict as printed in a terminal, on one line: loud where it is bad."""
    return language.word(f"terminal.{verdict}") or one_line(language.verdict(verdict))


def table(view: ResultsView, width: int, language: Language) -> list[str]:
    """Return the lines of the table, at most ``width`` columns: families down, models across.

    Where columns do not fit, counts are put below each other, then names lose what they all begin with, then models
    are stacked in further tables below.
    """
    counts = grid(view)
    labels = [one_line(name) for name in counts.families]
    room = width - max((terminal_width(label) for label in labels), default=0)
    shared = shared_prefix([one_line(model) for model in counts.models if model is not None])
    full, brief = (_columns(counts, prefix, whole(view), language) for prefix in ("", shared))
    if _fits(full, room, lambda column: column.wide):
        return _block(labels, full, [column.wide for column in full])
    if not _fits(full, room, lambda column: column.narrow) and _fits(brief, room, lambda column: column.narrow):
        stands_for = language.message(_STANDS_FOR(shared=shared))
        return [*_block(labels, brief, [column.narrow for column in brief]), stands_for]
    lines: list[str] = []
    for block in _stacked(full, room):
        lines += ["", *_block(labels, block, [column.narrow for column in block])]
    return lines[1:]


def _columns(counts: Grid, shared: str, as_whole: str, language: Language) -> list[_Column]:
    return [
        _Column(
            language.say(as_whole) if model is None else _head(model, shared),
            tuple(_parts(counts, name, model, language) for name in counts.families),
            language.word("list.comma", ", "),
        )
        for model in counts.models
    ]


def _head(model: str, shared: str) -> str:
    name = one_line(model)
    return cut_middle(f"…{name.removeprefix(shared)}" if shared else name, _LONGEST_NAME)


def _fits(columns: Sequence[_Column], room: int, measure: Callable[[_Column], int]) -> bool:
    return sum(_GAP + measure(column) for column in columns) <= room


def _stacked(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    block: list[_Column] = []
    for column in columns:
        if block and not _fits([*block, column], room, lambda candidate: candidate.narrow):
            yield block
            block = []
        block.append(column)
    yield block


def _block(labels: Sequence[str], columns: Sequence[_Column], widths: Sequence[int]) -> list[str]:
    margin = max((terminal_width(label) for label in labels), default=0)
    lines = [_row("", [column.head for column in columns], margin, widths)]
    for index, label in enumerate(labels):
        cells = [column.packed(index, width) for column, width in zip(columns, widths, strict=True)]
        for line in range(max((len(cell) for cell in cells), default=0)):
            texts = [cell[line] if line < len(cell) else "" for cell in cells]
            lines.append(_row("" if line else label, texts, margin, widths))
    return lines


def _row(label: str, texts: Sequence[str], margin: int, widths: Sequence[int]) -> str:
    padded = [pad(text, width) for text, width in zip(texts, widths, strict=True)]
    return (" " * _GAP).join([pad(label, margin), *padded]).rstrip()


def _parts(counts: Grid, name: str, model: str | None, language: Language) -> tuple[str, ...]:
    cell = counts.cells.get((name, model), {})
    return tuple(language.counted(count, word(verdict, language)) for verdict, count in counted(cell)) or ("·",)
