"""Vectors out of memory: in a file that is mapped, so that what is looked at is there, and nothing else has to be."""

from __future__ import annotations

import mmap
import tempfile
import threading
import weakref
from dataclasses import replace

import numpy as np

from conformance.answers.answer import Answer, Vector

__all__ = ["MappedVectors"]

_CHUNK = 16 * 1024 * 1024
"""Bytes that are mapped at once."""


class MappedVectors:
    """Takes the vectors of answers, which stay what they were; safe to use from several threads.

    The file has no name and goes with the last vector in it. Where there is no room for it, vectors stay in memory.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # it is open as long as there may be more
        weakref.finalize(self, self._file.close)
        self._chunks: list[mmap.mmap] = []
        self._used = 0
        self._full = False

    def store(self, answer: Answer) -> Answer:
        """Return the same answer with its vectors, those in its body too, in the file."""
        kept = tuple(None if vector is None else self._store_vector(vector) for vector in answer.vectors)
        for item, vector, moved in zip(answer.items, answer.vectors, kept, strict=False):
            if vector is not None and isinstance(item, dict) and item.get("embedding") is vector:
                item["embedding"] = moved
        return replace(answer, vectors=kept)

    def release(self) -> None:
        """Give back the memory of all that was looked at; it is read again where it is looked at again."""
        if not hasattr(mmap, "MADV_DONTNEED"):
            return
        with self._lock:
            for chunk in self._chunks:
                chunk.madvise(mmap.MADV_DONTNEED)

    def _store_vector(self, vector: Vector) -> Vector:
        if not vector.size or vector.nbytes > _CHUNK:
            return vector
        with self._lock:
            if self._full:
                return vector
            try:
                place = self._written(vector)
            except OSError:
                self._full = True
                return vector
            return np.frombuffer(self._chunks[-1], np.float64, vector.size, place)

    def _written(self, vector: Vector) -> int:
        """Write a vector; return its place in the last chunk. Raises OSError where there is no room."""
        if not self._chunks or self._used + vector.nbytes > _CHUNK:
            self._add_chunk()
        place, self._used = self._used, self._used + vector.nbytes
        self._file.seek((len(self._chunks) - 1) * _CHUNK + place)
        self._file.write(vector.tobytes())
        return place

    def _add_chunk(self) -> None:
        # Written and not only made longer: a page of the map for which there is no room would end the process.
        self._file.seek(len(self._chunks) * _CHUNK)
        self._file.write(bytes(_CHUNK))
        self._chunks.append(
            mmap.mmap(self._file.fileno(), _CHUNK, access=mmap.ACCESS_READ, offset=len(self._chunks) * _CHUNK)
        )
        self._used = 0
