"""Every server kept in the repository is pinned, judged by a contract that is there, and told of on its page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "servers"))

from inventory import FOLDER, SERVERS, Server  # the path to it is set above
from judge import steps
from servers_page import Judged, page
from serving import Serving

from conformance.contract.loading import known

RUNNING = [server for server in SERVERS.values() if not server.missing]


@pytest.mark.parametrize("server", RUNNING, ids=lambda server: server.name)
def test_a_server_pins_all_it_depends_on(server: Server) -> None:
    """Each line of a requirements file is exact, each entry of a lock has its digest; no registry is named."""
    pins = server.environment.pins
    assert pins is not None
    text = pins.read_text("utf-8")
    if pins.suffix == ".json":
        assert '"resolved"' not in text
        entries = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
        assert all(entry["integrity"].startswith("sha512-") for entry in entries.values())
    else:
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==\S+", line) for line in text.splitlines())
    assert re.match(r"\d+\.\d+", server.version)


@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_a_server_has_a_contract_and_what_stands_behind_it(server: Server) -> None:
    """Nothing is named that is not there; what cannot run says why and has no command."""
    assert server.contract in known()
    assert server.behind in {"", *SERVERS}
    assert bool(server.missing) != bool(server.command)


def test_a_server_is_judged_by_both_contracts_and_held_three_times_to_what_was_found() -> None:
    """In this order; a mock with canned vectors leaves no reference, and what needs headers is not explored."""
    serving = Serving("http://127.0.0.1:1/v1", ["x-where: http://127.0.0.1:2"])
    infinity = [step.name for step in steps(SERVERS["infinity"], serving)]
    observed = ["discover", "observed-1", "observed-2", "observed-3"]
    assert infinity == ["infinity", "openai-compatible", *observed, "reference"]
    assert [step.name for step in steps(SERVERS["prism"], serving)] == ["openai", *infinity[1:-1]]
    (portkey,) = steps(SERVERS["portkey"], serving)
    assert "--emb-header=x-where: http://127.0.0.1:2" in portkey.arguments


def test_the_page_tells_what_was_found_and_what_could_not_run() -> None:
    """A row for each contract, each finding with its sentence."""
    rows = [{"id": "usage.present", "verdict": "advice"}, {"id": "vectors.nonzero", "verdict": "pass"}]
    document = {"run": {"verdict": "conformant"}, "results": rows, "drop_in": {"verdict": "yes"}}
    server = Server("some", "Some", explained={"usage.present": "It counts nothing."})
    judged = Judged(server, "1.2", {"observed-1": 0, "observed-2": 1}, {"openai-compatible": document})
    told = page([judged])
    row = "| Some | 1.2 | `openai-compatible` | conformant, 1 check to warn | yes | conformant 1 of 2 times |"
    assert row in told
    assert "- `usage.present` (warning by `openai-compatible`): It counts nothing." in told
    assert all(f"- {each.title}: {each.missing}" in told for each in SERVERS.values() if each.missing)


def test_the_page_is_of_the_pinned_versions() -> None:
    """Every server is told of, those that were judged with their versions; if not: python servers/servers_page.py."""
    written = (FOLDER.parent / "docs" / "servers.md").read_text("utf-8")
    for server in SERVERS.values():
        assert f"| {server.title} | {server.version} |" in written or f"- {server.title}: " in written


def test_a_server_nobody_knows_is_refused_with_those_there_are() -> None:
    """The command names the servers."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "judge.py"), "nobody"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert all(name in done.stderr for name in SERVERS)
