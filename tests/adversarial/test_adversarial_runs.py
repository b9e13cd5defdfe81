"""No target crashes a run, delays it for long, fills its memory, harms its readers or extracts the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from watched_runs import KEY, Watched, find_key, spellings, watched_run

from conformance.service import ADVERSARIAL, Service

MODEL = "text-embedding-v3"
FEW = ("--emb-model", MODEL, "--emb-examples=0", "--emb-timeout=0.4", "-k", "transport or errors")
WORST = ("hangs", "refusal-sequences", "items-within-reason", "endless-length", "drips-headers")
"""One of each kind: silent for ever, strings that act on terminals, large in memory, large on the wire, slow."""

LONGEST = 180
"""Seconds for a run of a few checks on a busy machine; alone, one of them takes three and all in turn twenty."""


def _run(folder: Path, *names: str) -> Watched:
    with Service(faults=names, key=KEY) as service:
        run = watched_run(folder / "run", service.base_url, *FEW)
        assert service.crashes == []
        assert len(service.received) > len(names), "each had its turn"
    return run


def test_all_of_them_in_turn_leave_a_run_whole_and_the_key_unseen(tmp_path: Path) -> None:
    """Where each request meets another behaviour, the run is judged to the end, and no byte written holds the key."""
    run = _run(tmp_path, *sorted(ADVERSARIAL))
    assert run.complaints == []
    assert run.seconds < LONGEST
    assert b"$EMB_API_KEY" in (tmp_path / "run" / "reports" / "evidence.jsonl").read_bytes()


@pytest.mark.parametrize("name", WORST)
def test_one_of_them_alone_leaves_a_run_whole(tmp_path: Path, name: str) -> None:
    """A target with one adversarial behaviour gets a verdict in time, and reports are written."""
    run = _run(tmp_path, name)
    assert run.complaints == []
    assert run.seconds < LONGEST


@pytest.mark.parametrize("name", [name for name, *_ in spellings(KEY)])
def test_the_search_finds_what_it_looks_for(tmp_path: Path, name: str) -> None:
    """The search finds each spelling of the key in a file, whatever surrounds it."""
    spelling = next(spelled for form, spelled, _ in spellings(KEY) if form == name)
    (tmp_path / "leak.bin").write_bytes(b"\x00x " + spelling + b" y")
    assert f"the key as {name} in leak.bin" in find_key(tmp_path)
