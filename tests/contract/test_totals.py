"""What all texts of a request may be together: by tokens, by characters, by bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.checks import CHECKS
from conformance.checks.unjudged_entries import unjudged_entries
from conformance.client.http import Client
from conformance.clients.requests.violations import violated_rules
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.engine.plan import left_out
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.contract import Contract
from conformance.model.depth import Depth
from conformance.model.exchange import Request
from conformance.model.options import PlanOptions
from conformance.model.result import NOT_TRIED
from conformance.model.target import Target
from conformance.model.verdict import Verdict
from conformance.probes import PlanContext
from conformance.probes.totals import plan_totals
from conformance.service import Service

CHECK = "limits.total-over"


def vendor(folder: Path, limit: str) -> str:
    """Write a contract with one limit of all texts together, of any model."""
    folder.mkdir()
    (folder / "contract.toml").write_text(
        'format = 1\nextends = "openai-compatible"\nname = "vendor"\ntitle = "V"\ndate = "2026"\nsource = "A test"\n'
        f'[other_models]\nmax_items = 8\n{limit}\n[policy]\n"input.total" = "refuse"\n'
        '[[clauses]]\nid = "limits.total"\nlevel = "MUST"\nstatement = "Texts have a limit together."\nlocator = "x"\n'
        f'checks = ["{CHECK}"]\n',
        "utf-8",
    )
    return str(folder)


def verdict(path: str, contract: Contract, *faults: str) -> str:
    """Judge the service that plays a contract by the check of totals alone."""
    with Service(path, faults=faults) as service:
        target = Target(service.base_url)
        with Client(target, sleep=lambda _: None) as client:
            run = Run(contract, target, {"m": (CHECK,)}, sender=client, memory=Store(), options=PlanOptions(examples=0))
            found = str(run.judge(CHECK, "m").verdict)
            run.close()
    return found


@pytest.mark.parametrize(
    "limit", ["max_request_tokens = 300", "max_request_characters = 900", "max_request_bytes = 900"]
)
def test_a_list_beyond_a_total_is_to_be_refused(tmp_path: Path, limit: str) -> None:
    """It is beyond that alone, and a service that looks at each text alone is found."""
    path = vendor(tmp_path / "vendor", limit)
    contract = load(path)
    assert verdict(path, contract) == "pass"
    assert verdict(path, contract, "total-ignored") == "fail"


@pytest.mark.parametrize("limit", ["max_request_tokens = 300000", "max_request_bytes = 4000000"])
def test_a_total_that_costs_too_much_is_not_tried(tmp_path: Path, limit: str) -> None:
    """Nobody pays for hundreds of thousands of tokens to see one refusal."""
    contract = load(vendor(tmp_path / "vendor", limit))
    options = PlanOptions(examples=0, depth=Depth.DEEP)
    assert list(plan_totals(PlanContext.of(contract, "m", options=options, first=True))) == []
    said = [*unjudged_entries(contract, str(tmp_path / "vendor"))]
    assert any(entry.startswith(f"other_models.{limit.partition(' ')[0]}: no run goes beyond it") for entry in said)
    result = Judge(contract, []).judge(CHECKS[CHECK], "m")
    assert (result.verdict, result.reason) == (Verdict.NOT_APPLICABLE, NOT_TRIED())


def test_a_total_that_is_dear_is_tried_in_deep_runs_alone(tmp_path: Path) -> None:
    """Whoever asks for all that is dear is told of a limit of tens of thousands of tokens."""
    contract = load(vendor(tmp_path / "vendor", "max_tokens = 8192\nmax_request_tokens = 20000"))
    planned = {
        depth: len(list(plan_totals(PlanContext.of(contract, "m", options=PlanOptions(depth=depth), first=True))))
        for depth in Depth
    }
    assert planned == {Depth.SMOKE: 0, Depth.STANDARD: 0, Depth.DEEP: 1}
    unasked = {depth for depth in Depth if CHECK in left_out(contract, ["m"], PlanOptions(depth=depth)).get("m", ())}
    assert unasked == {Depth.SMOKE, Depth.STANDARD}
    said = [*unjudged_entries(contract, str(tmp_path / "vendor"))]
    assert any(entry.startswith("other_models.max_request_tokens: only a run of the depth deep") for entry in said)


@pytest.mark.parametrize(
    ("limit", "text", "rules"),
    [
        ("max_request_characters = 10", "北京北京北京", ("input.total",)),
        ("max_request_characters = 12", "北京北京北京", ()),
        ("max_request_bytes = 35", "北京北京北京", ("input.total",)),
        ("max_request_tokens = 10", "北京北京北京", ()),
    ],
)
def test_a_client_beyond_a_total_is_named(tmp_path: Path, limit: str, text: str, rules: tuple[str, ...]) -> None:
    """By characters and bytes; tokens only the model's own tokenizer counts."""
    contract = load(vendor(tmp_path / "vendor", limit))
    body = json.dumps({"model": "m", "input": [text, text]}, ensure_ascii=False).encode()
    assert violated_rules(contract, "m", Request(body)) == rules
