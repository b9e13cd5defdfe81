"""Progress is one short line, for people only."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin import progress
from conformance.plugin.progress import (
    Progress,
    estimate_line,
    is_interactive,
    progress_line,
    tell_delays,
    tell_progress,
)


def test_the_line_tells_model_requests_and_time_left() -> None:
    """Time is estimated by the pace since the model's turn began."""
    assert (
        progress_line("text-embedding-v3", 30, 90, 20, 10.0)
        == "asking text-embedding-v3: 30 of 90 requests, about 0:30 left"
    )


def test_nothing_is_said_of_time_before_anything_was_answered() -> None:
    """No pace, no estimate."""
    assert progress_line("m", 0, 90, 0, 4.0) == "asking m: 0 of 90 requests"


def test_the_line_fits_a_terminal() -> None:
    """A long name is cut, since a line that wraps cannot be redrawn."""
    assert len(progress_line("m" * 200, 1, 2, 1, 1.0)) == 79


@pytest.mark.parametrize(
    ("isatty", "environment", "expected"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "xterm", "CI": "true"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_it_is_silent_in_ci_and_when_piped(
    monkeypatch: pytest.MonkeyPatch, isatty: bool, environment: dict[str, str], expected: bool
) -> None:
    """Logs keep every redrawn line, so there is none in them."""
    monkeypatch.delenv("CI", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    reporter: Any = SimpleNamespace(isatty=isatty)
    assert is_interactive(reporter) is expected


def test_a_long_run_is_told_of_once_it_has_a_pace() -> None:
    """One request in three seconds makes a run of 300 a quarter of an hour; a short one needs no word."""
    assert estimate_line(300, 5, 15.0) == "at its pace the run takes about 15 more minutes (300 requests)"
    assert estimate_line(300, 100, 15.0) == ""


def test_a_target_that_is_waited_for_is_told_of_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no line can be redrawn, there is one line for the waiting and one for how long the run will take."""
    for name in ("_EVERY", "_PATIENT", "_SURE"):
        monkeypatch.setattr(progress, name, 0.001)
    written: list[str] = []
    told = threading.Event()

    def write(line: str) -> None:
        written.append(line)
        if len(written) == 2:
            told.set()

    class Collected:
        """Five more answers each time it is looked at."""

        answered, waiting = -1, True

        def progress(self) -> tuple[int, int]:
            self.answered += 1
            return self.answered, 10**9

    reporter: Any = SimpleNamespace(ensure_newline=lambda: None, write_line=write)
    run: Any = SimpleNamespace(collector=Collected())
    with tell_delays(reporter, run, "m"):
        assert told.wait(10)
    assert written[0].startswith("waiting for the first answer of m")
    assert written[1].startswith("at its pace the run takes about")


def test_a_log_is_told_again_how_far_a_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that takes long tells so from time to time, and not only once."""
    monkeypatch.setattr(progress, "_EVERY", 0.001)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    written: list[str] = []
    told = threading.Event()

    def write(line: str) -> None:
        written.append(line)
        if len(written) == 3:
            told.set()

    collector = SimpleNamespace(waiting=False, progress=lambda: (7, 100))
    reporter: Any = SimpleNamespace(ensure_newline=lambda: None, write_line=write)
    run: Any = SimpleNamespace(collector=collector)
    with tell_progress(reporter, run, "m", Progress.PLAIN):
        assert told.wait(10)
    assert {line.partition(",")[0] for line in written} == {"asking m: 7 of 100 requests"}


def test_progress_can_be_turned_off() -> None:
    """Nothing is written, on whatever terminal."""
    reporter: Any = SimpleNamespace(isatty=True)
    run: Any = SimpleNamespace()
    with tell_progress(reporter, run, "m", Progress.OFF):
        pass
