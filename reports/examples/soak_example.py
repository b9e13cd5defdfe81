"""The example of a soak: a service that swaps rows for some seconds, and refuses what it is sent for some others."""  # noqa: INP001 (part of a command)

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance.service import Service, server
from conformance.service.behaviour import Behaviour, PipelineStage
from conformance.service.catalogue import ALL_FAULTS
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.reply import Reply, error_reply

__all__ = ["soak_results"]

KEY = "sk-reference"
SECONDS = 30
SWAPPING, REFUSING = (12.0, 17.0), (22.0, 26.0)
"""From which second to which, counted from the start of the command, which takes two or three to begin."""


def soak_results() -> bytes:
    """Return the results of a soak of half a minute."""
    began = time.monotonic()

    def within(span: tuple[float, float]) -> bool:
        return span[0] <= time.monotonic() - began < span[1]

    def swap(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
        return vectors[::-1] if within(SWAPPING) else vectors

    def refuse(call: EmbeddingCall) -> EmbeddingCall | Reply:
        busy = ErrorResponse("busy", "The model is overloaded.", status=503, code="overloaded", type="server_error")
        return error_reply(busy) if within(REFUSING) else call

    behaviours = [
        Behaviour("rows-swapped-for-a-while", "Swaps rows for some seconds.", PipelineStage.VECTORS, swap),
        Behaviour("refuses-for-a-while", "Refuses for some seconds.", PipelineStage.CALL, refuse),
    ]
    server.ALL_FAULTS = {**ALL_FAULTS, **{each.name: each for each in behaviours}}  # type: ignore[attr-defined]
    with Service(faults=[each.name for each in behaviours], key=KEY) as service:
        return _soaked(service.base_url)


def _soaked(base_url: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        options = [f"--base-url={base_url}", "--users=6", f"--duration={SECONDS}s", f"--results={results}"]
        command = [sys.executable, "-c", "from conformance.cli import main; main()", "soak", *options]
        environment = {**os.environ, "EMB_API_KEY": KEY}
        subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603 (our own command)
        return results.read_bytes()
