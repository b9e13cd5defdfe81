"""The console command, as a user types it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from conformance.cli import main
from conformance.contract.loading import contract_names
from conformance.locations import schemas_folder

COMMAND = [sys.executable, "-c", "from conformance.cli import main; main()"]
CALL = {"model": "text-embedding-v3", "input": "A heron stood in the water."}


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``serve`` and yield the process with the base URL it prints."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [*COMMAND, "serve", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def status_of(*arguments: str) -> int:
    """Run a command in this process and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def call(base_url: str, key: str = "sk-reference") -> httpx.Response:
    """Ask a service for one embedding."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.post(f"{base_url}/embeddings", json=CALL, headers=headers, trust_env=False, timeout=10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_until_it_is_interrupted(number: signal.Signals) -> None:
    """The printed base URL answers at once; Ctrl-C and termination end the service with status 0 and no traceback."""
    with serving() as (process, base_url):
        assert base_url.endswith("/compatible-mode/v1")
        assert call(base_url).status_code == 200
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_serve_plays_the_fault_that_is_asked_for() -> None:
    """A fault named on the command line shows in the answers."""
    with serving("--fault", "index-starts-at-one") as (_, base_url):
        assert call(base_url).json()["data"][0]["index"] == 1


def test_serve_asks_for_the_key_that_is_given() -> None:
    """With --key another key than the default is the right one."""
    with serving("--key", "sk-other") as (_, base_url):
        assert call(base_url).status_code == 401
        assert call(base_url, "sk-other").status_code == 200


def test_serve_waits_as_long_as_it_is_told() -> None:
    """The latency comes before every answer."""
    with serving("--latency", "300ms") as (_, base_url):
        assert call(base_url).elapsed.total_seconds() >= 0.3


def test_serve_takes_the_port_it_is_given() -> None:
    """The base URL names the port of the command line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with serving("--contract", "openai-compatible", "--port", str(port)) as (_, base_url):
        assert base_url == f"http://127.0.0.1:{port}/v1"
        assert call(base_url).status_code == 200


def test_a_port_in_use_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that somebody listens on is the user's mistake."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert status_of("serve", "--port", str(port)) == 4
    assert f"port {port} cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serve", "--fault", "index-starts-at-on"], "did you mean 'index-starts-at-one'?"),
        (["serve", "--oddity", "bogus-oddity"], "'bogus-oddity'"),
        (["serve", "--contract", "dashscop"], "did you mean 'dashscope'?"),
        (["serve", "--latency", "fast"], "give one such as 200ms or 1.5s"),
        (["serve", "--port", "70000"], "--port"),
        (["serve", "--port", "eighty"], "--port"),
        (["serve", "--bogus"], "--bogus"),
        (["srve"], "srve"),
        (["contracts"], "command"),
        (["contracts", "show"], "name"),
        (["contracts", "show", "dashscop"], "did you mean 'dashscope'?"),
        (["contracts", "validate", "nowhere"], "nowhere"),
    ],
)
def test_a_mistake_ends_in_one_sentence(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 4, one line on standard error, nothing on standard output, no traceback."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert status_of(*arguments) == 4
    finally:
        signal.signal(signal.SIGTERM, before)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert printed.err.startswith("embedding-conformance: ")
    assert told in printed.err


def test_without_arguments_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Who types the bare command learns the others."""
    assert status_of() == 0
    printed = capsys.readouterr().out
    assert "serve" in printed
    assert "contracts" in printed


def test_the_list_names_every_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each contract, its name first."""
    assert status_of("contracts", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(contract_names())


def test_show_prints_models_and_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    """Limits and statements of a contract are read without opening its files."""
    assert status_of("contracts", "show", "dashscope") == 0
    printed = capsys.readouterr().out
    assert "text-embedding-v3 (at most 6 inputs; at most 8192 tokens each; dimensions 1024, 768, 512)" in printed
    assert "MUST   " in printed


@pytest.mark.parametrize("name", contract_names())
def test_our_contracts_are_valid(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every contract that comes with the suite passes its own validation."""
    assert status_of("contracts", "validate", name) == 0
    assert capsys.readouterr().out.startswith(f"{name} holds together")


def test_a_contract_that_names_an_unknown_check_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt check would never be judged, so the clause and the nearest check are named."""
    folder = Path(shutil.copytree(schemas_folder() / "openai-compatible", tmp_path / "mine"))
    table = folder / "contract.toml"
    table.write_text(table.read_text("utf-8").replace("structure.item-count", "structure.item-cuont", 1), "utf-8")
    assert status_of("contracts", "validate", str(folder)) == 4
    assert "did you mean 'structure.item-count'?" in capsys.readouterr().err


def test_serve_takes_a_contract_by_its_path(tmp_path: Path) -> None:
    """A contract somebody is writing can be served before it has a place among ours."""
    folder = Path(shutil.copytree(schemas_folder() / "dashscope", tmp_path / "mine"))
    with serving("--contract", str(folder)) as (_, base_url):
        assert call(base_url).status_code == 200
