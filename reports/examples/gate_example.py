"""The examples of clients: one that goes wrong now and then, and three that are driven through the scenarios."""  # noqa: INP001 (part of a command)

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

__all__ = ["gate_results"]

INDEXER = """\
import json, os, urllib.error, urllib.request

BASE_URL, KEY = os.environ["OPENAI_BASE_URL"], os.environ["OPENAI_API_KEY"]

def embed(texts, path="/embeddings", **more):
    body = {"model": "text-embedding-v3", "input": texts, **more}
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    request = urllib.request.Request(BASE_URL + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as response:
            json.load(response)
    except urllib.error.HTTPError as refused:
        print(refused.status, refused.read().decode()[:120])

embed(["A lamp.", "A door."], dimensions=512)
embed("A heron stood in the water.", dimensions=256)
embed([f"Sentence {number} of a chapter." for number in range(9)])
embed(["A lamp.", None, "A door."])
embed("夜里下了一场大雪。", encoding_format="base64")
embed("Copper roofs turn green.", path="/v1/embeddings")
embed(["A lamp.", "A door."], user="reader-7")
"""


def gate_results() -> bytes:
    """Return the results of a client that sends seven calls, of which two are right."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "indexer.py").write_text(INDEXER, "utf-8")
        return _judged(folder, ["python", "indexer.py"])


def _judged(folder: str, command: Sequence[str]) -> bytes:
    results = Path(folder) / "results.json"
    gate = [sys.executable, "-c", "from conformance.cli import main; main()", "gate", f"--results={results}"]
    subprocess.run([*gate, "--", *command], cwd=folder, check=False)  # noqa: S603 (our own command)
    return results.read_bytes()
