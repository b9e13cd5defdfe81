"""Reasons for which a run stopped are put together."""

from __future__ import annotations

from conformance.model.message import plain
from conformance.results.stopping import join_reasons


def test_reasons_are_told_one_after_another() -> None:
    """Those that are not there are left out, and of none nothing is told."""
    reasons = [plain("interrupted"), None, plain("no answer"), plain("nothing was sent")]
    assert str(join_reasons(reasons)) == "interrupted; no answer; nothing was sent"
    assert join_reasons(reasons[:2]) == plain("interrupted")
    assert join_reasons([None]) is None
