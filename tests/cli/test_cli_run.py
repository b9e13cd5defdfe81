"""The suite by the console command, for who does not know pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.plugin.running import run_suite
from pytest_embedding_conformance.options import OPTIONS

COMMAND = [sys.executable, "-P", "-c", "from conformance.cli import main; main()", "run"]
NARROW = ("--emb-examples=0", "--emb-model", "text-embedding-v1")


def ours_left_out() -> dict[str, str]:
    """Return the environment without what could steer a run."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("EMB_", "PYTEST_"))}


def _run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**ours_left_out(), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_judges_in_a_folder_that_would_stop_pytest(tmp_path: Path) -> None:
    """A package of the same name, its settings, a broken conftest and additions in the environment take no part."""
    (tmp_path / "conformance").mkdir()
    for name in ("conformance/__init__.py", "conformance/conftest.py", "conftest.py"):
        (tmp_path / name).write_text("raise RuntimeError('not ours')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = --nonsense\n")
    done = _run(tmp_path, *NARROW, "--", "-k", "ordering", "-q", PYTEST_ADDOPTS="--more-nonsense")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant in" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"conformance", "conftest.py", "pytest.ini", "reports"}


def test_it_ends_with_the_status_of_the_suite(tmp_path: Path) -> None:
    """A fault is a fault by either command, and the results say the same."""
    done = _run(tmp_path, *NARROW, "--emb-fault=id-missing", "--", "-k", "structure", "-q")
    assert done.returncode == 1, done.stdout + done.stderr
    assert json.loads((tmp_path / "reports" / "results.json").read_text("utf-8"))["run"]["exit_status"] == 1


def test_it_prints_plans_and_lists(tmp_path: Path) -> None:
    """What prints in place of a run does so here too, and writes nothing."""
    done = _run(tmp_path, *NARROW, "--emb-list")
    assert done.returncode == 0, done.stderr
    assert "MUST" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("--emb-modle=m", "run has no option --emb-modle: did you mean --emb-model?"),
        ("-k", "what is for pytest goes after two dashes: run … -- -k"),
        ("tests", "run has no option tests"),
    ],
)
def test_an_option_that_is_none_of_a_run_gets_one_sentence(
    argument: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 4, and what to write instead."""
    with pytest.raises(SystemExit) as ended:
        main(["run", "--emb-model", "m", argument])
    assert ended.value.code == 4
    assert told in capsys.readouterr().err


def test_a_value_may_stand_apart_from_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nothing else is meant by a lone value, so that both ways of writing it do."""
    handed_on: list[list[str]] = []
    monkeypatch.setattr(pytest, "main", lambda arguments: handed_on.append(arguments) or 0)
    assert run_suite(["--emb-contract", "dashscope", "--emb-strict"], ["-x"]) == 0
    assert handed_on[0][-4:] == ["--emb-contract", "dashscope", "--emb-strict", "-x"]


def test_its_help_has_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    """The options are those of the plugin, and the way to pytest's is told."""
    with pytest.raises(SystemExit) as ended:
        main(["run", "-h"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(option.name in told for option in OPTIONS)
    assert "--base-url=URL" in told
    assert "[-- PYTEST…]" in told


def test_the_help_shows_the_main_job_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Who types the bare command learns at once how to judge."""
    with pytest.raises(SystemExit):
        main([])
    told = capsys.readouterr().out
    assert told.partition("Commands:")[2].split()[0] == "run"
    assert "embedding-conformance run" in " ".join(told.split())


@pytest.mark.parametrize("command", [["run"], ["report"], ["contracts", "show"], ["serve"], ["gate"]])
def test_a_short_option_shows_the_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """``-h`` works everywhere."""
    with pytest.raises(SystemExit) as ended:
        main([*command, "-h"])
    assert ended.value.code == 0
    assert "Usage: embedding-conformance" in capsys.readouterr().out


def test_the_version_is_that_of_the_package() -> None:
    """By the module as well as by the script."""
    line = [sys.executable, "-m", "conformance", "--version"]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout == f"embedding-conformance {version('embedding-conformance')}\n"
