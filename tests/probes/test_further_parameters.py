"""What a contract says of values that its parameters do not list, and of what changes nothing, is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.contract.loading import load
from conformance.engine.plan import applicable, plan_model
from conformance.errors import ContractError
from conformance.model.case import Case, Expect
from conformance.model.options import PlanOptions
from conformance.probes import PlanContext

VENDOR = Path(__file__).parents[1] / "faults" / "further-parameters.toml"


def _cases(model: str) -> tuple[Case, ...]:
    contract = load(str(VENDOR))
    context = PlanContext.of(contract, model, options=PlanOptions(examples=0), first=True)
    return plan_model(context, applicable(contract)).cases


def test_a_value_that_is_not_listed_is_sent_as_the_policy_says() -> None:
    """What is refused is beside a documented value, and what is ignored beside nothing."""
    sent = {
        case.rule: case for case in _cases("wide") if case.rule.endswith((".enum",)) and "no-such" in str(case.title)
    }
    refused, ignored = sent["purpose.enum"], sent["tier.enum"]
    assert (refused.expect, ignored.expect) == (Expect.REFUSE, Expect.ANSWER)
    assert {refused.decided_by, ignored.decided_by} == {"validation.parameter-value"}
    assert (refused.no_effect, ignored.no_effect) == (False, True)
    assert json.loads(refused.control.body)["purpose"] == "query"
    assert "tier" not in json.loads(ignored.control.body)


@pytest.mark.parametrize(("model", "ignored"), [("wide", {"user", "tier"}), ("fixed", {"user", "tier", "dimensions"})])
def test_what_changes_nothing_is_held_against_the_request_without_it(model: str, ignored: set[str]) -> None:
    """Each by its name: a parameter, a value, and dimensions of a model of one width."""
    found = {
        name for case in _cases(model) if case.no_effect for name in ignored if name in json.loads(case.request.body)
    }
    assert found == ignored
    assert all(case.control is not None for case in _cases(model) if case.no_effect)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"tier.enum"', '"tear.enum"', "'tear.enum' is a rule of values of 'tear', of which request.json lists none"),
        ('[errors."purpose.enum"]', '[errors."pace.enum"]', "has no policy"),
        (
            '"encoding_format": { "type"',
            '"encoding_format": { "x-ignored": true, "type"',
            "x-ignored of 'encoding_format'",
        ),
        ('"type": "string", "enum": ["query"', '"x-ignored": true, "enum": ["query"', "x-ignored of 'purpose'"),
        (
            '"encoding_format": {',
            '"dimensions": { "type": "integer", "x-ignored": true }, "encoding_format": {',
            "dimensions.forbidden",
        ),
        ('"purpose.enum" = "refuse"', '"purpose.enum" = "perhaps"', "purpose.enum"),
        ('"purpose.enum" = "refuse"', '"model.required" = "ignore"', "model.required"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    """A rule of a parameter without values, and a parameter that is needed and said to change nothing."""
    text = VENDOR.read_text("utf-8")
    assert text.count(old) == 1
    file = tmp_path / "vendor.toml"
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ContractError) as refused:
        load(str(file))
    assert told in str(refused.value)
