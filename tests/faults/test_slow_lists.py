"""A service that takes its time for every text of a list is slow, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from trial import CLIENT_LIMITS, trial

MODEL = "text-embedding-v1"
CHECKS = ("limits.items-at-cap", "limits.batch-sizes", "validation.list-accepted", "structure.count")
HASTY = replace(CLIENT_LIMITS, timeout=0.4)
"""Less than a list of twenty-five texts takes there."""


def test_a_list_that_is_not_waited_for_is_held_against_nobody() -> None:
    """A list at the limit that takes longer than a run waits is not decided, and the reason is the time."""
    found = trial("dashscope", [MODEL], oddities=("text-after-text",), only=CHECKS, client_limits=HASTY)
    assert found.alarms() == []
    assert found.verdict("limits.items-at-cap") == {"inconclusive"}
    assert any("give it time with --emb-timeout" in reason for reason in found.undecided())
