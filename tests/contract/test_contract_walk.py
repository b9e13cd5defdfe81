"""The walk of docs/contracts.md, from a vendor's page to a gate, is followed word for word."""

from __future__ import annotations

import json
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.cli.contract_check import Trial, faults_for, most_documented, try_contract
from conformance.contract.loading import load
from conformance.model.exit_status import ExitStatus
from conformance.model.result import Result
from conformance.model.verdict import Level, Verdict
from conformance.service import FAULTS

PAGE = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text("utf-8")
WALK = PAGE[PAGE.index("## From a vendor's page") : PAGE.index("## Levels")]
CLIENT = Path(__file__).parents[1] / "clients" / "gate" / "sample_client.py"


def commands(group: int) -> list[list[str]]:
    """Return the commands of one of the two blocks, without the program's name."""
    block = re.findall(r"```sh\n(.*?)```", WALK, re.DOTALL)[group]
    return [shlex.split(line)[1:] for line in block.splitlines()]


def status_of(arguments: list[str]) -> object:
    """Run a command and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code


def test_the_walk_leads_to_a_contract_that_is_tried_and_a_gate_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command ends well, nothing is left unjudged, and a client that sends what is wanted passes."""
    monkeypatch.chdir(tmp_path)
    new, validate, check = commands(0)
    assert status_of(new) == 0
    for name, text in re.findall(r"```\w+ (acme\S+)\n(.*?)```", WALK, re.DOTALL):
        assert (tmp_path / name).exists()
        (tmp_path / name).write_text(text, "utf-8")
    assert status_of(validate) == 0
    assert "not judged" not in capsys.readouterr().out
    families = ["--family=auth"]
    assert status_of([*check, *families]) == 0
    printed = capsys.readouterr().out
    assert "nothing amiss" in printed
    assert "wrong-key-400: found" in printed
    _, gate = commands(1)
    own = [sys.executable, str(CLIENT), "acme"]
    assert status_of([*gate[: gate.index("--")], "--scenario=list", "--results=r.json", "--", *own]) == 0
    assert status_of([*gate[: gate.index("--")], "--scenario=list", "--results=r.json", "--", *own[:2]]) == 1


def test_what_is_amiss_by_a_contract_of_ones_own_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A check that the service fails as played is named, and the exit status says so."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "contract.toml").write_text(
        'format = 1\nextends = "openai-compatible"\nname = "odd"\ntitle = "O"\ndate = "2026"\nsource = "A test"\n'
        '[[clauses]]\nid = "odd.object"\nlevel = "MUST"\nstatement = "Answers are vectors."\nlocator = "x"\n'
        'checks = ["structure.object"]\n',
        "utf-8",
    )
    properties = {"data": {}, "object": {"const": "vectors"}, "usage": {"type": "object"}}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": properties}
    (folder / "response.json").write_text(json.dumps(schema), "utf-8")
    # What is played is judged by all checks, whatever is broken then: limits are broken in few ways.
    assert status_of(["contracts", "check", str(folder), "--family=limits"]) == 1
    printed = capsys.readouterr().out
    assert "amiss" in printed
    assert "structure.object fail" in printed, printed


def test_faults_of_widths_are_tried_with_models_of_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Faults that show with models of one vendor are played with those of another."""
    contract = load("openai")
    faults = faults_for(contract, ("dimensions",), every=False)
    assert {check for fault in faults for check in FAULTS[fault].caught} >= {"dimensions.asked", "dimensions.default"}
    trials = [*try_contract(contract, "openai", "text-embedding-3-small", ["dim-ignored"], every=False)]
    assert trials[-1].finders == {"dimensions.asked"}
    assert status_of(["contracts", "check", "openai", "--family=nonsense"]) == ExitStatus.USAGE
    assert "dimensions" in capsys.readouterr().err


def test_a_check_that_fails_without_a_fault_has_found_none() -> None:
    """What it says of the fault it would have said anyway."""
    result = Result("dimensions.asked", "", (), Level.MUST, None, Verdict.FAIL)
    broken = Trial("dim-ignored", (result,), before=frozenset({"dimensions.asked"}))
    assert (broken.finders, broken.others) == (frozenset(), frozenset())
    assert replace(broken, before=frozenset()).finders == {"dimensions.asked"}


@pytest.mark.parametrize(
    ("contract", "model"), [("qianfan", "Qwen3-Embedding-4B"), ("zhipu", "embedding-3"), ("ollama", "any-model")]
)
def test_the_model_that_is_played_is_one_of_which_much_can_be_broken(contract: str, model: str) -> None:
    """One that takes lists, with limits: of a model that takes a single text, few faults show."""
    assert most_documented(load(contract)) == model
