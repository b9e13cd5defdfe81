"""Schemathesis reads what we export; ``tox -e openapi`` runs this, ``pytest tests`` does not, since it brings much."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.contract.loading import contract_names, load
from conformance.contract.openapi import openapi_of
from conformance.service import Service

COMMAND = shutil.which("st", path=Path(sys.executable).parent) or "st"
KEY = "sk-reference"


def tried(contract: str, folder: Path, *faults: str) -> subprocess.CompletedProcess[str]:
    """Let Schemathesis test the reference service by the exported document.

    It sends what the document allows. Of what a schema forbids it wants all refused, and OpenAPI has no words for what
    a contract leaves open.
    """
    document = folder / "openapi.json"
    document.write_text(json.dumps(openapi_of(load(contract))), "utf-8")
    with Service(contract, faults=faults, key=KEY) as service:
        command = [COMMAND, "run", str(document), f"--url={service.base_url}", "-H", f"Authorization: Bearer {KEY}"]
        narrow = [
            "--mode=positive",
            "--max-examples=30",
            "--seed=1",
            "--no-color",
            "--generation-database=none",
        ]
        return subprocess.run([*command, *narrow], cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("contract", contract_names())
def test_the_reference_service_is_as_the_document_says(contract: str, tmp_path: Path) -> None:
    """Schemathesis sends requests of the document's making and finds nothing."""
    done = tried(contract, tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_broken_service_is_found_out(tmp_path: Path) -> None:
    """The exported schema of answers is strict enough to tell a field that is missing."""
    done = tried("dashscope", tmp_path, "id-missing")
    assert done.returncode == 1, done.stdout
    assert '"id" is a required property' in done.stdout
