"""A draft waives what a run found, and nothing that is over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.loading import load
from conformance.errors import UsageError
from conformance.model.waiver import Waiver
from conformance.waivers.drafting import draft, write
from conformance.waivers.reading import read

TODAY = date(2026, 11, 25)
V1 = "text-embedding-v1"


def _row(check: str, verdict: str, model: str | None = V1, message: str = "absent") -> dict[str, Any]:
    return {"id": check, "model": model, "verdict": verdict, "title": "t", "findings": [{"message": message}]}


RESULTS = [
    _row("usage.present", "fail"),
    _row("auth.wrong-key-refused", "fail", None),
    _row("errors.code-not-null", "advice"),
    _row("structure.id", "pass"),
    _row("structure.model-echo", "inconclusive"),
    _row("ordering.index-set", "waived"),
]
NEEDED = Waiver("ordering.index-set", "known", TODAY, ticket="T-1", whole_cause=True)


def test_a_draft_waives_what_gates_and_keeps_what_is_still_needed() -> None:
    """Failures are waived for their model, for ninety days; advice only where it counts as failure."""
    over = [Waiver("structure.id", "was so", TODAY), Waiver("usage.present", "x", TODAY - timedelta(days=1), V1)]
    last = TODAY + timedelta(days=90)
    fails = [Waiver("usage.present", "seen: absent", last, V1), Waiver("auth.wrong-key-refused", "seen: absent", last)]
    assert draft(RESULTS, [NEEDED, *over], TODAY) == (NEEDED, *fails)
    strict = draft(RESULTS, [NEEDED], TODAY, strict=True)
    assert strict == (NEEDED, *fails, Waiver("errors.code-not-null", "seen: absent", last, V1))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Whatever a target said is plain text in the file, and the file is what the suite takes."""
    adversarial = "\x1b]0;owned\x07 \"'''\n\ud800 \u202e" + "x" * 500
    drafted = draft([*RESULTS, _row("structure.object", "fail", message=adversarial)], [NEEDED], TODAY)
    write(drafted, tmp_path / "deep" / "waivers.toml")
    assert read(tmp_path / "deep" / "waivers.toml", load("dashscope")) == drafted
    assert "\x1b" not in (tmp_path / "deep" / "waivers.toml").read_text("utf-8")


def test_nothing_to_waive_is_an_empty_file(tmp_path: Path) -> None:
    """A draft of a clean run can be given to the next one."""
    write(draft([_row("structure.id", "pass")], [], TODAY), tmp_path / "none.toml")
    assert read(tmp_path / "none.toml", load("dashscope")) == ()


def test_a_path_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A folder in the way is the user's mistake."""
    with pytest.raises(UsageError, match="give a writable path"):
        write([NEEDED], tmp_path)
