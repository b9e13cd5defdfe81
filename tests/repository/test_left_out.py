"""docs/left-out.md: what is known of vendors and stands in no contract."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.contract.loading import contract_names

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parents[2] / "docs" / "left-out.md").read_text("utf-8").splitlines()
    if line.startswith("| ")
][2:]


def test_each_fact_that_is_left_out_names_its_contract_and_a_reason() -> None:
    """A contract that there is, how it is known, and why; what is unknown needs none."""
    for contract, fact, by, reason in ROWS:
        assert contract == "–" or contract.strip("`") in contract_names(), fact
        assert by in {"document", "code", "report", "unknown"}, fact
        assert reason not in {"", "–"} or by == "unknown", fact


def test_no_fact_is_told_twice() -> None:
    """A row says one thing of one contract."""
    assert len({(contract, fact) for contract, fact, _, _ in ROWS}) == len(ROWS) > 40


def test_every_model_that_is_left_out_is_in_no_contract() -> None:
    """Who writes one down takes it from the page."""
    named = {name for _, fact, _, _ in ROWS for name in re.findall(r"\b(?:voyage|jina|gemini)-[\w.-]+", fact)}
    folder = Path(__file__).parents[2] / "schemas"
    written = "\n".join(path.read_text("utf-8") for path in folder.glob("*/contract.toml"))
    assert named
    assert not {name for name in named if f'name = "{name}"' in written}
