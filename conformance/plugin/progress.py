"""How far a run is, told in pytest's terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

from conformance.reports.terminal.progress import Progress, is_interactive, tell_progress

if TYPE_CHECKING:
    from conformance.engine.run import Run

__all__ = ["RunProgress", "estimate_line", "progress_line", "tell_run", "waiting_line"]

_PATIENT, _SURE = 3.0, 10.0
"""Seconds after which a first answer is late, and after which a pace tells how long a run takes."""
_FEW = 5
"""So many answers make a pace."""
_LONG = 120
"""Seconds left from which on a person is told."""


class RunProgress:
    """How far one model of a run is."""

    def __init__(self, run: Run, model: str) -> None:
        self._collector = run.collector
        self._model = model
        self._before = run.collector.progress()[0]
        self._late = self._estimated = False

    def line(self, seconds: float) -> str:
        """Return that the first answer is waited for, or how much is answered and how long the rest will take."""
        if self._collector.waiting and seconds > _PATIENT:
            return f"{waiting_line(self._model).partition(':')[0]}, {seconds:.0f} s"
        answered, planned = self._collector.progress()
        return progress_line(self._model, answered, planned, answered - self._before, seconds)

    def remarks(self, seconds: float) -> Iterator[str]:
        """Yield once that a target is waited for, and once that the run will take long."""
        if self._collector.waiting and not self._late and seconds > _PATIENT:
            self._late = True
            yield waiting_line(self._model)
        answered, planned = self._collector.progress()
        if seconds > _SURE and answered - self._before >= _FEW and not self._estimated:
            self._estimated = True
            if line := estimate_line(planned - answered, answered - self._before, seconds):
                yield line


class _PytestScreen:
    """The terminal of pytest."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter

    @property
    def interactive(self) -> bool:
        """Whether it can redraw a line."""
        return is_interactive(isatty=bool(self._reporter.isatty))

    def draw(self, text: str) -> None:
        """Show text as it is, at once; what tests wrote stays."""
        self._reporter.ensure_newline()
        self._reporter.write(text, flush=True)

    def say(self, line: str) -> None:
        """Show a line by itself."""
        self._reporter.ensure_newline()
        self._reporter.write_line(line)


def tell_run(reporter: pytest.TerminalReporter, run: Run, model: str, wanted: Progress) -> AbstractContextManager[None]:
    """Tell how far a run is with a model while the context lasts, as it was asked for."""
    return tell_progress(_PytestScreen(reporter), RunProgress(run, model), wanted)


def waiting_line(model: str) -> str:
    """Return what is said while the first request of a model has no answer yet."""
    return f"waiting for the first answer of {model}: a target that is not ready is waited for up to a minute"


def estimate_line(left: int, lately: int, seconds: float) -> str:
    """Return how long ``left`` requests will take where ``lately`` took so many seconds; empty where that is short."""
    more = left * seconds / lately
    return f"at its pace the run takes about {round(more / 60)} more minutes ({left} requests)" if more > _LONG else ""


def progress_line(model: str, answered: int, planned: int, lately: int, seconds: float) -> str:
    """Return the line: the model, answered and planned requests, and the time left at the pace so far.

    ``lately`` requests were answered in ``seconds``.
    """
    asked = f"asking {model}: {answered} of {planned} requests"
    if not lately:
        return asked
    left = round((planned - answered) * seconds / lately)
    return f"{asked}, about {left // 60}:{left % 60:02d} left"
