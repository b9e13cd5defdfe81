"""The words of reports that come from data: verdicts, families of checks, levels."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.model.verdict import RunVerdict, Verdict

__all__ = ["FAMILIES", "OUTCOMES", "RUN_WORDS", "SCENARIO_KINDS", "VERDICT_WORDS", "outcome_shape", "shape"]

VERDICT_WORDS: Mapping[str, str] = {
    Verdict.ERROR: "error",
    Verdict.FAIL: "fail",
    Verdict.ADVICE: "advice",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.WAIVED: "waived",
    Verdict.PASS: "pass",
    Verdict.NOT_APPLICABLE: "n/a",
}

RUN_WORDS: Mapping[str, str] = {
    RunVerdict.CONFORMANT: "Conformant",
    RunVerdict.NON_CONFORMANT: "Not conformant",
    RunVerdict.INCOMPLETE: "Incomplete",
}

FAMILIES: Mapping[str, str] = {
    "auth": "a key is needed, and a wrong one refused",
    "dimensions": "vectors are as wide as asked",
    "encoding": "vectors come in the format asked for",
    "errors": "refusals tell the cause",
    "limits": "documented sizes are answered",
    "ordering": "items are numbered as the inputs",
    "relations": "each text gets its own vector",
    "requests": "a client sends what is documented",
    "scenarios": "a client copes with right answers and notices wrong ones",
    "structure": "answers have the documented shape",
    "transport": "answers arrive whole, as JSON",
    "usage": "tokens are counted",
    "validation": "right requests answered, wrong ones refused",
    "vectors": "vectors are sound numbers",
}
"""What each family of checks is about, in words for those who do not read the contract."""

SCENARIO_KINDS: Mapping[str, str] = {
    "right": "right",
    "passing": "right, and over in a moment",
    "open": "vectors or an error",
    "refused": "refused",
    "forbidden": "wrong",
}
"""What a scenario is, by its kind."""

OUTCOMES: Mapping[str, str] = {
    "its vectors": Verdict.PASS,
    "other vectors": Verdict.FAIL,
    "an error": Verdict.ADVICE,
    "nothing": Verdict.ERROR,
    "not known": Verdict.INCONCLUSIVE,
}
"""What a client's caller can get, each with the verdict whose shape is drawn beside it."""

_SHAPES = frozenset(VERDICT_WORDS)


def shape(verdict: str) -> str:
    """Return the name of the shape drawn beside a verdict."""
    return verdict if verdict in _SHAPES else Verdict.NOT_APPLICABLE.value


def outcome_shape(got: str) -> str:
    """Return the name of the shape drawn beside what a caller got."""
    return shape(OUTCOMES.get(got, ""))
