"""The command that sends recorded failures again, as a user types it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.results.document import RunInfo, assemble
from conformance.results.partial_results import partial_results
from conformance.service import Service

KEY, MODEL, PLAN = "sk-reference-of-this-test", "text-embedding-v3", PlanOptions(examples=0, burst=8)
BATCHES, INDEX_SET = "relations.batch-equals-alone", "ordering.index-set"


Recorded = Callable[..., str]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """What records a run of a broken service, once for all tests."""
    return cache(lambda *asked, **how: _record(tmp_path_factory.mktemp("run"), *asked, **how))


def _record(folder: Path, fault: str, *checks: str, embedded: bool = False) -> str:
    """Judge a broken service by some checks, leave results and evidence as a run does, and return where."""
    contract, path = load("dashscope"), folder / "results.json"
    with Service("dashscope", faults=(fault,), key=KEY) as service:
        target, faults = Target(service.base_url, Secret(KEY)), (fault,) if embedded else None
        options = RunOptions(service.base_url, "dashscope", (MODEL,), PLAN, faults=faults)
        store = Store(folder / "evidence.jsonl", options)
        with Client(target) as client:
            run = Run(contract, target, {MODEL: checks}, sender=client, memory=store, options=PLAN)
            results = [run.judge(check, MODEL) for check in checks]
            part = partial_results(run.collected(), results, run.rows)
            run.close()
    info = RunInfo(contract, options, strict=False, expression="", started=time.time(), finished=time.time())
    path.write_text(json.dumps(assemble(info, [part])), "utf-8")
    return str(path)


def _reproduce(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(["reproduce", *arguments])
    return ended.value.code


def test_what_a_service_still_does_is_told_with_the_cosine_and_what_is_mended_with_another(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same service still swaps rows, one that does not is fixed; few requests tell, and the key is nowhere."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    results = recorded("rows-reversed", BATCHES)
    with Service("dashscope", faults=("rows-reversed",), key=KEY) as service:
        assert _reproduce(results, f"--base-url={service.base_url}") == 1
    told = capsys.readouterr().out
    assert re.search(rf"^STILL  {re.escape(BATCHES)} · {MODEL}: a cosine of -?0\.[01]\d+ ", told, re.MULTILINE)
    assert told.endswith("0 FIXED, 1 STILL, 0 CANNOT TELL\n")
    with Service("dashscope", key=KEY) as service:
        assert _reproduce(results, BATCHES, f"--base-url={service.base_url}") == 0
        assert len(service.received) < 80
    told = capsys.readouterr().out
    assert f"FIXED  {BATCHES} · {MODEL}: status 200, a cosine of 1.000000" in told
    assert KEY not in told


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("index-starts-at-one", "ordering.index-set"),
        ("cache-last-width", "relations.history-free"),
        ("second-request-differs", "relations.load-changes-nothing"),
        ("wrong-key-answered", "auth.wrong-key-refused"),
        ("cut-at-1536", "usage.adds-up"),
    ],
)
def test_each_sort_of_failure_is_seen_again_and_seen_to_be_gone(
    fault: str, check: str, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shape, a step of a sequence, a burst, a wrong key, two endings: each in the manner in which it shows."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    results = recorded(fault, check)
    with Service("dashscope", faults=(fault,), key=KEY) as service:
        assert _reproduce(results, check, f"--base-url={service.base_url}") == 1
    with Service("dashscope", key=KEY) as service:
        assert _reproduce(results, check, f"--base-url={service.base_url}") == 0


def test_what_cannot_be_judged_is_neither_fixed_nor_there(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that answers the plainest request and refuses the rest has mended nothing."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    results = recorded("rows-reversed", BATCHES)
    with Service("dashscope", faults=("list-rejected",), key=KEY) as service:
        assert _reproduce(results, f"--base-url={service.base_url}") == 10
    assert f"CANNOT TELL  {BATCHES} · {MODEL}: status 400" in capsys.readouterr().out


def test_a_refused_key_is_said_once_and_no_failure_is_told_of(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence is that of a run."""
    results = recorded("index-starts-at-one", INDEX_SET)
    monkeypatch.setenv("EMB_API_KEY", "sk-another")
    with Service("dashscope", key=KEY) as service:
        assert _reproduce(results, f"--base-url={service.base_url}") == 10
        assert len(service.received) == 1
    told = capsys.readouterr()
    assert "refuses the key with 401" in told.err
    assert told.out == ""


def test_the_embedded_service_is_broken_again_as_it_was(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    """A run without a base URL can be reproduced without one."""
    results = recorded("index-starts-at-one", INDEX_SET, embedded=True)
    assert _reproduce(results) == 1
    assert "STILL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "arguments", "told"),
    [
        ({"results": []}, (), "holds no failure to send again"),
        ({}, ("no.such",), f"has no finding 'no.such': name one of {INDEX_SET}"),
        ({"client": "app"}, (), "judges a client"),
        ({"key": ""}, (), "does not say which requests"),
    ],
)
def test_what_cannot_be_sent_again_is_refused_with_the_remedy(
    change: dict[str, Any],
    arguments: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    recorded: Recorded,
    tmp_path: Path,
) -> None:
    """Nothing is sent, and the exit status is that of a mistake."""
    document = json.loads(Path(recorded("index-starts-at-one", INDEX_SET)).read_text("utf-8"))
    document["results"] = change.get("results", document["results"])
    document["target"]["client"] = change.get("client", "")
    if "key" in change:
        (broken,) = (result["findings"][0]["exchange"] for result in document["results"])
        document["exchanges"][broken].pop("key")
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(document), "utf-8")
    assert _reproduce(str(path), *arguments) == 4
    assert told in capsys.readouterr().err


def test_what_clients_were_shown_is_in_nobodys_way(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results to which clients were added have exchanges that no finding rests on, and no key tells of."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    folder = shutil.copytree(Path(recorded("index-starts-at-one", INDEX_SET)).parent, tmp_path / "shown")
    path = folder / "results.json"
    document = json.loads(path.read_text("utf-8"))
    (broken,) = (result["findings"][0]["exchange"] for result in document["results"])
    document["exchanges"]["c1"] = {name: part for name, part in document["exchanges"][broken].items() if name != "key"}
    path.write_text(json.dumps(document), "utf-8")
    with Service("dashscope", faults=("index-starts-at-one",), key=KEY) as service:
        assert _reproduce(str(path), f"--base-url={service.base_url}") == 1
