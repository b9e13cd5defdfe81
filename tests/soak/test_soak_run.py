"""A whole soak, master and workers, against a service that swaps rows now and then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from conformance.locations import schemas_folder
from conformance.service import Service, server
from conformance.service.behaviour import Behaviour, PipelineStage
from conformance.service.catalogue import ALL_FAULTS
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall

KEY = "sk-only-for-soaks"
SWAPPING = "rows-swapped-now-and-then"


@pytest.fixture
def swaps_one_in(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Add a fault that a run of some hundred requests would seldom meet, so no check can be held to find it there."""
    every = 500 if request.config.getoption("--long-soak") else 50

    def swap(call: EmbeddingCall, vectors: Vectors) -> Vectors:
        due = call.state.tick(SWAPPING) % every == every - 1
        return vectors[::-1] if due else vectors

    swapping = Behaviour(SWAPPING, "Swaps rows now and then.", PipelineStage.VECTORS, swap)
    monkeypatch.setattr(server, "ALL_FAULTS", {**ALL_FAULTS, SWAPPING: swapping})
    return SWAPPING


def _soak(folder: Path, base_url: str, seconds: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from conformance.cli import main; main()", "soak", f"--base-url={base_url}"]
    return subprocess.run(
        [*command, "--workers=2", "--users=6", f"--duration={seconds}s"],
        cwd=folder,
        env={**os.environ, "EMB_API_KEY": KEY},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def _document(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "reports" / "soak" / "results.json").read_text("utf-8"))
    return document


def test_a_swap_in_a_few_hundred_requests_is_found(
    tmp_path: Path, swaps_one_in: str, request: pytest.FixtureRequest
) -> None:
    """Two workers on loopback find it, tell how often it happened, and leave what every run leaves."""
    seconds = 30 if request.config.getoption("--long-soak") else 4
    with Service(faults=[swaps_one_in], key=KEY) as service:
        done = _soak(tmp_path, service.base_url, seconds)
        sent = len(service.received)
    assert done.returncode == 1, done.stdout + done.stderr
    document = _document(tmp_path)
    verdicts = {row["id"]: row["verdict"] for row in document["results"]}
    assert {check for check, verdict in verdicts.items() if verdict == "fail"} == {"relations.load-changes-nothing"}
    rates = {rate["check"]: rate for rate in document["measurements"]["soak"]["failure_rates"]}
    swapped = rates["relations.load-changes-nothing"]
    assert 0 < swapped["failing"] < swapped["judged"] / 10
    assert swapped["judged"] == rates["structure.item-count"]["judged"] == document["traffic"]["sent"]
    assert document["traffic"]["sent"] <= sent
    assert {row["model"] for row in document["results"]} == {"text-embedding-v1", None}
    soak = document["measurements"]["soak"]
    assert sum(row["requests"] for row in soak["timeline"]) == document["traffic"]["sent"]
    assert sum(row["wrong"] for row in soak["timeline"]) == swapped["failing"]
    assert "under sustained load" in (tmp_path / "reports" / "soak" / "audit.html").read_text("utf-8")
    assert "Traceback" not in done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr
    _valid(document)


def _valid(document: dict[str, Any]) -> None:
    folder = schemas_folder() / "suite"
    schemas = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    schema = json.loads((folder / "results.json").read_text("utf-8"))
    Draft202012Validator(schema, registry=registry).validate(document)


def test_a_missing_base_url_is_told_in_one_sentence(tmp_path: Path) -> None:
    """What cannot be soaked ends with 4 before anything is started."""
    done = _soak(tmp_path, "host:8000/v1", 1)
    assert done.returncode == 4
    assert done.stderr.strip().endswith("'host:8000/v1' is no base URL: give one such as https://host/v1")
