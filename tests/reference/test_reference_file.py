"""The file of a reference is small, says what it is, and is read only as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from reference_samples import recorded

from conformance.contract.suite_schema import refuse_broken
from conformance.errors import UsageError
from conformance.model.reference import NumberFormat, TextClass
from conformance.reference.file import read_reference, read_texts, to_json

MOST = {NumberFormat.FLOAT32: 450_000, NumberFormat.FLOAT16: 250_000}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a reference."""
    path = tmp_path / "reference.json"
    path.write_text(to_json(recorded().reference), "utf-8")
    return path


@pytest.mark.parametrize("numbers", NumberFormat)
def test_a_reference_is_read_as_it_was_written(numbers: NumberFormat, tmp_path: Path) -> None:
    """Texts, counts and vectors of 64 texts of 1024 numbers; the file stays small, and obeys its schema."""
    reference, path = recorded().reference, tmp_path / "reference.json"
    path.write_text(to_json(reference, numbers), "utf-8")
    assert path.stat().st_size < MOST[numbers]
    refuse_broken("reference", json.loads(path.read_text("utf-8")), path)
    again = read_reference(path)
    assert again.digest.startswith("sha256:")
    assert [each.text for each in again.texts] == [each.text for each in reference.texts]
    assert (again.counts, again.width, again.noise) == (reference.counts, 1024, reference.noise)
    for one, other in zip(again.texts, reference.texts, strict=True):
        assert np.allclose(one.vector, other.vector, rtol=1e-3, atol=1e-5)


def test_texts_are_of_every_sort_and_long_ones_of_several_lengths() -> None:
    """Long texts are held as recipes; token counts are those of whole requests."""
    reference = recorded().reference
    sorts = [each.sort for each in reference.texts]
    assert {sort: sorts.count(sort) for sort in TextClass} == {"ordinary": 52, "long": 4, "odd": 8}
    assert all(each.recipe is not None for each in reference.texts if each.sort is TextClass.LONG)
    assert sum(len(each.texts) for each in reference.counts) == 64


def test_a_file_that_was_changed_is_refused(file: Path) -> None:
    """A vector that was edited is no reference any more; the sentence says what to do."""
    document = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**document, "noise": 0.5}), "utf-8")
    with pytest.raises(UsageError, match="changed since it was recorded: record it again"):
        read_reference(file)


@pytest.mark.parametrize("content", ["", "[1]", "{}", "nothing"])
def test_what_is_no_reference_is_refused(content: str, tmp_path: Path) -> None:
    """With one sentence, whatever it is."""
    path = tmp_path / "reference.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError):
        read_reference(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_reference(tmp_path / "missing.json")


def test_half_precision_that_overflows_is_refused() -> None:
    """Norms of a million are not cut off in silence."""
    texts = tuple(
        replace(each, vector=tuple(1e6 * number for number in each.vector)) for each in recorded().reference.texts
    )
    with pytest.raises(UsageError, match="float16 cannot hold"):
        to_json(replace(recorded().reference, texts=texts), NumberFormat.FLOAT16)


def test_own_texts_are_lines_or_json_lines(tmp_path: Path) -> None:
    """Blank lines and repeats are left out; what is no text is named by its line."""
    plain, lines, wrong = tmp_path / "texts.txt", tmp_path / "texts.jsonl", tmp_path / "wrong.jsonl"
    plain.write_text("one text\n\nanother\none text\n", "utf-8")
    lines.write_text('"one text"\n{"text": "two\\nlines"}\n', "utf-8")
    wrong.write_text('"one text"\n3\n', "utf-8")
    assert read_texts(plain) == ("one text", "another")
    assert read_texts(lines) == ("one text", "two\nlines")
    with pytest.raises(UsageError, match="line 2"):
        read_texts(wrong)
