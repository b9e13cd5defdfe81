"""A small server without a network: vectors of words, and a record of what was in flight beside what."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from conformance.model.exchange import Attempt, Exchange, Request, Response

__all__ = ["Flight", "Pretender", "as_alone", "vector"]

WIDTH = 24

Embed = Callable[[Sequence[str]], list[np.ndarray]]


@dataclass(frozen=True, slots=True)
class Flight:
    """A request with when it came and was answered, in seconds, and how many others were in flight at most."""

    request: Request
    came: float
    answered: float
    beside: int

    def meets(self, other: Flight) -> bool:
        """Tell whether two were in flight at one moment."""
        return self.came < other.answered and other.came < self.answered


@cache
def _word(word: str) -> np.ndarray:
    return np.random.default_rng(int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])).standard_normal(WIDTH)


def vector(text: str) -> np.ndarray:
    """Return the mean of the words' vectors, shape (24,), with a trace of their order."""
    words = text.split() or [text]
    meant: np.ndarray = np.mean([_word(word) for word in words], axis=0)
    return meant + 0.01 * _word(text)


def as_alone(texts: Sequence[str]) -> list[np.ndarray]:
    """Embed each text by itself."""
    return [vector(text) for text in texts]


@dataclass
class Pretender:
    """Answers like a conforming server, slowly enough for others to meet it, and notes what met."""

    embed: Embed = as_alone
    seconds: float = 0.0
    flights: list[Flight] = field(default_factory=list)
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, request: Request) -> Exchange:
        """Answer one request."""
        with self._lock:
            self._open += 1
            beside = self._open - 1
        came = time.monotonic()
        time.sleep(self.seconds)
        exchange = self._answer(request)
        with self._lock:
            self._open -= 1
            self.flights.append(Flight(request, came, time.monotonic(), beside))
        return exchange

    def _answer(self, request: Request) -> Exchange:
        body = json.loads(request.body)
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        vectors = self.embed(texts)
        data = [{"object": "embedding", "index": at, "embedding": each.tolist()} for at, each in enumerate(vectors)]
        tokens = sum(len(text.split()) for text in texts) or 1
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        answer = {"id": request.key, "model": body["model"], "object": "list", "data": data, "usage": usage}
        response = Response(200, (("content-type", "application/json"),), json.dumps(answer).encode())
        return Exchange(request, (Attempt(time.time(), 0.01, response),), "http://host/v1/embeddings")

    def of(self, requests: Sequence[Request]) -> list[Flight]:
        """Return the flights of some requests, in the order they were taken in."""
        keys = {request.key for request in requests}
        return sorted((each for each in self.flights if each.request.key in keys), key=lambda each: each.came)
