"""Progress is one short line, for people only."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from conformance.reports.terminal import progress
from conformance.reports.terminal.progress import Progress, is_interactive, tell_progress


class Shown:
    """A screen that keeps what it is shown, and tells when there is enough."""

    def __init__(self, *, interactive: bool, enough: int = 1) -> None:
        self.interactive = interactive
        self.texts: list[str] = []
        self._enough = enough
        self.told = threading.Event()

    def draw(self, text: str) -> None:
        """Keep it."""
        self.texts.append(text)
        if len(self.texts) == self._enough:
            self.told.set()

    say = draw


class Baking:
    """Something long."""

    def __init__(self) -> None:
        self.left = ["the oven is hot"]

    def line(self, seconds: float) -> str:
        """Return how far it is."""
        assert seconds >= 0
        return "half baked" + "!" * 200

    def remarks(self, seconds: float) -> Iterator[str]:
        """Yield what is said once."""
        assert seconds >= 0
        while self.left:
            yield self.left.pop()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told at once and all the time, outside CI."""
    monkeypatch.setattr(progress, "_EVERY", 0.001)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("isatty", "environment", "expected"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "xterm", "CI": "true"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_no_line_is_redrawn_in_ci_and_when_piped(
    monkeypatch: pytest.MonkeyPatch, isatty: bool, environment: dict[str, str], expected: bool
) -> None:
    """Logs keep every redrawn line, so there is none in them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_interactive(isatty=isatty) is expected


def test_a_line_is_redrawn_and_erased() -> None:
    """It fits a terminal, since a line that wraps cannot be redrawn; nothing is left of it, nor said beside it."""
    screen = Shown(interactive=True)
    with tell_progress(screen, Baking(), Progress.AUTO):
        assert screen.told.wait(10)
    first, last = screen.texts[0], screen.texts[-1]
    assert first.startswith("\r\x1b[Khalf baked!")
    assert len(first) == len("\r\x1b[K") + 79
    assert last == "\r\x1b[K"
    assert not [text for text in screen.texts if "oven" in text]


@pytest.mark.parametrize(("interactive", "wanted"), [(False, Progress.AUTO), (True, Progress.PLAIN)])
def test_a_log_is_told_in_lines_from_time_to_time(interactive: bool, wanted: Progress) -> None:
    """What is to be remarked comes once, and how far it is again and again."""
    screen = Shown(interactive=interactive, enough=4)
    with tell_progress(screen, Baking(), wanted):
        assert screen.told.wait(10)
    assert screen.texts[0] == "the oven is hot"
    assert {text.rstrip("!") for text in screen.texts[1:]} == {"half baked"}


def test_no_remark_is_lost_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is over sooner than it is looked at is told of all the same."""
    monkeypatch.setattr(progress, "_EVERY", 60.0)
    screen = Shown(interactive=False)
    with tell_progress(screen, Baking(), Progress.AUTO):
        pass
    assert screen.texts == ["the oven is hot"]


def test_it_can_be_turned_off() -> None:
    """Nothing is written, on whatever terminal."""
    screen = Shown(interactive=True)
    with tell_progress(screen, Baking(), Progress.OFF):
        pass
    assert screen.texts == []
