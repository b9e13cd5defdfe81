"""How far a run is: a line that is redrawn on an interactive terminal, in CI or in a pipe one from time to time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conformance.engine.run import Run

__all__ = [
    "Progress",
    "estimate_line",
    "is_interactive",
    "progress_line",
    "show_progress",
    "tell_delays",
    "tell_progress",
    "waiting_line",
]

_EVERY = 0.5
_ERASE = "\r\x1b[K"

_PATIENT, _SURE = 3.0, 10.0
"""Seconds after which a first answer is late, and after which a pace tells how long a run takes."""
_FEW = 5
"""So many answers make a pace."""
_LONG = 120
"""Seconds left from which on a person is told."""
_AGAIN = 30.0
"""Seconds after which a log is told again how far a run is, so that nobody takes it for stuck."""


class Progress(StrEnum):
    """How a run tells how far it is."""

    AUTO = "auto"
    """By a line that is redrawn, where that can be; else by lines from time to time."""
    PLAIN = "plain"
    """By lines from time to time."""
    OFF = "off"


def tell_progress(
    reporter: pytest.TerminalReporter, run: Run, model: str, wanted: Progress
) -> AbstractContextManager[None]:
    """Tell how far a run is while the context lasts, as it was asked for."""
    if wanted is Progress.OFF:
        return nullcontext()
    redrawn = wanted is Progress.AUTO and is_interactive(reporter)
    return show_progress(reporter, run, model) if redrawn else tell_delays(reporter, run, model)


def is_interactive(reporter: pytest.TerminalReporter) -> bool:
    """Tell whether the output is a terminal that can redraw a line, outside CI."""
    return bool(reporter.isatty) and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


@contextmanager
def show_progress(reporter: pytest.TerminalReporter, run: Run, model: str) -> Iterator[None]:
    """Redraw the line of progress while the context lasts, then erase it."""
    done = threading.Event()
    reporter.ensure_newline()
    drawer = threading.Thread(target=_draw, args=(reporter.write, run, model, done), daemon=True)
    drawer.start()
    try:
        yield
    finally:
        done.set()
        drawer.join()
        reporter.write(_ERASE, flush=True)


@contextmanager
def tell_delays(reporter: pytest.TerminalReporter, run: Run, model: str) -> Iterator[None]:
    """Say once that a target is waited for and that a run will take long, and every 30 s how far it is, in lines."""
    done = threading.Event()

    def tell(line: str) -> None:
        reporter.ensure_newline()
        reporter.write_line(line)

    teller = threading.Thread(target=_tell, args=(tell, run, model, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(tell: Callable[[str], None], run: Run, model: str, done: threading.Event) -> None:
    began, before = time.monotonic(), run.collector.progress()[0]
    late = estimated = False
    again = _AGAIN
    while not done.wait(_EVERY):
        seconds = time.monotonic() - began
        if run.collector.waiting and not late and seconds > _PATIENT:
            late = True
            tell(waiting_line(model))
        answered, planned = run.collector.progress()
        if seconds > again:
            again = seconds + _AGAIN
            tell(progress_line(model, answered, planned, answered - before, seconds))
        if seconds > _SURE and answered - before >= _FEW and not estimated:
            estimated = True
            if line := estimate_line(planned - answered, answered - before, seconds):
                tell(line)


def waiting_line(model: str) -> str:
    """Return what is said while the first request of a model has no answer yet."""
    return f"waiting for the first answer of {model}: a target that is not ready is waited for up to a minute"


def estimate_line(left: int, lately: int, seconds: float) -> str:
    """Return how long ``left`` requests will take where ``lately`` took so many seconds; empty where that is short."""
    more = left * seconds / lately
    return f"at its pace the run takes about {round(more / 60)} more minutes ({left} requests)" if more > _LONG else ""


def _draw(write: Callable[..., None], run: Run, model: str, done: threading.Event) -> None:
    began, before = time.monotonic(), run.collector.progress()[0]
    while not done.wait(_EVERY):
        answered, planned = run.collector.progress()
        if run.collector.waiting and time.monotonic() - began > _PATIENT:
            write(
                _ERASE + f"{waiting_line(model).partition(':')[0]}, {time.monotonic() - began:.0f} s"[:79], flush=True
            )
            continue
        write(_ERASE + progress_line(model, answered, planned, answered - before, time.monotonic() - began), flush=True)


def progress_line(model: str, answered: int, planned: int, lately: int, seconds: float) -> str:
    """Return the line: the model, answered and planned requests, and the time left at the pace so far.

    ``lately`` requests were answered in ``seconds``. The line has at most 79 characters.
    """
    asked = f"asking {model}: {answered} of {planned} requests"
    if not lately:
        return asked[:79]
    left = round((planned - answered) * seconds / lately)
    return f"{asked}, about {left // 60}:{left % 60:02d} left"[:79]
