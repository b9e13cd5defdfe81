"""How far a run is."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin.progress import RunProgress, estimate_line, progress_line, tell_run
from conformance.reports.terminal import progress
from conformance.reports.terminal.progress import Progress


def test_the_line_tells_model_requests_and_time_left() -> None:
    """Time is estimated by the pace since the model's turn began."""
    assert (
        progress_line("text-embedding-v3", 30, 90, 20, 10.0)
        == "asking text-embedding-v3: 30 of 90 requests, about 0:30 left"
    )


def test_nothing_is_said_of_time_before_anything_was_answered() -> None:
    """No pace, no estimate."""
    assert progress_line("m", 0, 90, 0, 4.0) == "asking m: 0 of 90 requests"


def test_a_long_run_is_told_of_once_it_has_a_pace() -> None:
    """One request in three seconds makes a run of 300 a quarter of an hour; a short one needs no word."""
    assert estimate_line(300, 5, 15.0) == "at its pace the run takes about 15 more minutes (300 requests)"
    assert estimate_line(300, 100, 15.0) == ""


class Collected:
    """Five more answers each time it is looked at, the first of them late."""

    answered, waiting = -1, True

    def progress(self) -> tuple[int, int]:
        """Return answered and planned requests."""
        self.answered += 5
        return self.answered, 10**9


def test_a_target_that_is_waited_for_is_told_of_once() -> None:
    """One remark for the waiting and one for how long the run will take, where no line can be redrawn."""
    run: Any = SimpleNamespace(collector=Collected())
    watched = RunProgress(run, "m")
    first, second = watched.remarks(60.0)
    assert first.startswith("waiting for the first answer of m")
    assert second.startswith("at its pace the run takes about")
    assert list(watched.remarks(61.0)) == []
    assert watched.line(61.0) == "waiting for the first answer of m, 61 s"


def test_the_terminal_of_pytest_tells_how_far_a_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on the way in a line of pytest stays there; ours is one of its own."""
    monkeypatch.setattr(progress, "_EVERY", 0.001)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    written: list[str] = []
    told = threading.Event()

    def write(line: str) -> None:
        written.append(line)
        told.set()

    collector = SimpleNamespace(waiting=False, progress=lambda: (7, 100))
    reporter: Any = SimpleNamespace(ensure_newline=lambda: written.append(""), write_line=write, isatty=False)
    run: Any = SimpleNamespace(collector=collector)
    with tell_run(reporter, run, "m", Progress.PLAIN):
        assert told.wait(10)
    assert written[:2] == ["", "asking m: 7 of 100 requests"]
