"""A run that was killed goes on where it was, and evidence is judged again without asking anybody."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from faked_config import fake_config
from suite_runs import KEY, QUICK, SuiteRun, command, environment, run_suite

from conformance.contract.scaffold import begin
from conformance.errors import UsageError
from conformance.evidence.store import read
from conformance.plugin.endpoint import Endpoint
from conformance.plugin.settings import settings_of
from conformance.service import Service

KILLS = 3
MOST_IN_FLIGHT = 32
"""A burst on loopback; all other requests go out eight at a time."""


@dataclass(frozen=True, slots=True)
class Kill:
    """What the target had received and what was on disk when a run was killed."""

    received: int
    recorded: int


@dataclass(frozen=True, slots=True)
class Story:
    """One run undisturbed, and one that was killed and resumed, against one target."""

    whole: SuiteRun
    resumed: SuiteRun
    kills: tuple[Kill, ...]
    received: int
    """Requests of the disturbed run, over all its parts."""


def _recorded(folder: Path) -> int:
    path = folder / "reports" / "evidence.jsonl"
    return len({exchange.request.key for exchange in read(path)}) if path.exists() else 0


def _killed(folder: Path, service: Service, after: int, *arguments: str) -> None:
    """Run until the target has received so many more requests, then kill the process without a warning."""
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(EMB_API_KEY=KEY), stdout=subprocess.DEVNULL
    )
    wanted, deadline = len(service.received) + after, time.monotonic() + 60
    while len(service.received) < wanted and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait(timeout=30)
    time.sleep(0.3)  # what was on its way still arrives


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The same run twice, once killed at random points."""
    chance = random.Random(20241122)  # noqa: S311  # no secret
    whole, torn = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("torn")
    with Service(key=KEY, faults=["usage-total-of-last"], latency=0.005) as service:
        arguments = (*QUICK, "--emb-depth=standard", f"--base-url={service.base_url}")
        undisturbed = run_suite(whole, *arguments, key=KEY)
        before = len(service.received)
        kills = []
        for _ in range(KILLS):
            _killed(torn, service, chance.randint(5, 60), *arguments, "--emb-resume")
            kills.append(Kill(len(service.received) - before, _recorded(torn)))
        resumed = run_suite(torn, *arguments, "--emb-resume", key=KEY)
        yield Story(undisturbed, resumed, tuple(kills), len(service.received) - before)


def _without_times_and_ids(document: dict[str, Any]) -> dict[str, Any]:
    """Return what must be equal: verdicts with their findings, observations, counts and what was measured."""
    results = [
        {**row, "findings": [{**found, "exchange": ""} for found in row["findings"]]} for row in document["results"]
    ]
    observations = [{**row, "exchange": ""} for row in document["observations"]]
    measured = {name: value for name, value in document["measurements"].items() if name != "latency"}
    traffic = {name: value for name, value in document["traffic"].items() if name != "seconds"}
    run = {name: value for name, value in document["run"].items() if name not in {"started", "finished", "command"}}
    exchanges = [row["request"] for row in document["exchanges"].values()]
    return {
        "results": results,
        "observations": observations,
        "measurements": measured,
        "traffic": traffic,
        "run": run,
        "selection": document["selection"],
        "exchanges": exchanges,
    }


def test_what_was_killed_and_resumed_ends_as_if_undisturbed(story: Story) -> None:
    """Verdicts, findings, observations and counts are equal; only times and ids differ."""
    assert story.whole.status == story.resumed.status == 1, story.resumed.output
    assert _without_times_and_ids(story.whole.document) == _without_times_and_ids(story.resumed.document)
    assert "answers are known, and will not be asked for again" in story.resumed.output


def test_no_recorded_answer_is_asked_for_again(story: Story) -> None:
    """Only what was in flight at a kill goes out once more."""
    in_flight, earlier = [], Kill(0, 0)
    for kill in story.kills:
        in_flight.append((kill.received - earlier.received) - (kill.recorded - earlier.recorded))
        earlier = kill
    assert earlier.recorded > 0
    assert all(0 <= lost <= MOST_IN_FLIGHT for lost in in_flight), in_flight
    assert story.received == story.whole.document["traffic"]["sent"] + sum(in_flight)


def test_evidence_is_judged_again_without_asking_anybody(story: Story, tmp_path: Path) -> None:
    """A replay needs no key and no target, plans what was planned then, and gives the same results."""
    evidence = shutil.copy(story.whole.folder / "reports" / "evidence.jsonl", tmp_path / "old.jsonl")
    replay = run_suite(tmp_path, f"--emb-replay={evidence}")
    assert replay.status == 1, replay.output
    assert "nothing is sent" in replay.output
    assert replay.document["replay"] == {"lacking": 0, "titles": [], "titles_data": []}
    expected = story.whole.document
    assert _without_times_and_ids(replay.document) == _without_times_and_ids(expected)
    assert replay.document["run"]["started"] >= expected["run"]["started"]
    assert not (tmp_path / "reports" / "evidence.jsonl").exists()


def test_a_replay_says_what_the_evidence_lacks(story: Story, tmp_path: Path) -> None:
    """What was never recorded is inconclusive with that reason, and the first of it is named."""
    lines = (story.whole.folder / "reports" / "evidence.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "part.jsonl").write_bytes(b"".join(lines[:40]))
    replay = run_suite(tmp_path, "--emb-replay=part.jsonl")
    assert replay.status == 1, replay.output
    assert replay.document["traffic"]["sent"] == 39
    lacking = replay.document["replay"]
    assert lacking["lacking"] == story.whole.document["traffic"]["sent"] - 39
    assert lacking["titles"][0] in " ".join(replay.output.split())
    reasons = {row["reason"] for row in replay.document["results"] if row["verdict"] == "inconclusive"}
    assert any("the evidence holds no answer to it" in reason for reason in reasons)


def test_another_contract_can_judge_old_evidence(story: Story, tmp_path: Path) -> None:
    """All that the recorded answers can serve is judged; what only new requests could tell is told."""
    evidence = story.whole.folder / "reports" / "evidence.jsonl"
    replay = run_suite(tmp_path, f"--emb-replay={evidence}", "--emb-contract=openai-compatible")
    assert replay.document["target"]["contract"] == "openai-compatible"
    assert replay.document["target"]["models"] == ["text-embedding-v1"]
    assert replay.document["traffic"]["sent"] == story.whole.document["traffic"]["sent"]
    assert "Traceback" not in replay.output
    verdicts = Counter(row["verdict"] for row in replay.document["results"])
    assert verdicts["inconclusive"] <= 3, replay.output
    assert verdicts["pass"] > 40
    assert verdicts["error"] == 0
    lacking = replay.document["replay"]
    assert lacking["lacking"] > 20
    assert lacking["titles"][0] in " ".join(replay.output.split())


def test_a_contract_that_was_given_by_its_path_is_found_again(tmp_path: Path) -> None:
    """Evidence says where it lies; where it is gone, a sentence says so, or another contract plans what it judges."""
    terms = tmp_path / "vendor.toml"
    begin(tmp_path / "vendor", "openai-compatible", "2026-11-27")
    terms = (tmp_path / "vendor" / "contract.toml").rename(tmp_path / "vendor.toml")
    narrow = ("-k", "ordering.index-position")
    first = run_suite(tmp_path, "--emb-contract=vendor.toml", "--emb-examples=0", *narrow)
    evidence = first.folder / "reports" / "evidence.jsonl"
    (tmp_path / "elsewhere").mkdir()
    replay = run_suite(tmp_path / "elsewhere", f"--emb-replay={evidence}", *narrow)
    assert first.status == replay.status == 0, replay.output
    assert replay.document["target"]["contract"] == "vendor"
    assert replay.document["replay"]["lacking"] == 0
    terms.unlink()
    with pytest.raises(UsageError, match="which is not there: name the contract to judge by with --emb-contract"):
        settings_of(fake_config(emb_replay=str(evidence)))
    by_another = settings_of(fake_config(emb_replay=str(evidence), emb_contract="openai-compatible"))
    assert by_another.note.endswith("vendor.toml, is not there: what is judged is planned by this one")


EVIDENCE = "reports/evidence.jsonl"
MISTAKES = {
    "evidence of another target": ({"emb_resume": True, "base_url": "http://127.0.0.1:9/v1"}, "judge the same again"),
    "no evidence": ({"emb_replay": "missing.jsonl"}, "name a readable file of evidence"),
    "evidence of no run": ({"emb_replay": "recording.jsonl"}, "name the evidence.jsonl that a run wrote"),
    "both": ({"emb_replay": EVIDENCE, "emb_resume": True}, "give one of the two"),
    "a target to replay": ({"emb_replay": EVIDENCE, "base_url": "http://h/v1"}, "leave --base-url out"),
    "a fault to replay": ({"emb_replay": EVIDENCE, "emb_fault": ["bom"]}, "leave --emb-fault out"),
}


@pytest.mark.parametrize(("options", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_evidence_that_does_not_fit_is_refused_with_the_remedy(
    story: Story, tmp_path: Path, options: dict[str, Any], remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers of one target are never taken for those of another, and a mistake leaves the evidence as it was."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    evidence = tmp_path / "reports" / "evidence.jsonl"
    evidence.parent.mkdir()
    shutil.copy(story.whole.folder / "reports" / "evidence.jsonl", evidence)
    (tmp_path / "recording.jsonl").write_bytes(evidence.read_bytes().splitlines(keepends=True)[1])
    before = evidence.read_bytes()
    names = {"emb_replay": lambda name: str(tmp_path / name)}
    chosen = {option: names.get(option, lambda value: value)(value) for option, value in options.items()}
    with pytest.raises(UsageError) as refusal:
        Endpoint(
            settings_of(fake_config(emb_results=str(tmp_path / "reports" / "results.json"), **chosen))
        ).begin_evidence()
    assert remedy in str(refusal.value)
    assert evidence.read_bytes() == before


def test_what_was_lost_on_the_way_is_asked_again(tmp_path: Path) -> None:
    """A resumed run asks once more where the network, and not the target, had the last word."""
    with Service(key=KEY) as service:
        arguments = (*QUICK, "-k", "structure.id-unique", f"--base-url={service.base_url}")
        first = run_suite(tmp_path, *arguments, key=KEY)
        evidence = tmp_path / "reports" / "evidence.jsonl"
        lines = evidence.read_bytes().splitlines(keepends=True)
        lost = json.loads(lines[3])
        lost["attempts"] = [{**lost["attempts"][0], "response": None, "failure": "connection reset"}]
        evidence.write_bytes(
            b"".join([*lines[:3], json.dumps(lost, separators=(",", ":")).encode() + b"\n", *lines[4:]])
        )
        before = len(service.received)
        second = run_suite(tmp_path, *arguments, "--emb-resume", key=KEY)
        assert len(service.received) - before == 1
    assert first.status == second.status == 0, second.output
    assert first.document["traffic"]["sent"] == second.document["traffic"]["sent"]
