"""The plan of a model is small, whole, controlled, and the same wherever it is made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from planned_models import CONTRACT, SEED, SINGLE, plan

import conformance
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.plan import applicable, plan_model
from conformance.locations import schemas_folder
from conformance.model.case import Expect
from conformance.model.exchange import Credential
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.probes import PROBES, PlanContext

MODELS = tuple(model.name for model in CONTRACT.models)
V1, V3 = MODELS[0], MODELS[-1]

DIGESTS = f"""
import hashlib, sys
from conformance.contract.loading import load
from conformance.engine.plan import applicable, plan_model
from conformance.model.options import PlanOptions
from conformance.probes import PlanContext
contract = load("dashscope")
digest = hashlib.sha256()
for at, model in enumerate(contract.models):
    context = PlanContext.of(contract, model.name, options=PlanOptions({SEED}, 5), first=not at)
    for request in plan_model(context, applicable(contract)).requests:
        digest.update(request.key.encode())
print(digest.hexdigest())
"""


def _digest(folder: Path, path: Path | None) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    command = [sys.executable, "-c", DIGESTS]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_a_copied_install_plans_the_same_from_another_folder(tmp_path: Path) -> None:
    """The same seed gives the same requests in a checkout and in an installed copy, whatever the working folder."""
    package = Path(conformance.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    copied = Path(shutil.copytree(package, tmp_path / "site" / "conformance", ignore=ignored))
    if not (copied / "schemas").exists():
        shutil.copytree(schemas_folder(), copied / "schemas")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    here, there = _digest(package.parent, package.parent), _digest(elsewhere, copied.parent)
    assert len(here.strip()) == 64
    assert here == there
    assert list(elsewhere.iterdir()) == []


def _requests(model: str, probes: Collection[str], examples: int) -> int:
    """Count the distinct requests of some probes, adaptive ones by their estimate, without the reserve."""
    planned = plan(model, examples=examples, wanted=applicable(CONTRACT))
    sure = (probe for probe in planned.later if not probe.estimate.reserved)
    later = sum(probe.estimate.requests for probe in sure if probe.name in probes)
    return len({case.request.key for case in planned.cases if case.probe in probes}) + later


CORE = {"examples", "forms", "encodings", "broken", "auth", "odd", "controls", "token-unit", "token-limits"}
CORE |= {"random-valid", "random-broken", "random-odd"}


@pytest.mark.parametrize(("examples", "most"), [(0, 127), (25, 219)])
@pytest.mark.parametrize("model", MODELS)
def test_a_model_costs_no_more_than_its_budget(model: str, examples: int, most: int) -> None:
    """Distinct requests stay few, for the model that also carries the target's own too; comparisons come on top."""
    assert _requests(model, CORE, examples) <= most
    assert _requests(model, PROBES.keys() | {"controls"}, examples) <= 400


def test_without_examples_only_boundaries_are_planned() -> None:
    """With no random examples no case is random, and every other one is still there."""
    boundaries, all_ = plan(V3), plan(V3, examples=3)
    assert not any(case.random for case in boundaries.cases)
    assert [case for case in all_.cases if not case.random] == list(boundaries.cases)
    assert any(case.random for case in all_.cases)


@pytest.mark.parametrize("model", MODELS)
def test_every_broken_request_has_a_control_that_is_planned(model: str) -> None:
    """A request that must or may be refused says something only beside one that must be answered."""
    planned = plan(model, examples=3)
    documented = {case.request.key for case in planned.cases if case.expect is Expect.ANSWER}
    for case in planned.cases:
        if case.expect is not Expect.ANSWER:
            assert case.control is not None, str(case.title)
            assert case.control.key in documented, str(case.title)


def test_a_control_goes_before_the_first_case_that_needs_it() -> None:
    """Controls that are no cases of their own are planned once each, and earlier than what they control."""
    cases = plan(V3).cases
    controls = {case.request.key: at for at, case in enumerate(cases) if case.probe == "controls"}
    assert len(controls) == sum(case.probe == "controls" for case in cases) > 0
    needing = [(at, case.control.key) for at, case in enumerate(cases) if case.control and case.control.key in controls]
    assert {key for _, key in needing} == set(controls)
    assert all(controls[key] < at for at, key in needing)


@pytest.mark.parametrize(
    ("check", "probes"),
    [
        ("auth.wrong-key-code", {"auth", "controls"}),
        ("validation.model-unknown", {"broken", "framing", "controls"}),
        ("limits.items-over-cap", {"broken", "controls"}),
        ("encoding.sdk-default", {"encodings", "noise", "controls"}),
        ("ordering.index-position", {"examples", "forms", "controls"}),
    ],
)
def test_a_check_asked_for_alone_sends_what_it_needs(check: str, probes: set[str]) -> None:
    """Selecting one check plans its probes whole, or the cases aimed at it with their controls, and nothing else."""
    planned = plan(V3, wanted=[check])
    assert {case.probe for case in planned.cases} <= probes
    assert len(planned.cases) < len(plan(V3).cases) / 2
    assert planned.later == ()
    aimed = [case for case in planned.cases if case.decided_by == check]
    assert aimed or CHECKS[check].probes


def test_a_check_of_lengths_brings_its_calibration_and_follows_later() -> None:
    """An adaptive probe is not planned at once, but what it needs is."""
    planned = plan(V3, wanted=["limits.tokens-under"])
    assert [probe.name for probe in planned.later] == ["token-limits"]
    assert {case.probe for case in planned.cases} == {"token-unit", "controls"}
    later = planned.follow(planned.later[0], ())
    assert [case.decided_by for case in later] == ["limits.tokens-under"]


@pytest.mark.parametrize("model", MODELS)
def test_at_most_four_requests_carry_a_wrong_key(model: str) -> None:
    """Services lock out callers who fail often, so wrong keys are few, and sent once for the target."""
    wrong = [case for case in plan(model, examples=3).cases if case.request.credential is not Credential.VALID]
    assert 1 <= len({case.request.key for case in wrong if case.request.credential is not Credential.MISSING}) <= 4
    assert plan(model).context.plain.body in {case.request.body for case in wrong}
    others = plan(model, first=False).cases
    assert {case.request.credential for case in others} == {Credential.VALID}


def test_only_the_first_model_carries_what_concerns_the_whole_target() -> None:
    """Unknown models and malformed bodies are asked for once, not once a model."""
    whole = {check for check, entry in CHECKS.items() if entry.whole_target}
    assert {case.decided_by for case in plan(V1).cases} & whole
    assert not {case.decided_by for case in plan(V1, first=False, examples=5).cases} & whole


@pytest.mark.parametrize("check", SINGLE)
def test_every_check_has_something_to_judge(check: str) -> None:
    """For at least one model the plan holds a case that each check wants."""
    planned = [plan(model) for model in (V1, V3)]
    cases = [case for each in planned for case in each.cases]
    adaptive = {decided_by for each in planned for probe in each.later for decided_by in probe.decided}
    assert check in adaptive or any(CHECKS[check].selector.wants(case) or case.decided_by == check for case in cases)


def test_checks_are_applicable_in_the_order_of_registration() -> None:
    """The order of tests and reports is that of the registry, whatever the order of clauses."""
    ids = applicable(CONTRACT)
    assert list(ids) == [check for check in CHECKS if check in ids]


def test_planned_bodies_are_documented_where_an_answer_is_expected() -> None:
    """What is expected to be answered names the model and only documented parameters."""
    for case in plan(V3, examples=5).cases:
        if case.expect is Expect.ANSWER:
            body = json.loads(case.request.body)
            assert body["model"] == V3
            assert set(body) <= {"model", "input", "dimensions", "encoding_format"}
            assert len(case.texts or ()) in range(1, 7)


def test_what_asks_for_other_elements_says_so_whatever_planned_it() -> None:
    """Bits in place of bytes are asked for by random requests, too, by broken ones, and by their controls."""
    contract = load("perplexity")
    context = PlanContext.of(contract, contract.models[-1].name, options=PlanOptions(SEED, 25), first=True)
    asking = [
        case
        for case in plan_model(context, applicable(contract)).cases
        if case.texts is not None and b'"base64_binary"' in case.request.body
    ]
    assert {ProbeName.RANDOM_VALID, ProbeName.RANDOM_BROKEN, ProbeName.ELEMENTS} <= {case.probe for case in asking}
    assert all(case.varied and case.elements == contract.elements["base64_binary"] for case in asking)
