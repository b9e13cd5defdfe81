"""Evidence loses nothing when its vectors are put apart."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.errors import UsageError
from conformance.site.bundles.packed_evidence import EvidencePacker, EvidenceUnpacker

VECTOR = np.random.default_rng(0).standard_normal(64).astype(np.float32) / np.float32(1e4)


def _line(body: str) -> dict[str, Any]:
    response = {"status": 200, "headers": [["content-type", "application/json"]], "body": body}
    return {"format": 1, "key": "k", "attempts": [{"failure": None, "response": response}]}


def _of(numbers: str) -> str:
    return f'{{"data":[{{"index":0,"embedding":{numbers},"object":"embedding"}}]}}'


WRITTEN = {
    "python": json.dumps(VECTOR.astype(float).tolist()),
    "compact": json.dumps(VECTOR.astype(float).tolist(), separators=(",", ":")),
    "single": f"[{','.join(map(str, VECTOR))}]",
    "base64": f'"{base64.b64encode(VECTOR.tobytes()).decode()}"',
}


@pytest.mark.parametrize("form", WRITTEN)
def test_a_vector_comes_back_to_the_byte(form: str) -> None:
    """However its numbers were written, and it takes four bytes a number."""
    packer = EvidencePacker()
    packed = packer.line(_line(_of(WRITTEN[form])))
    assert packer.vectors == VECTOR.tobytes()
    assert len(packed) < 400
    (line,) = EvidenceUnpacker(packer.vectors).lines([packed])
    assert json.loads(line) == _line(_of(WRITTEN[form]))


def test_a_vector_stands_once_however_often_it_was_sent() -> None:
    """As digits and as base64 it is one."""
    packer = EvidencePacker()
    for text in WRITTEN.values():
        packer.line(_line(_of(text)))
    assert packer.vectors == VECTOR.tobytes()


@pytest.mark.parametrize(
    "numbers",
    [
        f"[{','.join(f'{number:.30f}' for number in VECTOR)}]",
        f"[{','.join(str(number) for number in VECTOR.astype(float) + 1e-12)}]",
        f"[{','.join(['1e400'] * 32)}]",
        f"[{','.join(['01'] * 40)}]",
        f"[{','.join(['1e5', '1'] * 40)}]",
        f"[{','.join(['-'] * 80)}]",
    ],
)
def test_what_float32_would_not_bring_back_stays_as_it_was_sent(numbers: str) -> None:
    """Digits that are finer, too many, or no numbers at all."""
    packer = EvidencePacker()
    packed = packer.line(_line(_of(numbers)))
    assert packer.vectors == b""
    assert json.loads(packed) == _line(_of(numbers))


def test_whole_evidence_comes_back_to_the_byte(broken_run: Path) -> None:
    """Of a real run, in a third of its size and less before it is compressed."""
    lines = broken_run.with_name("evidence.jsonl").read_bytes().splitlines(keepends=True)
    packer = EvidencePacker()
    packed = [packer.line(json.loads(line)) for line in lines]
    assert list(EvidenceUnpacker(packer.vectors).lines(packed)) == lines
    assert sum(map(len, packed)) + len(packer.vectors) < sum(map(len, lines)) / 3


@pytest.mark.parametrize(
    "part", [[0, 65, "single", ","], [-1, 2, "single", ","], [0, 1, "otherwise", ","], [0, 64, "single", ",x"], [0], {}]
)
def test_a_vector_that_is_not_there_is_refused(part: object) -> None:
    """With one sentence that names the line."""
    line = _line("")
    line["attempts"][0]["response"]["body"] = {"parts": ["", part]}
    with pytest.raises(UsageError, match="line 1 of packed evidence is none"):
        list(EvidenceUnpacker(VECTOR.tobytes()).lines([json.dumps(line).encode()]))


def test_a_body_that_unpacks_to_too_much_is_refused() -> None:
    """A few bytes that name one vector a million times make no memory run out."""
    line = _line("")
    line["attempts"][0]["response"]["body"] = {"parts": [[0, 64, "double", ","]] * 300_000}
    with pytest.raises(UsageError, match="a body of more than"):
        list(EvidenceUnpacker(VECTOR.tobytes()).lines([json.dumps(line).encode()]))
