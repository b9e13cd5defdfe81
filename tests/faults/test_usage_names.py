"""What a vendor counts under a name of its own is judged like what OpenAI counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from trial import PATIENT, trial

from conformance.checks.unjudged_entries import unjudged_entries
from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.locations import schemas_folder

CHECKS = ("usage.prompt-tokens", "usage.adds-up", "usage.total-equals-prompt")
TABLE = """\
format = 1
extends = "openai-compatible"
name = "counting"
title = "T"
date = "2026"
source = "A test"

[[clauses]]
id = "answer.usage"
level = "MUST"
statement = "usage has input_tokens, which counts all texts, and total_tokens."
locator = "A test"
checks = ["usage.prompt-tokens", "usage.adds-up", "usage.total-equals-prompt"]
"""
NAMED = '\n[usage]\nprompt_tokens = "input_tokens"\n'


def _contract(folder: Path, named: str = NAMED) -> str:
    """Write a contract whose answers count input_tokens; return its path."""
    response: dict[str, Any] = json.loads((schemas_folder() / "openai-compatible" / "response.json").read_text("utf-8"))
    usage = response["properties"]["usage"]
    usage["properties"]["input_tokens"] = usage["properties"].pop("prompt_tokens")
    usage["required"] = ["input_tokens", "total_tokens"]
    (folder / "contract.toml").write_text(TABLE + named, "utf-8")
    (folder / "response.json").write_text(json.dumps(response), "utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (None, None),
        ("usage-of-first-text", "usage.adds-up"),
        ("usage-prompt-string", "usage.prompt-tokens"),
        ("usage-prompt-missing", "usage.prompt-tokens"),
        ("usage-zero", "usage.prompt-tokens"),
    ],
)
def test_a_count_by_another_name_is_judged(tmp_path: Path, fault: str | None, check: str | None) -> None:
    """The service that counts rightly passes, and each wrong count is found where the vendor has it."""
    done = trial(
        _contract(tmp_path), ("any-model",), faults=(fault,) if fault else (), only=CHECKS, client_limits=PATIENT
    )
    amiss = {row.check: row for row in done.results if str(row.verdict) in {"fail", "advice"}}
    assert set(amiss) >= {check} if check else amiss == {}
    assert all(row.findings[0].pointer == "/usage/input_tokens" for row in amiss.values() if row.check == check)


def test_a_count_that_nobody_looks_at_is_named(tmp_path: Path) -> None:
    """Without its name, nothing is counted by OpenAI's, and every check of it would pass."""
    path = _contract(tmp_path, "")
    assert any("usage.adds-up" in entry and "[usage]" in entry for entry in unjudged_entries(load(path), path))
    path = _contract(tmp_path)
    assert not any("[usage]" in entry for entry in unjudged_entries(load(path), path))
    with pytest.raises(ContractError, match="says nothing"):
        load(_contract(tmp_path, NAMED.replace("input_tokens", "text_tokens")))


def test_what_a_document_says_nothing_of_is_not_missed(tmp_path: Path) -> None:
    """Answers without ``usage`` are right where response.json has none, whatever clauses name its checks."""
    path = _contract(tmp_path, "")
    response = json.loads((tmp_path / "response.json").read_text("utf-8"))
    del response["properties"]["usage"]
    response["required"].remove("usage")
    (tmp_path / "response.json").write_text(json.dumps(response), "utf-8")
    assert trial(path, ("any-model",), only=CHECKS, client_limits=PATIENT).alarms() == []
