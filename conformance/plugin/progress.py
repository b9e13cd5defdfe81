"""A line of progress on an interactive terminal; nothing in CI or in a pipe."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from conformance.engine.run import Run

__all__ = ["is_interactive", "progress_line", "show_progress"]

_EVERY = 0.5
_ERASE = "\r\x1b[K"


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


def _draw(write: Callable[..., None], run: Run, model: str, done: threading.Event) -> None:
    began, before = time.monotonic(), run.collector.progress()[0]
    while not done.wait(_EVERY):
        answered, planned = run.collector.progress()
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
