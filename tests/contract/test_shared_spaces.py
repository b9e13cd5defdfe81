"""Whose vectors are comparable is part of a contract: asked for by one list more each, and judged by a clause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.checks.contract_names import refuse_unknown_checks
from conformance.contract.diff import changes_between
from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.model.options import PlanOptions
from conformance.probes import PlanContext
from conformance.probes.shared_spaces import plan_shared_spaces

HEAD = 'format = 1\nextends = "voyage"\nname = "vendor"\ntitle = "V"\ndate = "2026"\nsource = "A test"\n'


def _bodies(contract: str, model: str, *others: str) -> list[dict[str, object]]:
    context = PlanContext.of(load(contract), model, options=PlanOptions(examples=0), first=True, others=others)
    return [json.loads(case.request.body) for case in plan_shared_spaces(context)]


def test_a_list_goes_to_the_next_model_of_the_space_and_with_each_value() -> None:
    """The plain one is sent for batches anyway; models that are in no run are not asked."""
    found = _bodies("voyage", "voyage-4", "voyage-code-3", "voyage-4-large")
    asked = [(body["model"], body.get("input_type")) for body in found]
    own = ("voyage-4", None)
    assert asked == [own, ("voyage-4-large", None), own, ("voyage-4", "query"), ("voyage-4", "document")]
    assert len({json.dumps(body["input"]) for body in found}) == 1
    assert _bodies("cohere", "embed-v5.0-pro", "embed-v4.0") == []


@pytest.mark.parametrize("name", ["dashscope", "openai-compatible", "nim"])
def test_a_contract_that_says_nothing_of_it_plans_nothing(name: str) -> None:
    """No request is sent for it."""
    models = [model.name for model in load(name).models] or ["any", "another"]
    assert _bodies(name, models[0], *models[1:]) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('[shared_spaces]\nmodels = [["voyage-4", "voyage-9"]]', "names 'voyage-9', which the contract does not list"),
        ('[shared_spaces]\nmodels = [["voyage-4"]]', "list groups of two models or more"),
        (
            '[shared_spaces]\nmodels = [["voyage-4", "voyage-3.5"], ["voyage-4", "voyage-code-3"]]',
            "model of shared_spaces 'voyage-4' stands there twice",
        ),
        ('[shared_spaces]\nparameters = ["purpose"]', "names 'purpose', of which request.json gives no value"),
        (
            '[removed]\nclauses = ["spaces.voyage-4"]',
            "shared_spaces.models of the contract vendor is judged by no clause",
        ),
        (
            '[removed]\nshared_spaces = ["parameters"]',
            "relations.parameters-keep-space and no shared_spaces.parameters",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, entry: str, told: str) -> None:
    """Models and parameters are those of the contract, and entry and clause go together."""
    (tmp_path / "contract.toml").write_text(f"{HEAD}{entry}\n", "utf-8")
    with pytest.raises(ContractError) as refused:
        refuse_unknown_checks(load(str(tmp_path)))
    assert told in str(refused.value)


def test_what_changes_is_told(tmp_path: Path) -> None:
    """A model that leaves its space breaks whoever mixes vectors."""
    changed = '[shared_spaces]\nmodels = [["voyage-4-large", "voyage-4"]]\n'
    (tmp_path / "contract.toml").write_text(HEAD + changed, "utf-8")
    told = [str(change.sentence) for change in changes_between(load("voyage"), load(str(tmp_path)))]
    assert "it no longer shares one space with voyage-4-lite" in told
