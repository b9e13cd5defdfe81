"""Right services whose hardware moves vectors, made in memory from one recorded run of the reference service."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.role import Role
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.service import Service

__all__ = ["CONTRACT", "KINDS", "MODEL", "Condition", "NoisyService", "recorded", "seen"]

CONTRACT = load("dashscope")
MODEL = "text-embedding-v3"
_BLOCK = 16
_REPLICAS = 3
_MOST_IN_FLIGHT = 8


@dataclass(frozen=True, slots=True)
class Condition:
    """What a request meets: its number, what is in flight with it, its size and padded length, and its form."""

    number: int
    in_flight: int
    items: int
    padded: int
    single: bool


Kind = Callable[[Condition], tuple[int, ...] | None]
"""From what a request meets to the seeds of its noise; None where it has none."""

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "every-answer": lambda met: (met.number,),
        "three-replicas": lambda met: (zlib.crc32(str(met.number).encode()) % _REPLICAS,),
        "one-replica-of-eight": lambda met: (int(zlib.crc32(str(met.number).encode()) % 8 == 0),),
        "padded-length": lambda met: (met.padded,),
        "size-of-list": lambda met: (met.items,),
        "size-and-length": lambda met: (met.items, met.padded),
        "in-flight": lambda met: (met.in_flight,),
        "lists-at-random": lambda met: None if met.single else (met.number,),
        "all-texts-alike": lambda met: (met.padded,),
    }
)
"""Kinds of noise; that of the last moves all texts in one direction, as another rounding of weights does."""


@dataclass(frozen=True, slots=True)
class NoisyService:
    """A service whose unrelated texts have a cosine, and whose hardware moves a text by a cosine distance."""

    kind: str
    size: float
    cosine: float

    def answers(self, seed: int) -> tuple[Answer, ...]:
        """Return what it answers to the recorded requests; the seed draws the noise and what is in flight."""
        drawn = np.random.default_rng((seed, zlib.crc32(self.kind.encode())))
        return tuple(self._moved(number, answer, drawn, seed) for number, answer in enumerate(recorded()))

    def _moved(self, number: int, answer: Answer, drawn: np.random.Generator, seed: int) -> Answer:
        alone = answer.case.role is Role.HISTORY
        in_flight = 1 if alone else int(drawn.integers(2, 33 if answer.case.role is Role.LOAD else _MOST_IN_FLIGHT + 1))
        if answer.kind is not AnswerKind.SUCCESS:
            return answer
        texts = answer.case.texts or ()
        longest = max((len(text.split()) for text in texts), default=0)
        met = Condition(number, in_flight, len(answer.vectors), longest // _BLOCK, answer.case.single)
        seeds = KINDS[self.kind](met)
        vectors = [
            None if vector is None else self._vector(vector, at, texts, seeds, seed)
            for at, vector in enumerate(answer.vectors)
        ]
        return seen(answer, vectors)

    def _vector(
        self, vector: Vector, at: int, texts: Sequence[str], seeds: tuple[int, ...] | None, seed: int
    ) -> Vector:
        unit = _narrowed(vector, self.cosine)
        if seeds is None:
            return unit
        text = zlib.crc32(texts[at].encode("utf-8", "surrogatepass")) if at < len(texts) else at
        own = 0 if self.kind == "all-texts-alike" else text
        noise = _direction(unit.size, (seed, own, *seeds))
        return unit + self.size**0.5 * noise


def seen(answer: Answer, vectors: Sequence[Vector | None]) -> Answer:
    """Return an answer with other vectors."""
    squares = tuple(0.0 if vector is None else float(vector @ vector) for vector in vectors)
    return replace(answer, vectors=tuple(vectors), squares=squares)


def _narrowed(vector: Vector, cosine: float) -> Vector:
    """Return a unit vector near to a common one, so that unrelated texts have the cosine."""
    common = np.cos(2.3 * np.arange(vector.size))
    common /= np.linalg.norm(common)
    unit = vector / (np.linalg.norm(vector) or 1.0)
    narrowed: Vector = cosine**0.5 * common + (1 - cosine) ** 0.5 * unit
    return narrowed


@lru_cache(maxsize=16384)
def _direction(size: int, seeds: tuple[int, ...]) -> NDArray[np.float64]:
    return np.random.default_rng(seeds).standard_normal(size) / size**0.5


@cache
def recorded() -> tuple[Answer, ...]:
    """Return the answers to a whole plan of one model, bursts included."""
    with Service(key="sk-reference") as service:
        target = Target(service.base_url, Secret("sk-reference"))
        with Client(target, sleep=lambda _: None) as client:
            wanted = {MODEL: frozenset(applicable(CONTRACT))}
            run = Run(CONTRACT, target, wanted, sender=client, memory=Store(), examples=0, burst=32)
            answers = run.collector.answers(MODEL)
            run.close()
    return tuple(
        seen(answer, [None if each is None else np.array(each) for each in answer.vectors]) for answer in answers
    )
