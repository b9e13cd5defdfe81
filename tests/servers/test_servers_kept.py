"""Every server kept in the repository is pinned, judged by a contract that is there, and told of on its page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "servers"))

import judge  # the path to it is set above
import page as clients_page
from inventory import FOLDER, SERVERS, Server
from judge import Done, packing, steps, verify_again
from publish import driven, kept
from servers_page import Judged, page
from serving import Serving, StartError

from conformance.contract.loading import contract_names

PUBLISHED = sorted((FOLDER.parent / "reports" / "site").glob("*/*.zip"))
NEUTRAL = b"/opt/embedding-conformance/"
"""The clone that a server is judged in whose answers tell its folder: servers/README.md."""
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
    assert server.contract in contract_names()
    assert server.behind in {"", *SERVERS}
    assert bool(server.missing) != bool(server.command)


def test_a_server_is_judged_by_both_contracts_and_held_three_times_to_what_was_found() -> None:
    """In this order; a mock with canned vectors leaves no reference, and what needs headers is not explored."""
    serving = Serving("http://127.0.0.1:1/v1", ["x-where: http://127.0.0.1:2"])
    infinity = [step.name for step in steps(SERVERS["infinity"], serving)]
    observed = ["discover", "observed-1", "observed-2", "observed-3"]
    assert infinity == ["infinity", "openai-compatible", *observed, "reference", "soak"]
    assert [step.name for step in steps(SERVERS["prism"], serving)] == ["openai", *infinity[1:-2]]
    (portkey,) = steps(SERVERS["portkey"], serving)
    assert "--emb-header=x-where: http://127.0.0.1:2" in portkey.arguments


def test_what_is_published_is_what_documents_say() -> None:
    """What discover wrote is no document, and clients are shown the answers of servers that embed."""
    done = [Done(name, f"{name}/results.json", 0, 1.0) for name in ("infinity", "openai-compatible", "observed-1")]
    clients, whole, verified, published = packing(SERVERS["infinity"], done)
    assert clients.arguments == ["openai-compatible/results.json"]
    assert "observed-1/results.json" in whole.arguments
    assert list(verified.arguments) == ["verify", whole.leaves]
    assert "observed-1/results.json" not in published.arguments
    assert {"infinity/results.json", "--slim"} < set(published.arguments)
    assert [step.name for step in packing(SERVERS["prism"], done)] == ["bundle", "verify", "published"]


def test_a_bundle_is_verified_again_and_only_that_is_told_anew(tmp_path: Path) -> None:
    """What was judged stays; what is no bundle is told by the exit status that the command has for it."""
    took = [
        {"name": name, "leaves": "", "exit_status": 0, "seconds": 1.0} for name in ("bundle", "verify", "published")
    ]
    (tmp_path / "judged.json").write_text(json.dumps({"server": "some", "version": "1.2", "steps": took}), "utf-8")
    (tmp_path / "bundle.zip").write_bytes(b"none")
    (verified,) = verify_again(tmp_path)
    told = json.loads((tmp_path / "judged.json").read_bytes())
    assert (told["server"], told["version"]) == ("some", "1.2")
    assert [(step["name"], step["exit_status"]) for step in told["steps"]] == [
        ("bundle", 0),
        ("published", 0),
        ("verify", verified.exit_status),
    ]
    assert verified.exit_status == 4


@pytest.mark.parametrize(
    ("name", "exit_status", "lost"),
    [("openai", 1, False), ("openai", 10, False), ("openai", 4, True), ("soak", -9, True), ("verify", 1, True)],
)
def test_a_step_is_lost_that_says_nothing_of_a_server(name: str, exit_status: int, lost: bool) -> None:
    """What was found of a server is no mishap; a bundle that does not verify is."""
    assert Done(name, "", exit_status, 1.0).lost is lost


def test_a_server_that_does_not_start_is_told_last_and_keeps_no_other_from_being_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with status 1, after the last server."""
    judged = []

    def judge_one(server: Server, folder: Path) -> list[Done]:
        judged.append(folder.name)
        if server.name == "prism":
            raise StartError("did not start")
        return [Done("openai", "", 1, 1.0), Done("verify", "", 1 if server.name == "aimock" else 0, 1.0)]

    monkeypatch.setattr(judge, "judge", judge_one)
    monkeypatch.setattr(sys, "argv", ["judge.py", "aimock", "prism", "ollama", "mockoon"])
    assert judge.main() == 1
    assert judged == ["aimock", "prism", "mockoon"]
    assert capsys.readouterr().out.splitlines()[-1] == "nothing can be said of aimock (mock) (verify); Prism (mock)"


def test_the_page_tells_what_was_found_and_what_could_not_run() -> None:
    """A row for each contract, each finding with its sentence, and what came of load."""
    rows = [{"id": "usage.present", "verdict": "advice"}, {"id": "vectors.nonzero", "verdict": "pass"}]
    run = {"verdict": "conformant", "started": "2026-11-28T07:00:00+00:00"}
    document = {"target": {"contract": "openai-compatible"}, "run": run, "measurements": {}, "results": rows}
    soak = {**document, "measurements": {"soak": {"users": 8, "seconds": 600.1, "requests": 12345}}}
    server = replace(SERVERS["txtai"], explained={"usage.present": "It counts nothing."})
    told_of = f"{server.title} {server.version}".replace(" ", " | ")
    statuses = {"observed-1": 0, "observed-2": 1}
    told = page([Judged(server, server.version, statuses, [{**document, "drop_in": {"verdict": "yes"}}, soak])])
    assert f"| {told_of} | 2026-11-28 | `openai-compatible` | conformant, 1 check to warn | yes |" in told
    assert "| yes | conformant 1 of 2 times |" in told
    assert "- `usage.present` (warning by `openai-compatible`): It counts nothing." in told
    assert f"| {told_of} | 2026-11-28 | 8 | 600 | 12,345 | conformant, 1 check to warn |" in told
    assert all(f"- {each.title}: {each.missing}" in told for each in SERVERS.values() if each.missing)


def test_an_older_version_stays_in_the_table_and_has_no_sentences() -> None:
    """Those of its folder are about the version that is pinned."""
    run = {"verdict": "conformant", "started": "2026-10-28T07:00:00+00:00"}
    rows = [{"id": "usage.present", "verdict": "advice"}]
    document = {"target": {"contract": "tei"}, "run": run, "measurements": {}, "results": rows}
    told = page([Judged(SERVERS["txtai"], "0.1", {}, [document])])
    assert "| txtai | 0.1 | 2026-10-28 | `tei` | conformant, 1 check to warn |" in told
    assert "### txtai" not in told


@pytest.fixture(scope="module")
def published() -> list[Judged]:
    """What is published of servers, read once."""
    return kept()


def test_the_pages_are_those_of_what_is_published(published: list[Judged]) -> None:
    """If not: python servers/publish.py."""
    documents = FOLDER.parent / "docs"
    assert (documents / "servers.md").read_text("utf-8") == page(published)
    assert (documents / "clients.md").read_text("utf-8") == clients_page.page(driven())


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_what_is_published_names_no_folder_of_a_machine(path: Path) -> None:
    """But the neutral one, for servers whose answers show where they are installed; a slim bundle is small, too."""
    assert path.stat().st_size < 1_000_000
    with ZipFile(path) as bundle:
        for name in bundle.namelist():
            told = bundle.read(name).replace(NEUTRAL, b"")
            assert re.search(rb"(?<![\w.~:])/(?:tmp|root|home|work|opt|usr|Users)/\w+", told) is None, name


def test_whatever_was_found_of_a_server_is_explained(published: list[Judged]) -> None:
    """By a sentence that is written by hand."""
    for judged in (judged for judged in published if judged.pinned):
        found = {row["id"] for run in judged.judged for row in run["results"] if row["verdict"] in {"fail", "advice"}}
        assert found <= set(judged.server.explained), judged.server.name


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
