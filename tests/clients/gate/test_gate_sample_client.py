"""A sound client passes the gate in every scenario, and each defect of clients in the field is named."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.suite_schema import refuse_broken

CLIENT = [sys.executable, str(Path(__file__).parent / "sample_client.py")]
DEFECTS = [
    ("ignores-index", ["order-scrambled-truthful"], "scenarios.order-scrambled-truthful", "advice"),
    ("trusts-count", ["last-item-dropped"], "scenarios.last-item-dropped", "advice"),
    ("trusts-count", ["extra-item"], "scenarios.extra-item", "advice"),
    ("base64-undecoded", ["base64-honoured"], "scenarios.base64-honoured", "fail"),
    ("base64-from-pool", ["base64-narrow"], "scenarios.base64-narrow", "fail"),
    ("base64-by-default", ["list"], "requests.encoding", "advice"),
    ("dimensions-not-sent", ["width"], "scenarios.width", "fail"),
    ("retry-at-once", ["rate-limit-once"], "requests.retry-after", "advice"),
    ("double-slash", ["list"], "requests.endpoint", "fail"),
    ("double-v1", ["list"], "requests.endpoint", "fail"),
    ("full-url", ["list"], "requests.endpoint", "fail"),
    ("model-enum", ["list"], "scenarios.list", "fail"),
    ("tokenizer-by-model", ["list"], "scenarios.list", "fail"),
    ("chunk-average", ["long-text"], "scenarios.long-text", "fail"),
    ("deduplicates", ["equal-texts"], "scenarios.equal-texts", "fail"),
    ("newlines", ["line-ends"], "scenarios.line-ends", "fail"),
    ("no-content-type", ["list"], "requests.content-type", "advice"),
    ("strict-shape", ["extra-fields"], "scenarios.extra-fields", "fail"),
    ("key-withheld", ["list"], "requests.key", "fail"),
    ("asks-for-ever", ["key-refused"], "scenarios.key-refused", "advice"),
    ("zeros-for-refusals", ["key-refused"], "scenarios.key-refused", "fail"),
    ("skips-failed-parts", ["second-call-refused"], "scenarios.second-call-refused", "fail"),
    ("as-they-arrive", ["first-part-late"], "scenarios.first-part-late", "fail"),
    ("cuts-at-3500", ["long-text"], "scenarios.long-text", "fail"),
    ("cuts-at-30000", ["long-text"], "scenarios.long-text", "fail"),
    ("cuts-at-33000", ["too-long-text"], "scenarios.too-long-text", "advice"),
    ("drops-blank", ["blank-text"], "scenarios.blank-text", "fail"),
    ("raw-controls", ["control-characters"], "requests.body", "fail"),
    ("x-api-key", ["list"], "requests.key", "fail"),
]
"""Defect, scenarios to play, what names it, and how. No contract asks for prefixes, so none can be missing."""


def _gated(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    results = folder / "results.json"
    with pytest.raises(SystemExit) as ended:
        main(["gate", f"--results={results}", *arguments])
    assert isinstance(ended.value.code, int)
    document = json.loads(results.read_text("utf-8"))
    refuse_broken("results", document, results)
    return ended.value.code, document


def _amiss(document: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["verdict"] for row in document["results"] if row["verdict"] != "pass"}


@pytest.mark.parametrize("contract", ["dashscope", "openai-compatible"])
def test_a_sound_client_passes_every_scenario(
    tmp_path: Path, contract: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is found, under a strict contract and a general one; what it never asks for is not said to hold."""
    status, document = _gated(tmp_path, "--strict", f"--contract={contract}", "--driver", "--", *CLIENT)
    asked_in_floats = {"scenarios.b64-cut": "not-applicable", "scenarios.b64-float64": "not-applicable"}
    assert _amiss(document) == asked_in_floats
    assert (status, document["run"]["verdict"]) == (0, "conformant")
    assert len(document["scenarios"]) >= 45
    assert {row["verdict"] for row in document["scenarios"]} == {"pass", "not-applicable"}
    told = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in told if str(tmp_path) not in line) <= 80
    assert "Scenarios" in (tmp_path / "audit.html").read_text("utf-8")


@pytest.mark.parametrize(("defect", "scenarios", "named", "verdict"), DEFECTS)
def test_a_defect_is_named(tmp_path: Path, defect: str, scenarios: list[str], named: str, verdict: str) -> None:
    """The scenario or the requirement that a defect breaks is found, as a failure or as advice."""
    wanted = [f"--scenario={name}" for name in scenarios]
    _, document = _gated(tmp_path, *wanted, "--driver", "--", *CLIENT, defect)
    assert _amiss(document).get(named) == verdict
    if verdict == "fail":
        assert document["run"]["exit_status"] == 1


def test_errors_of_a_client_that_is_never_answered_prove_nothing(tmp_path: Path) -> None:
    """Who cannot even ask for a plain list is not said to notice anything."""
    wanted = [f"--scenario={name}" for name in ("list", "last-item-dropped", "key-refused")]
    status, document = _gated(tmp_path, *wanted, "--driver", "--", *CLIENT, "double-slash")
    verdicts = {row["id"]: row["verdict"] for row in document["scenarios"]}
    assert verdicts == {
        "scenarios.list": "fail",
        "scenarios.last-item-dropped": "inconclusive",
        "scenarios.key-refused": "inconclusive",
    }
    assert status == 1


def test_a_batch_setting_without_effect_is_named(tmp_path: Path) -> None:
    """Thirteen texts in one call break the documented length; six a call do not."""
    status, document = _gated(tmp_path, "--", *CLIENT, "corpus", "batch-setting")
    assert (status, _amiss(document)) == (1, {"requests.batch-size": "fail"})
    status, document = _gated(tmp_path, "--", *CLIENT, "corpus")
    assert (status, _amiss(document)) == (0, {})


def test_a_scrambled_order_must_be_survived_where_it_is_allowed(tmp_path: Path) -> None:
    """Under a contract that only advises on order, a client that trusts it fails."""
    options = ("--contract=openai-compatible", "--scenario=order-scrambled-truthful", "--driver", "--")
    assert _gated(tmp_path, *options, *CLIENT, "ignores-index")[0] == 1
    assert _gated(tmp_path, *options, *CLIENT)[0] == 0


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("raise SystemExit(7)", "the driver ended with status 7"),
        ("import sys\nfor line in sys.stdin: print('hello', flush=True)", "no JSON object: hello"),
        ("import time\ntime.sleep(60)", "the driver said nothing for 0.5 s"),
    ],
)
def test_a_driver_that_never_tells_is_incomplete(tmp_path: Path, program: str, told: str) -> None:
    """A driver that cannot speak says nothing of a client; the reason is in every verdict."""
    options = ("--scenario=list", "--scenario=gzip", "--patience=500ms", "--driver", "--")
    status, document = _gated(tmp_path, *options, sys.executable, "-c", program)
    assert status == 10
    assert {told in row["reason"] for row in document["results"]} == {True}


def test_no_key_of_the_environment_reaches_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that prints a key in its errors has the variable's name printed in its place."""
    monkeypatch.setenv("VENDOR_API_KEY", "sk-live-4f9a8b7c6d5e")
    program = "import json, os, sys\nfor line in sys.stdin:\n    key = os.environ['VENDOR_API_KEY']\n"
    program += "    print(json.dumps({'id': json.loads(line)['id'], 'error': {'message': 'bad ' + key}}), flush=True)"
    _, document = _gated(tmp_path, "--scenario=list", "--driver", "--", sys.executable, "-c", program)
    assert document["scenarios"][0]["detail"] == "bad $VENDOR_API_KEY"
    assert not any("sk-live" in path.read_text("utf-8") for path in tmp_path.iterdir())


def test_a_driver_that_dies_once_is_started_anew(tmp_path: Path) -> None:
    """Its death is a finding in one scenario, and the next is played."""
    died = tmp_path / "died"
    mortal = f"import pathlib, sys\ndied = pathlib.Path({str(died)!r})\n"
    mortal += "if not died.exists():\n    died.touch()\n    sys.exit(9)\n"
    source = Path(CLIENT[1]).read_text("utf-8").replace("from __future__ import annotations\n", "")
    dying = mortal + source
    options = ("--scenario=list", "--scenario=gzip", "--driver", "--")
    status, document = _gated(tmp_path, *options, sys.executable, "-c", dying)
    assert status == 1
    assert [row["got"] for row in document["scenarios"]] == ["nothing", "its vectors"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--scenario=gzpi"], "did you mean 'gzip'"),
        (["--model=none"], "has no model 'none'"),
        (["--patience=long"], "is no duration"),
        (["--upstream=http://127.0.0.1:9/v1"], "plays no scenarios"),
    ],
)
def test_a_play_that_cannot_be_is_refused(options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence and status 4, before anything is started."""
    with pytest.raises(SystemExit) as ended:
        main(["gate", *options, "--driver", "--", "false"])
    assert ended.value.code == 4
    assert told in capsys.readouterr().err
