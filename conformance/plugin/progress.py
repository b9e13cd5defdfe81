"""One line that tells what is being asked, while somebody watches; silent in CI and when piped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from conformance.engine.run import Run

__all__ = ["line", "showing", "watched"]

_EVERY = 0.5
_ERASE = "\r\x1b[K"


def watched(reporter: pytest.TerminalReporter) -> bool:
    """Tell whether a person looks at a terminal that can redraw a line."""
    return bool(reporter.isatty) and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


@contextmanager
def showing(reporter: pytest.TerminalReporter, run: Run, model: str) -> Iterator[None]:
    """Redraw the line until what is done in here is done, then take it away."""
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
    began, before = time.monotonic(), run.progress()[0]
    while not done.wait(_EVERY):
        answered, planned = run.progress()
        write(_ERASE + line(model, answered, planned, answered - before, time.monotonic() - began), flush=True)


def line(model: str, answered: int, planned: int, lately: int, seconds: float) -> str:
    """Return the line: the model, requests answered of all planned, and the time left by the pace so far."""
    told = f"asking {model}: {answered} of {planned} requests"
    if not lately:
        return told[:79]
    left = round((planned - answered) * seconds / lately)
    return f"{told}, about {left // 60}:{left % 60:02d} left"[:79]
