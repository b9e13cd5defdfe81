"""A waivers file is read, or refused with the remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.contract.loading import load
from conformance.errors import UsageError
from conformance.model.waiver import Waiver
from conformance.waivers.reading import read

CONTRACT = load("dashscope")
WHOLE = """
[[waiver]]
id = "ordering.index-position"
model = "text-embedding-v1"
reason = "known since spring"
ticket = "T-1"
expires = 2027-01-31

[[waiver]]
id = "usage.present"
reason = "the gateway drops it"
expires = "2027-02-01"
"""


def _written(folder: Path, content: str) -> Path:
    path = folder / "waivers.toml"
    path.write_text(content, "utf-8")
    return path


def test_dates_may_be_dates_or_text(tmp_path: Path) -> None:
    """Each waiver has its check, model, reason, ticket and last day; model and ticket may be left out."""
    assert read(_written(tmp_path, WHOLE), CONTRACT) == (
        Waiver("ordering.index-position", "known since spring", date(2027, 1, 31), "text-embedding-v1", "T-1"),
        Waiver("usage.present", "the gateway drops it", date(2027, 2, 1)),
    )


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    """Some editors write one before everything else."""
    assert len(read(_written(tmp_path, "\ufeff" + WHOLE), CONTRACT)) == 2


def test_a_file_may_hold_no_waiver(tmp_path: Path) -> None:
    """Nothing waived is nothing wrong."""
    assert read(_written(tmp_path, "# none\n"), CONTRACT) == ()


def test_a_waiver_may_name_a_cause(tmp_path: Path) -> None:
    """By the check that leads it: what that check explains is waived with it."""
    path = _written(tmp_path, WHOLE.replace('id = "usage.present"', 'cause = "usage.present"'))
    assert [waiver.whole_cause for waiver in read(path, CONTRACT)] == [False, True]


MISTAKES = {
    "no TOML": ("[[waiver", "mend it at that place"),
    "another key": ('[[waivers]]\nid = "usage.present"', "did you mean 'waiver'?"),
    "no reason": ('[[waiver]]\nid = "usage.present"\nexpires = 2027-01-31', "add reason = …"),
    "neither check nor cause": ('[[waiver]]\nreason = "x"\nexpires = 2027-01-31', "has neither id nor cause"),
    "check and cause": (WHOLE + 'cause = "usage.present"\n', "has both id and cause"),
    "no such day": (WHOLE.replace("2027-02-01", "2027-02-31"), "which is not a date"),
    "a day and an hour": (WHOLE.replace("2027-01-31", "2027-01-31T10:00:00Z"), "give a day, as in 2027-01-31"),
    "an unknown check": (WHOLE.replace("usage.present", "usage.presence"), "did you mean 'usage.present'?"),
    "an unknown model": (WHOLE.replace("embedding-v1", "embedding-v11"), "did you mean 'text-embedding-v1'?"),
    "the target for a model": (
        WHOLE.replace("ordering.index-position", "auth.wrong-key-refused"),
        "leave the model out",
    ),
    "one thing twice": (WHOLE + WHOLE[WHOLE.rindex("[[") :], "keep one of the two"),
}


@pytest.mark.parametrize(("content", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_with_the_remedy(tmp_path: Path, content: str, remedy: str) -> None:
    """One sentence names the file and what to change."""
    with pytest.raises(UsageError) as refusal:
        read(_written(tmp_path, content), CONTRACT)
    assert remedy in str(refusal.value)
    assert "waivers.toml" in str(refusal.value)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A missing file, and one that is no text, are the user's mistakes."""
    with pytest.raises(UsageError, match="name a readable file"):
        read(tmp_path / "missing.toml", CONTRACT)
    (tmp_path / "latin.toml").write_bytes(b"# \xe9\n")
    with pytest.raises(UsageError, match="save it as UTF-8"):
        read(tmp_path / "latin.toml", CONTRACT)


def test_models_judged_beside_those_of_the_contract_may_be_named(tmp_path: Path) -> None:
    """A contract for any model knows none; the run does."""
    path = _written(tmp_path, WHOLE.replace("text-embedding-v1", "my-model"))
    assert read(path, load("openai-compatible"), ["my-model"])[0].model == "my-model"
