"""Vectors that are put away are what they were."""

from __future__ import annotations

import mmap
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest

from conformance.answers import mapped_vectors as attics
from conformance.answers.answer import Answer, Reader
from conformance.answers.mapped_vectors import MappedVectors
from conformance.contract.loading import load
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response

CONTRACT = load("dashscope")


def _answer(rows: list[list[Any]], number: int = 0) -> Answer:
    request = Request(b"{}", repeat=number)
    data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
    body = orjson.dumps({"object": "list", "model": "m", "data": data, "usage": {}})
    case = Case("", "", "validation.list-accepted", "text-embedding-v3", request, texts=tuple("ab"))
    return Reader(CONTRACT).read(case, Exchange(request, (Attempt(0.0, 0.0, Response(200, (), body)),)))


def test_vectors_are_the_same_before_and_after() -> None:
    """Rows of every width, and what is no vector, are told apart as before; the body holds the same arrays."""
    answer = _answer([[0.5, -1e300, 3], [], ["x"], [1.0] * 7])
    before = [None if vector is None else vector.copy() for vector in answer.vectors]
    mapped_vectors = MappedVectors()
    put = mapped_vectors.store(answer)
    mapped_vectors.release()
    for vector, earlier, item in zip(put.vectors, before, put.items, strict=True):
        assert (vector is None) is (earlier is None)
        if vector is not None and earlier is not None:
            assert vector.dtype == np.float64
            assert np.array_equal(vector, earlier)
            assert item["embedding"] is vector
    assert put.squares == answer.squares


def test_vectors_outlive_the_attic_and_fill_many_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """None writes over another, whichever chunk of the file it is in."""
    monkeypatch.setattr(attics, "_CHUNK", 2 * mmap.ALLOCATIONGRANULARITY)
    mapped_vectors = MappedVectors()
    put = [mapped_vectors.store(_answer([[float(number)] * 700, [number + 0.5] * 3], number)) for number in range(30)]
    del mapped_vectors
    for number, answer in enumerate(put):
        one, other = answer.vectors
        assert one is not None
        assert other is not None
        assert set(one) == {number}
        assert set(other) == {number + 0.5}


def test_where_there_is_no_room_vectors_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs memory, no verdict."""
    mapped_vectors = MappedVectors()

    class Full:
        def seek(self, place: int) -> None:
            del place

        def write(self, data: bytes) -> None:
            raise OSError(28, f"No space left on device for {len(data)} bytes")

    monkeypatch.setattr(mapped_vectors, "_file", Full())
    answer = _answer([[1.0, 2.0]])
    put = mapped_vectors.store(answer)
    assert put.vectors[0] is answer.vectors[0]
    assert mapped_vectors.store(replace(answer)).vectors[0] is answer.vectors[0]
