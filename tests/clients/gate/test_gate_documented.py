"""The page on the gate says what is there."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.clients.driving.scenario import applicable_scenarios
from conformance.clients.requests.requirement import REQUIREMENTS, known_rules
from conformance.contract.loading import load
from conformance.service.transients import TRANSIENTS

PAGE = (Path(__file__).parents[3] / "docs" / "gate.md").read_text("utf-8")


def test_every_scenario_is_in_the_table_and_no_other() -> None:
    """Name, kind and statement are those of the code, in its order."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    played = applicable_scenarios(load("dashscope"), "text-embedding-v3")
    assert rows == [(each.id.partition(".")[2], str(each.kind), str(each.statement)) for each in played]


def test_every_requirement_and_rule_named_is_one() -> None:
    """The table of requirements is complete, and rules in it can be given to --intended."""
    named = re.findall(r"^\| (`requests\.[^|]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {name for cell, _ in named for name in re.findall(r"`([a-z.-]+)`", cell)} == set(REQUIREMENTS)
    rules = {rule for _, cell in named for rule in re.findall(r"`([a-zA-Z_.-]+)`", cell)}
    assert known_rules(sorted(rules), load("dashscope"))


def test_every_episode_is_named() -> None:
    """A client's tests can order each."""
    assert [name for name in TRANSIENTS if f"`{name}`" not in PAGE] == []
