"""The command that finds out a service, as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract.loading import load
from conformance.discovery import survey
from conformance.evidence.run_lock import run_lock
from conformance.evidence.store import Store
from conformance.reports.terminal.wrapping import terminal_width
from conformance.service import Service

KEY = "sk-reference-of-this-test"


def status_of(*arguments: str) -> int:
    """Run the command and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(["discover", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_small_budget_is_kept_and_what_was_found_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contract holds what is known, the terminal tells it in eighty columns, and the key is nowhere."""
    monkeypatch.setenv("EMB_API_KEY", KEY)
    with Service("dashscope", key=KEY) as service:
        url = service.base_url.replace("http://", "http://somebody:secret@")
        arguments = [
            f"--base-url={url}",
            "--model=text-embedding-v3",
            "-o",
            str(tmp_path / "observed.toml"),
            "--budget=40",
        ]
        assert status_of(*arguments) == 0
        assert len(service.received) <= 40
    printed = capsys.readouterr().out
    assert "at most 6 in a request" in printed
    assert "at most 8192 in a text; more is refused" in printed
    assert "The budget ended the asking" in printed
    assert "# The budget ended the asking" in (tmp_path / "observed.toml").read_text("utf-8")
    assert max(map(terminal_width, printed.splitlines())) <= 80 or str(tmp_path) in printed.splitlines()[-1]
    contract = load(str(tmp_path / "observed.toml"))
    assert contract.model("text-embedding-v3").dimensions == (1024, 768, 512)
    assert all(clause.locator.startswith("Observed on 20") for clause in contract.clauses)
    written = [path.read_text("utf-8") for path in tmp_path.iterdir()]
    assert not any(word in text for text in [*written, printed] for word in (KEY, "somebody"))
    assert 0 < len(Store.recorded(tmp_path / "observed.evidence.jsonl")) <= 40


def test_ctrl_c_keeps_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more is sent, the contract is written, and the exit status tells of the interruption."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    questions = (*survey.EXPLORATIONS[:2], ("widths", interrupted))
    monkeypatch.setattr(survey, "EXPLORATIONS", questions)
    with Service("openai-compatible") as service:
        assert status_of(f"--base-url={service.base_url}", "--model=m", f"--output={tmp_path / 'observed.toml'}") == 2
        assert len(service.received) < 8
    assert "width       384" in capsys.readouterr().out
    assert load(str(tmp_path / "observed.toml")).model("m").default_dimensions == 384


def test_where_nothing_is_answered_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A service that never sends an embedding has shown nothing, and the exit status says so."""
    file = tmp_path / "observed.toml"
    with Service("openai-compatible", faults=("empty-200",)) as service:
        assert status_of(f"--base-url={service.base_url}", "--model=m", f"--output={file}", "--budget=30") == 10
    assert "no request was answered with embeddings" in capsys.readouterr().err
    assert not file.exists()


def test_a_refused_key_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request tells it, and nothing is written but the evidence."""
    monkeypatch.delenv("EMB_API_KEY", raising=False)
    with Service("dashscope", key=KEY) as service:
        assert (
            status_of(
                f"--base-url={service.base_url}", "--model=text-embedding-v3", f"--output={tmp_path / 'observed.toml'}"
            )
            == 10
        )
        assert len(service.received) == 1
    assert "set EMB_API_KEY" in capsys.readouterr().err
    assert not (tmp_path / "observed.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--base-url=host", "--model=m", "--output=x.toml"], "give one such as https://host/v1"),
        (["--base-url=http://127.0.0.1:1/v1", "--output=x.toml"], "--model"),
        (["--base-url=http://127.0.0.1:1/v1", "--model=m", "--output=observed"], "give -o observed.toml"),
        (["--base-url=http://127.0.0.1:1/v1", "--model=m", "--output=x.toml", "--budget=0"], "--budget"),
    ],
)
def test_a_mistake_of_the_user_ends_in_one_sentence(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Status 4, one line on standard error, nothing sent."""
    monkeypatch.chdir(tmp_path)
    assert status_of(*arguments) == 4
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert told in printed.err
    assert list(tmp_path.iterdir()) == []


def test_two_discoveries_do_not_write_one_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second is refused with one sentence, before anything is sent."""
    with Service("openai-compatible", key=KEY) as service, run_lock(tmp_path / "observed.toml"):
        arguments = [f"--base-url={service.base_url}", "--model=m", "-o", str(tmp_path / "observed.toml")]
        assert status_of(*arguments) == 4
        assert service.received == []
    assert "wait until it has ended, or name other files with -o" in capsys.readouterr().err
