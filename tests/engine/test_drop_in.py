"""Whether a client of OpenAI works unchanged is told from the answers that the vendor's own contract asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.model.verdict import Level
from conformance.results.document import RunInfo, assemble
from conformance.results.partial_results import partial_results
from conformance.service import Service

MODEL, KEY = "text-embedding-v3", "sk-reference"
TEXT = {"type": "string"}


@cache
def _judged(contract: str, **broken: tuple[str, ...]) -> tuple[tuple[Result, ...], str]:
    """Judge the reference service by a contract, and tell that the second layer asked for nothing more."""
    with Service(contract, key=KEY, **broken) as served:
        target = Target(served.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            run = Run.of_everything(
                load(contract), target, [MODEL], sender=client, memory=Store(), options=PlanOptions(examples=0)
            )
            results = [run.judge("structure.data", MODEL)]
            asked = len(served.received)
            collected = run.collected()
            told = partial_results(collected, results, run.rows)
            run.close()
        assert len(served.received) == asked
    return collected.drop_in, json.dumps(told)


def document(contract: str, *, expression: str = "", **broken: tuple[str, ...]) -> dict[str, Any]:
    """Return the results of such a run, which is made once."""
    known = load(contract)
    options = RunOptions("http://host/v1", known.name, (MODEL,))
    head = RunInfo(known, options, strict=False, expression=expression, started=0.0, finished=1.0)
    return assemble(head, [json.loads(_judged(contract, **broken)[1])])


def checks_of(layer: Mapping[str, Any]) -> set[str]:
    """Return the checks that a client trips over."""
    return {row["id"] for row in layer["results"] if row["verdict"] in {"fail", "advice"}}


def test_a_service_without_fault_is_a_drop_in() -> None:
    """What the vendor documents is what such a client needs."""
    layer = document("dashscope")["drop_in"]
    assert (layer["contract"], layer["verdict"], layer["results"]) == ("openai-compatible", "yes", [])
    assert layer["checks"] > 50


def test_a_correct_but_unusual_service_is_a_drop_in_too() -> None:
    """Other members and other orders of them are nobody's trouble."""
    layer = document("dashscope", oddities=("extra-fields",))["drop_in"]
    assert (layer["verdict"], checks_of(layer)) == ("yes", set())


def test_a_fault_that_harms_every_client_says_no() -> None:
    """Its finding names an exchange of the results file, as all findings do."""
    told = document("dashscope", faults=("index-starts-at-one",))
    layer = told["drop_in"]
    assert layer["verdict"] == "no"
    assert "ordering.index-set" in checks_of(layer)
    findings = [finding for row in layer["results"] for finding in row["findings"]]
    assert {finding["exchange"] for finding in findings} <= told["exchanges"].keys()


def test_what_a_vendor_may_do_by_its_own_contract_is_a_difference_all_the_same(tmp_path: Path) -> None:
    """An error body of another shape is documented there, and yet no client of OpenAI finds its parts."""
    (tmp_path / "contract.toml").write_text(
        'format = 1\nextends = "dashscope"\nname = "flat"\ntitle = "Flat"\ndate = "2026"\nsource = "A test"\n'
        '[envelopes.flat]\nmessage = "/message"\ntype = "/type"\nparam = "/param"\ncode = "/code"\n',
        "utf-8",
    )
    members = {"message": TEXT, "type": TEXT, **{key: {"type": ["string", "null"]} for key in ("param", "code")}}
    schema = {"type": "object", "required": list(members), "properties": members}
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    (tmp_path / "error.json").write_text(json.dumps({**dialect, **schema}), "utf-8")
    layer = document(str(tmp_path))["drop_in"]
    assert (layer["verdict"], checks_of(layer)) == ("differences", {"errors.envelope"})


def test_a_narrowed_run_has_no_second_layer() -> None:
    """It sees too little."""
    assert "drop_in" not in document("dashscope", expression="-k ordering")


def test_a_service_of_any_model_without_fault_is_a_drop_in() -> None:
    """What its contract leaves open is asked all the same."""
    layer = document("openai-compatible")["drop_in"]
    assert (layer["verdict"], layer["results"]) == ("yes", [])


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("dimensions-ignored-in-silence", "noticed.dimensions"),
        ("model-name-ignored", "noticed.model"),
        ("any-key-will-do", "noticed.wrong-key"),
        ("token-list-as-texts", "noticed.token-ids"),
    ],
)
def test_what_is_ignored_in_silence_is_no_drop_in_though_it_is_conformant(fault: str, check: str) -> None:
    """Many servers do so, and a client of OpenAI gets rows it did not ask for."""
    layer = document("openai-compatible", faults=(fault,))["drop_in"]
    assert (layer["verdict"], checks_of(layer)) == ("no", {check})
    assert load("openai-compatible").level_of(check) is Level.SHOULD


def test_what_a_client_relies_on_is_asked_of_every_service() -> None:
    """That one works unchanged is said of what was asked only."""
    judged = {result.check for result in _judged("openai-compatible")[0] if result.judged}
    assert judged >= {
        "noticed.dimensions",
        "noticed.model",
        "noticed.wrong-key",
        "noticed.token-ids",
        "encoding.sdk-default",
        "encoding.base64-harmless",
        "usage.adds-up",
        "limits.batch-sizes",
        "validation.languages-accepted",
    }


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("b64-big-endian", "encoding.base64-harmless"),
        ("second-half-repeats-first", "relations.batch-equals-alone"),
        ("chinese-500", "validation.languages-accepted"),
    ],
)
def test_what_harms_the_rows_of_a_client_is_found_where_little_is_documented(fault: str, check: str) -> None:
    """Base64, long lists and Chinese are asked of every service, and what is wrong with them is no drop-in."""
    contract, options = load("openai-compatible"), PlanOptions(examples=0)
    with Service(contract.name, faults=(fault,), key=KEY) as served:
        target = Target(served.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            run = Run(contract, target, {MODEL: [check]}, sender=client, memory=Store(), options=options)
            own, layer = run.judge(check, MODEL), {result.check: result for result in run.collected().drop_in}
            run.close()
    assert (own.verdict in {"fail", "advice"}, layer[check].verdict) == (True, "fail")
