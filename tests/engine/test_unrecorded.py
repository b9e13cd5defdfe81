"""A replay by another contract says what that contract would ask and nobody has."""

from __future__ import annotations

import pytest

from conformance.contract.loading import load
from conformance.engine.folding import NOT_OFFERED
from conformance.engine.unrecorded import Unrecorded
from conformance.evidence.store import Store
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict

V1, V3 = "text-embedding-v1", "text-embedding-v3"
DASHSCOPE = load("dashscope")


def _judged(check: str, model: str, result: Verdict = Verdict.NOT_APPLICABLE) -> Result:
    unrecorded = Unrecorded(DASHSCOPE, {model: {check}}, PlanOptions(examples=0), Store())
    reason = NOT_OFFERED() if result is Verdict.NOT_APPLICABLE else None
    return unrecorded.judged(Result(check, "", ("c",), Level.MUST, model, result, reason=reason), model)


@pytest.mark.parametrize("check", ["limits.items-over-cap", "dimensions.asked", "limits.tokens-over"])
def test_what_the_contract_asks_and_nobody_has_recorded_is_not_judged(check: str) -> None:
    """Neither what is planned beforehand nor what is planned from answers is said not to apply."""
    result = _judged(check, V3)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "the evidence holds no answer to it" in str(result.reason)


def test_what_the_contract_does_not_ask_does_not_apply() -> None:
    """A model without a choice of dimensions is asked for none."""
    assert _judged("dimensions.asked", V1).verdict is Verdict.NOT_APPLICABLE


def test_what_was_judged_stays_as_it_is() -> None:
    """Only the claim that nothing is asked is looked at again."""
    assert _judged("dimensions.asked", V3, Verdict.PASS).verdict is Verdict.PASS
