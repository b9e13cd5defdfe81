"""The examples of clients: one that goes wrong now and then, and three that are driven through the scenarios."""  # noqa: INP001 (part of a command)

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from conformance.reports.html.clients_page import ClientTable, DrivenClient, render
from conformance.results.view import ResultsView

__all__ = ["clients_page", "gate_results"]

ROOT = Path(__file__).parents[2]
SMALL = (sys.executable, str(ROOT / "tests" / "clients" / "gate" / "sample_client.py"))
CLIENTS: Mapping[str, Sequence[str]] = {
    "curl": (sys.executable, str(ROOT / "drivers" / "run.py"), "curl"),
    "sample_client.py": SMALL,
    "sample_client.py dimensions-not-sent": (*SMALL, "dimensions-not-sent"),
}
WAYS: Mapping[str, Sequence[str]] = {"floats": (), "base64": ("--oddity=base64-honoured",)}

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


def clients_page(language: str) -> str:
    """Return the page of curl and of two small clients, one of which does not send the width it is asked for."""
    return render([ClientTable(way, tuple(_driven(way))) for way in WAYS], language)


@cache
def _driven(way: str) -> tuple[DrivenClient, ...]:
    found = []
    for name, command in CLIENTS.items():
        with tempfile.TemporaryDirectory() as folder:
            results = json.loads(_judged(folder, command, "--driver", *WAYS[way]))
            found.append(DrivenClient(name, "", ResultsView.of(results)))
    return tuple(found)


def _judged(folder: str, command: Sequence[str], *options: str) -> bytes:
    results = Path(folder) / "results.json"
    gate = [sys.executable, "-c", "from conformance.cli import main; main()", "gate", f"--results={results}"]
    subprocess.run([*gate, *options, "--", *command], cwd=folder, check=False)  # noqa: S603 (our own command)
    return results.read_bytes()
