"""Progress is one short line, for people only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin.progress import is_interactive, progress_line


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
