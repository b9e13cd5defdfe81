"""The limits of contracts as data, which clients can take along."""

from __future__ import annotations

import json

import pytest

from conformance.cli import main
from conformance.contract.limits import limits_of
from conformance.contract.loading import contract_names, load
from conformance.contract.suite_schema import refuse_broken


@pytest.mark.parametrize("name", contract_names())
def test_the_limits_of_a_contract_are_as_their_schema_describes(name: str) -> None:
    """They say of each model what is documented, and nothing of what is not."""
    limits = limits_of(load(name))
    refuse_broken("limits", limits, name)
    assert [row["name"] for row in limits["models"]] == [model.name for model in load(name).models]


def test_the_command_writes_one_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """With batch size, tokens, widths, price and source of the user's vendor."""
    with pytest.raises(SystemExit, match="0"):
        main(["contracts", "export", "dashscope-beijing-2026-11", "--limits"])
    limits = json.loads(capsys.readouterr().out)
    rows = {row.pop("name"): row for row in limits["models"]}
    assert rows["qwen3.7-text-embedding-flash"] == {
        "max_items": 20,
        "max_tokens": 128000,
        "dimensions": [1024, 768, 512, 256],
        "default_dimensions": 1024,
        "dimensions_parameter": "dimensions",
        "formats": ["float"],
        "price": 0.125,
    }
    assert (limits["currency"], limits["date"]) == ("CNY", "2026-11")


def test_a_form_of_export_is_named() -> None:
    """None, or both at once, is a mistake."""
    for forms in ([], ["--limits", "--openapi"]):
        with pytest.raises(SystemExit, match="4"):
            main(["contracts", "export", "dashscope", *forms])
