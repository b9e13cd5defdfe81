"""How far something long is: a line that is redrawn on an interactive terminal, elsewhere one from time to time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from typing import Protocol

from conformance.reports.sanitising import one_line
from conformance.reports.terminal.wrapping import cut_end

__all__ = ["Progress", "Screen", "Watched", "is_interactive", "redraws", "tell_progress"]

_EVERY = 0.5
_ERASE = "\r\x1b[K"
_COLUMNS = 79
"""Of a line that is redrawn, since one that wraps cannot be."""
_AGAIN = 30.0
"""Seconds after which a log is told again, so that nobody takes what runs for stuck."""


class Progress(StrEnum):
    """How it is told how far something long is."""

    AUTO = "auto"
    """By a line that is redrawn, where that can be; else by lines from time to time."""
    PLAIN = "plain"
    """By lines from time to time."""
    OFF = "off"


class Watched(Protocol):
    """Something long. ``seconds`` are those since it began to be watched."""

    def line(self, seconds: float) -> str:
        """Return how far it is; empty where there is nothing to tell."""

    def remarks(self, seconds: float) -> Iterable[str]:
        """Return what is to be said besides, where no line is redrawn; each is said once."""


class Screen(Protocol):
    """Where it is told."""

    @property
    def interactive(self) -> bool:
        """Whether it can redraw a line."""

    def draw(self, text: str) -> None:
        """Show text as it is, at once."""

    def say(self, line: str) -> None:
        """Show a line by itself."""


def is_interactive(*, isatty: bool) -> bool:
    """Tell whether an output is a terminal that can redraw a line, outside CI."""
    return isatty and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def redraws(screen: Screen, wanted: Progress) -> bool:
    """Tell whether progress is told by a line that is redrawn."""
    return wanted is Progress.AUTO and screen.interactive


def tell_progress(screen: Screen, watched: Watched, wanted: Progress) -> AbstractContextManager[None]:
    """Tell how far something is while the context lasts, as it was asked for."""
    if wanted is Progress.OFF:
        return nullcontext()
    return _redrawing(screen, watched) if redraws(screen, wanted) else _telling(screen, watched)


@contextmanager
def _redrawing(screen: Screen, watched: Watched) -> Iterator[None]:
    """Redraw the line while the context lasts, then erase it."""

    def draw(seconds: float) -> None:
        screen.draw(_ERASE + cut_end(one_line(watched.line(seconds)), _COLUMNS))

    try:
        with _repeating(draw):
            yield
    finally:
        screen.draw(_ERASE)


@contextmanager
def _telling(screen: Screen, watched: Watched) -> Iterator[None]:
    """Say what there is to remark, and every 30 s how far it is."""
    began = time.monotonic()
    said = 0.0

    def remark(seconds: float) -> None:
        for text in watched.remarks(seconds):
            screen.say(one_line(text))

    def tell(seconds: float) -> None:
        nonlocal said
        remark(seconds)
        if seconds > said + _AGAIN and (line := watched.line(seconds)):
            said = seconds
            screen.say(one_line(line))

    with _repeating(tell):
        yield
    remark(time.monotonic() - began)


@contextmanager
def _repeating(do: Callable[[float], None]) -> Iterator[None]:
    """Do something twice a second beside what the context does, given the seconds since it began."""
    began, done = time.monotonic(), threading.Event()

    def repeat() -> None:
        while not done.wait(_EVERY):
            do(time.monotonic() - began)

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
