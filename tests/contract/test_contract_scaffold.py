"""A new contract is begun by one command."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract.loading import load


def status_of(*arguments: str) -> int:
    """Run the command and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(["contracts", "new", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("base", ["openai-compatible", "dashscope"])
def test_what_is_begun_can_be_used_at_once(base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds together, and says what the contract says that it extends."""
    folder = tmp_path / "vendor-2026"
    assert status_of(str(folder), "--extends", base) == 0
    assert "fill in" in capsys.readouterr().out
    begun = load(str(folder))
    assert begun.name == "vendor-2026"
    assert begun.clauses == load(base).clauses
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["contracts", "validate", str(folder)])


def test_what_it_proposes_is_right_when_the_marks_are_taken_off(tmp_path: Path) -> None:
    """Every line that is commented out is TOML in its place."""
    assert status_of(str(tmp_path / "vendor")) == 0
    text = (tmp_path / "vendor" / "contract.toml").read_text("utf-8")
    proposed = [line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.startswith("# [")]
    table = tomllib.loads("\n".join(line for line in proposed if not line.startswith("a table")))
    assert table["clauses"][0]["checks"] == ["limits.items-at-cap", "limits.items-over-cap"]
    assert table["models"][0]["dimensions"] == [1024, 512]


@pytest.mark.parametrize(
    ("name", "base", "told"),
    [
        ("Vendor 2026", "dashscope", "lower-case words joined by dashes"),
        ("vendor", "dashscop", "did you mean 'dashscope'?"),
        ("there", "dashscope", "name a new folder"),
    ],
)
def test_a_mistake_ends_in_one_sentence(
    name: str, base: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that exists is overwritten, and nothing half-made is left."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "contract.toml").write_text("mine", "utf-8")
    assert status_of(str(tmp_path / name), "--extends", base) == 4
    assert told in capsys.readouterr().err
    assert (tmp_path / "there" / "contract.toml").read_text("utf-8") == "mine"
    assert not (tmp_path / name).exists() or name == "there"
