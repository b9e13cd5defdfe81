"""Prism serves what we export: what is required there is missed by a run, by the gate and by ``discover``.

``tox -e prism`` runs this, ``pytest tests`` does not: it installs a server from npm, or takes that of the path.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.loading import load
from conformance.contract.openapi import openapi_of

PACKAGE = "@stoplight/prism-cli@5.16.0"
CLI = [sys.executable, "-m", "conformance"]

CONTRACT = """
format = 1
extends = "openai-compatible"
name = "acme"
title = "Acme embeddings"
date = "2026-11"
source = "a test"
any_model = false

[removed]
clauses = ["limits.of-the-server", "models.of-the-server", "auth.of-the-server", {removed}]

[endpoint]
base_url = "https://api.acme.example/v2"
path = "/embeddings?api-version=2026-11-01"
key = {{ header = "api-key" }}
auth = "required"
key_variable = "ACME_API_KEY"

[[models]]
name = "acme-embed-1"
default_dimensions = 384

[policy]
"query.required" = "refuse"
"parameter.required" = "refuse"
{more}
[[clauses]]
id = "auth.key"
level = "MUST"
statement = "A key is needed in the header api-key."
locator = "a test"
checks = ["auth.missing-key-refused"]

[[clauses]]
id = "request.version"
level = "MUST"
statement = "A call carries api-version; one without it is refused."
locator = "a test"
checks = ["validation.query-required"]

[[clauses]]
id = "request.task-type"
level = "MUST"
statement = "The parameter task_type is required; a call without it is refused."
locator = "a test"
checks = ["validation.parameter-required", "validation.parameters-accepted"]

[[clauses]]
id = "encoding.bytes"
level = "MUST"
statement = "Vectors come as they are documented."
locator = "a test"
checks = ["elements.accepted", "elements.form", "elements.width", "dimensions.default", "encoding.base64-harmless"]
"""
_BYTES: Mapping[str, str] = {
    "base64": """
"encoding_format.base64" = "refuse"

[elements]
base64_int8 = { type = "int8", base64 = true }
""",
    "list": """
[parameters]
element_type = "output_dtype"
""",
}
"""What the table says of vectors of bytes that come unasked, by their form."""
_ASKED: Mapping[str, Mapping[str, Any]] = {
    "base64": {"encoding_format": {"type": "string", "enum": ["base64_int8"], "default": "base64_int8"}},
    "list": {"output_dtype": {"type": "string", "enum": ["int8"], "default": "int8"}},
}
_OF_FLOATS = '"encoding.float", "encoding.base64", "sdk.drop-in"'

CLIENT = """
import json, os, sys, urllib.request

forgets, url = sys.argv[-1], os.environ["OPENAI_BASE_URL"] + "/embeddings"
body = {"model": "acme-embed-1", "input": "a text"} | ({} if forgets == "parameter" else {"task_type": "search"})
body |= {"encoding_format": "base64"} if forgets == "bytes" else {}
key = {"Authorization": "Bearer x"} if forgets == "key" else {"api-key": "x"}
url += "" if forgets == "query" else "?api-version=2026-11-01"
request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"} | key)
try:
    urllib.request.urlopen(request)
except urllib.error.HTTPError as error:
    print(error.code)
"""


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the command of Prism, installed where the path has none."""
    if found := shutil.which("prism"):
        return found
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here, by which Prism is installed")
    folder = tmp_path_factory.mktemp("prism")
    subprocess.run([npm, "install", "--no-audit", "--no-fund", f"--prefix={folder}", PACKAGE], check=True)
    return str(folder / "node_modules" / ".bin" / "prism")


def contract_in(folder: Path, form: str = "") -> Path:
    """Write a contract whose vectors are floats, or bytes of a form that come unasked."""
    (folder / "acme").mkdir()
    text = CONTRACT.format(removed=_OF_FLOATS if form else "", more=_BYTES.get(form, ""))
    (folder / "acme" / "contract.toml").write_text(text, "utf-8")
    texts = {"type": "string", "minLength": 1}
    request = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["model", "input", "task_type"],
        "properties": {
            "model": {"type": "string"},
            "input": {"anyOf": [texts, {"type": "array", "minItems": 1, "items": texts}]},
            "task_type": {"type": "string", "enum": ["search", "cluster"]},
            **_ASKED.get(form, {}),
        },
    }
    (folder / "acme" / "request.json").write_text(json.dumps(request), "utf-8")
    if form == "base64":
        shutil.copy(Path(__file__).parents[3] / "schemas" / "perplexity" / "response.json", folder / "acme")
    return folder / "acme"


@contextmanager
def served(prism: str, contract: Path) -> Iterator[str]:
    """Let Prism play the exported document; give its base URL."""
    document = contract.with_name("openapi.json")
    document.write_text(json.dumps(openapi_of(load(str(contract)))), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [prism, "mock", "-h", "127.0.0.1", "-p", str(port), str(document)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with a key."""
    keys = {"EMB_API_KEY": "x", "ACME_API_KEY": "x"}
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **keys}, check=False, capture_output=True, text=True, timeout=300
    )


def judged(folder: Path, base_url: str, contract: Path, checks: str) -> dict[str, str]:
    """Judge the service by a contract with some checks; return their verdicts."""
    judging = [f"--base-url={base_url}", f"--emb-contract={contract}", "--emb-examples=0", "-k", checks]
    done = run(folder, sys.executable, "-m", "pytest", "--pyargs", "conformance", *judging)
    assert done.returncode == 0, done.stdout
    results = json.loads((folder / "reports" / "results.json").read_text("utf-8"))["results"]
    return {row["id"]: row["verdict"] for row in results}


_ELEMENTS = ("elements.form", "elements.width")
_SHOWN = ("validation.parameter-required", "validation.query-required", "auth.missing-key-refused", *_ELEMENTS)


@pytest.mark.parametrize("form", ["base64", "list"])
def test_a_run_finds_that_parameter_key_and_version_are_wanted(prism: str, tmp_path: Path, form: str) -> None:
    """Each of them is left out once and missed; bytes in base64 and in lists have their form and width."""
    contract = contract_in(tmp_path, form)
    checks = "parameter-required or query-required or missing-key or elements or string-accepted"
    with served(prism, contract) as base_url:
        verdicts = judged(tmp_path, base_url, contract, checks)
    assert {"pass"} == {verdicts[name] for name in _SHOWN}


@pytest.mark.parametrize(
    ("forgets", "status"), [("nothing", 0), ("parameter", 1), ("query", 1), ("key", 1), ("bytes", 1)]
)
def test_the_gate_names_who_forgets_one(prism: str, tmp_path: Path, forgets: str, status: int) -> None:
    """A client is told what it forgets before a real service that refuses it; bytes, who asks for floats in base64."""
    contract = contract_in(tmp_path, "base64")
    (tmp_path / "client.py").write_text(CLIENT, "utf-8")
    with served(prism, contract) as base_url:
        client = [sys.executable, "client.py", forgets]
        done = run(tmp_path, *CLI, "gate", "--contract=acme", f"--upstream={base_url}", "--", *client)
    assert done.returncode == status, done.stdout
    assert "?api-version=2026-11-01" in done.stdout or forgets in {"nothing", "query"}


_WANTED = ("--key-in=api-key", "--query=api-version=2026-11-01", "--parameter=task_type=search")


def discovering(base_url: str, *options: str) -> list[str]:
    """Return the command that finds the service out."""
    return [*CLI, "discover", f"--base-url={base_url}", "--model=acme-embed-1", "--budget=60", *options]


def test_discover_is_told_what_else_is_wanted(prism: str, tmp_path: Path) -> None:
    """With key, query and parameter it learns of the service; without one of them it says that nothing was answered."""
    contract = contract_in(tmp_path)
    with served(prism, contract) as base_url:
        for left_out in _WANTED:
            others = [option for option in _WANTED if option != left_out]
            done = run(tmp_path, *discovering(base_url, *others), "-o", "none.toml")
            assert done.returncode != 0, done.stdout
            assert not (tmp_path / "none.toml").exists()
        done = run(tmp_path, *discovering(base_url, *_WANTED), "-o", "observed.toml")
    assert done.returncode == 0, done.stderr
    found = load(str(tmp_path / "observed.toml"))
    assert found.path == "/embeddings?api-version=2026-11-01"
    assert found.key_places[0].header == "api-key"
    assert found.request_schema["properties"]["task_type"]
    assert found.default_elements is None


@pytest.mark.parametrize("named", [(), ("--element-type",)], ids=["unnamed", "named"])
@pytest.mark.parametrize("form", ["base64", "list"])
def test_discover_finds_that_vectors_are_bytes(prism: str, tmp_path: Path, form: str, named: tuple[str, ...]) -> None:
    """Whether what asks for them is named or not: what is written reads them as bytes, by the parameter they have."""
    contract = contract_in(tmp_path, form)
    ((name, part),) = _ASKED[form].items()
    with served(prism, contract) as base_url:
        asked = [f"{option}={name}" for option in named]
        done = run(tmp_path, *discovering(base_url, *_WANTED, *asked), "-o", "observed.toml")
    assert done.returncode == 0, done.stderr
    found = load(str(tmp_path / "observed.toml"))
    assert found.default_elements == load(str(contract)).default_elements
    assert found.request_schema["properties"][name]["default"] == part["default"]
    assert found.models[0].default_dimensions == load(str(contract)).models[0].default_dimensions
