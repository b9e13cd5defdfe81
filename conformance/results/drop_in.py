"""The second layer of a verdict as the results document holds it: whether a client of OpenAI works unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.model.verdict import Level, Verdict

__all__ = ["LAYER", "drop_in_section"]

LAYER = "openai-compatible"
"""The contract that says what such a client needs."""
_OPEN = frozenset({Verdict.INCONCLUSIVE, Verdict.ERROR})


def drop_in_section(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Fold the second layer: its verdict, how many checks judged something, and the results that are no pass."""
    verdicts = {row["verdict"] for row in rows}
    open_musts = [row for row in rows if row["level"] == Level.MUST and row["verdict"] in _OPEN]
    if Verdict.FAIL in verdicts:
        verdict = "no"
    elif open_musts:
        verdict = "unknown"
    else:
        verdict = "differences" if Verdict.ADVICE in verdicts else "yes"
    return {
        "contract": LAYER,
        "verdict": verdict,
        "checks": len({row["id"] for row in rows if row["judged"]}),
        "results": [row for row in rows if row["verdict"] not in {Verdict.PASS, Verdict.NOT_APPLICABLE}],
    }
