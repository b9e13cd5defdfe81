"""References on the command line: recorded from every source, shown, and held against a target."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.generation.sentences import sentences
from conformance.service import Service

MODEL = "text-embedding-v3"
TEXTS = "\n".join(sentences(12))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    """The reference service, its key in the environment, and a folder of the test's own."""
    monkeypatch.setenv("EMB_API_KEY", "sk-reference")
    monkeypatch.chdir(tmp_path)
    Path("texts.txt").write_text(TEXTS, "utf-8")
    with Service("dashscope", key="sk-reference") as running:
        yield running


def _status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["reference", *arguments])
    return int(ended.value.code or 0)


def _record(*arguments: str) -> int:
    return _status("record", "--model", MODEL, "-o", "reference.json", *arguments)


def _of(service: Service) -> tuple[str, ...]:
    return "--base-url", service.base_url, "--contract", "dashscope"


def test_a_target_is_recorded_shown_and_checked(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    """The same service is the same; as text in both languages, as JSON and as OpenMetrics."""
    assert _record(*_of(service), "--texts", "texts.txt", "--precision", "float16") == 0
    assert "texts: 12 (12 ordinary)" in capsys.readouterr().out
    assert _status("show", "reference.json") == 0
    assert f"model: {MODEL}" in capsys.readouterr().out
    check = ("check", "reference.json", "--base-url", service.base_url)
    assert _status(*check) == 0
    assert capsys.readouterr().out.startswith("the same vectors: 12 texts differ by")
    assert _status(*check, "--lang", "zh") == 0
    assert capsys.readouterr().out.startswith("向量相同：")
    assert _status(*check, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["kinship"] == "same"
    assert _status(*check, "--format", "openmetrics", "-o", "metrics.prom") == 0
    assert Path("metrics.prom").read_text("utf-8").endswith("# EOF\n")


def test_another_model_ends_with_1(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    """A model of another name may be held against the reference, and is another."""
    assert _record(*_of(service), "--texts", "texts.txt") == 0
    status = _status("check", "reference.json", "--base-url", service.base_url, "--model", "text-embedding-v2")
    assert status == 1
    assert "another model or version: " in capsys.readouterr().out


def test_a_wrong_key_ends_as_in_every_run(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is recorded of a target that refuses the key, and one sentence says what to do."""
    monkeypatch.setenv("EMB_API_KEY", "sk-wrong")
    assert _record(*_of(service), "--texts", "texts.txt") == 10
    assert "refuses the key" in capsys.readouterr().err
    assert not Path("reference.json").exists()


def test_a_function_is_recorded_and_a_target_held_against_it(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    """Vectors of the user's own model need no endpoint."""
    Path("own_model.py").write_text(
        "from zlib import crc32\n"
        "import numpy as np\n"
        "def embed(texts):\n"
        "    return [np.random.default_rng(crc32(each.encode())).standard_normal(1024) for each in texts]\n",
        "utf-8",
    )
    assert _record("--python", "own_model:embed", "--texts", "texts.txt") == 0
    assert "source: own_model:embed" in capsys.readouterr().out
    assert _status("check", "reference.json", *_of(service)) == 1
    assert _record("--python", "own_model:missing") == 4


def test_a_recorded_run_becomes_a_reference_and_nothing_is_sent(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    """From evidence and from results; the service is the same as it was."""
    with pytest.raises(SystemExit):
        main(
            [
                *("run", f"--base-url={service.base_url}", "--emb-results=r/results.json", "--emb-examples=0"),
                *(
                    f"--emb-model={MODEL}",
                    "--emb-lang=en",
                    "--",
                    "-q",
                    "-k",
                    "noise or batch-equals-alone or long-text",
                ),
            ]
        )
    sent = len(service.received)
    for source in (("--evidence", "r/evidence.jsonl"), ("--results", "r/results.json")):
        assert _record(*source) == 0
        assert len(service.received) == sent
    capsys.readouterr()
    assert _status("check", "reference.json", "--base-url", service.base_url) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--base-url", "http://127.0.0.1:9/v1", "--python", "os:getcwd"),
        ("--results", "missing.json"),
        ("--python", "no_such_module:embed"),
        ("--evidence", "texts.txt"),
        ("--results", "r.json", "--texts", "texts.txt"),
    ],
)
@pytest.mark.usefixtures("service")
def test_a_mistake_ends_with_4_and_one_sentence(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """No source, two, or one that is none."""
    assert _record(*arguments) == 4
    assert capsys.readouterr().err.startswith("embedding-conformance: ")
