"""Bytes are scaled to what the contract says."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.options import PlanOptions
from conformance.model.target import Target
from conformance.service import Service
from conformance.service.quantizing import quantize
from conformance.service.served_contract import ServedElements

VENDOR = Path(__file__).parents[1] / "faults" / "further-parameters.toml"
SCALE = "elements.scale"


@pytest.mark.parametrize(
    ("elements", "numbers"),
    [
        (ServedElements("int8"), [-127, 64, 0]),
        (ServedElements("int8", greatest=100), [-100, 50, 0]),
        (ServedElements("int8", greatest=128), [-128, 64, 0]),
        (ServedElements("uint8", greatest=100), [28, 178, 128]),
    ],
)
def test_a_vector_is_scaled_to_its_greatest_element(elements: ServedElements, numbers: list[int]) -> None:
    """To 127 where a contract says nothing."""
    assert quantize([-0.5, 0.25, 0.0], elements).tolist() == numbers


def test_the_service_keeps_to_the_scale_of_its_contract(tmp_path: Path) -> None:
    """What a contract says of scaling is right of the service that plays it."""
    file = tmp_path / "vendor.toml"
    file.write_text(VENDOR.read_text("utf-8").replace("greatest = 127", "greatest = 100"), "utf-8")
    contract = load(str(file))
    with Service(str(file)) as service:
        target = Target(service.base_url)
        with Client(target) as client:
            wanted, options = {"wide": frozenset({SCALE})}, PlanOptions(examples=0)
            run = Run(contract, target, wanted, sender=client, memory=Store(), options=options)
            verdict = run.judge(SCALE, "wide").verdict
            run.close()
    assert verdict == "pass"
