"""What the tests of the drivers share: a driver started as the gate starts it, and the vectors it should tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.clients.driving.command import client_environment
from conformance.service import Service

__all__ = ["DRIVERS", "KEY", "MODEL", "TEXTS", "closely", "driven", "on_the_wire"]

DRIVERS = Path(__file__).resolve().parents[2] / "drivers"
KEY = "sk-reference"
MODEL = "text-embedding-v3"
TEXTS = ("一盏灯。", 'A "door",\nand a \\ window.', "Ein Löffel 🥄")


def driven(name: str, service: Service, *asked: Mapping[str, Any], key: str = KEY, python: str = "") -> list[Any]:
    """Return what a client's driver tells of each request, with the packages of another interpreter if one is named."""
    lines = [json.dumps({"id": f"r{at}", "model": MODEL, **each}) for at, each in enumerate(asked)]
    command = [sys.executable, str(DRIVERS / "run.py"), name, *([f"--python={python}"] if python else [])]
    done = subprocess.run(
        command,
        env=client_environment(service.base_url, key, "EMB_API_KEY", os.environ),
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in told] == [f"r{at}" for at in range(len(asked))], done.stderr
    return told


def on_the_wire(service: Service, texts: str | Sequence[str], **width: int) -> list[list[float]]:
    """Return the vectors that the service gives for texts, in their order."""
    answer = httpx.post(
        f"{service.base_url}/embeddings",
        headers={"Authorization": f"Bearer {KEY}"},
        json={"model": MODEL, "input": texts, "encoding_format": "float", **width},
        trust_env=False,
    )
    return [item["embedding"] for item in answer.json()["data"]]


def closely(vectors: Sequence[Sequence[float]]) -> list[Any]:
    """Return what is equal to vectors that went through base64 or text on their way."""
    return [pytest.approx(vector, rel=1e-6, abs=1e-9) for vector in vectors]
