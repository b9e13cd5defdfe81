"""Tests of writing and reading results files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sample_results import document

from conformance.errors import UsageError
from conformance.reports.files.results_file import read, write

CONTRACT_OF_RESULTS = Path(__file__).parents[2] / "schemas" / "suite" / "results.json"


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """A document survives the file, hostile strings and Chinese text included."""
    path = tmp_path / "new" / "folders" / "results.json"
    write(document(), path)
    assert read(path) == document()


def test_the_sample_keeps_to_the_schema() -> None:
    """The document these tests use is one a run could have written."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(CONTRACT_OF_RESULTS.read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document())] == []


def test_the_file_is_indented_utf8_and_ends_with_a_line_break(tmp_path: Path) -> None:
    """People read and diff the file, so text stands as itself and members have lines of their own."""
    write(document(), tmp_path / "results.json")
    text = (tmp_path / "results.json").read_bytes().decode("utf-8")
    assert text.startswith('{\n "format": 1,\n "tool": {\n  "name"')
    assert "返回参数" in text
    assert text.endswith("}\n")


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the new results, never the old ones, and leaves no litter."""
    path = tmp_path / "results.json"
    write(document(), path)
    monkeypatch.setattr(Path, "replace", _no_space)
    with pytest.raises(UsageError, match=r"cannot be written .*No space left.*give a path"):
        write({**document(), "results": []}, path)
    assert read(path) == document()
    assert [each.name for each in tmp_path.iterdir()] == ["results.json"]


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_symlink_stays_a_symlink(tmp_path: Path) -> None:
    """Writing through a link changes the file it names, not the link."""
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write(document(), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert read(tmp_path / "real.json") == document()


def test_a_device_is_written_to_and_not_replaced() -> None:
    """`--emb-results /dev/null` throws results away and leaves the device alone."""
    write(document(), Path(os.devnull))
    assert not Path(os.devnull).is_file()


def test_values_without_a_json_form_are_named(tmp_path: Path) -> None:
    """Infinity, NaN, giant integers and lone surrogates become readable text and leave the file valid."""
    value = [float("inf"), float("-inf"), float("nan"), 10**5000, "\ud800", (1, True)]
    write({**document(), "measurements": {"seen": value}}, tmp_path / "results.json")
    raw = (tmp_path / "results.json").read_bytes()
    raw.decode("utf-8")
    seen = json.loads(raw, parse_constant=pytest.fail)["measurements"]["seen"]
    assert seen == ["Infinity", "-Infinity", "NaN", "integer of 16610 bits", "\ud800", [1, True]]


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    """A wrong path is told in one sentence with the remedy."""
    with pytest.raises(UsageError, match=r"absent\.json cannot be read \(No such file or directory\): give the path"):
        read(tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html>", "it is not JSON"),
        (b'"\xff"', "it is not JSON"),
        (b"[" * 200_000, "it is not JSON"),
        (b"[1]", "it holds no JSON object"),
        (b"{}", "it has no `format` number"),
        (b'{"format": true}', "it has no `format` number"),
        (b'{"format": 0}', "it has no `format` number"),
        (b'{"format": 1}', "it has no list of `results`"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    """Whatever else a file holds, the sentence says what is missing."""
    (tmp_path / "other.json").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "other.json")
    assert f"({why})" in str(caught.value)
    assert caught.value.remedy == "give a results file that a run has written"


def test_a_newer_format_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """A file of a later version is not guessed at."""
    (tmp_path / "later.json").write_text('{"format": 3, "results": []}', encoding="utf-8")
    with pytest.raises(UsageError, match="has format 3, and this version reads format 2: upgrade"):
        read(tmp_path / "later.json")
