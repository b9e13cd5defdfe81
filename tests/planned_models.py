"""Plans of the models of a contract, and fakes for what stands behind a run."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.plan import ModelPlan, applicable, plan_model
from conformance.model.exchange import Attempt, Exchange, Failure, Headers, Request, Response
from conformance.model.options import PlanOptions
from conformance.probes import PlanContext

__all__ = ["CONTRACT", "FIRST", "SEED", "SINGLE", "FakeSender", "Remembered", "answer", "answered", "failed", "plan"]

CONTRACT = load("dashscope")
FIRST = "text-embedding-v1"
SEED = 20241122
SINGLE = tuple(check for check in applicable(CONTRACT) if CHECKS[check].family != "relations")
"""The checks that need no comparison of calls, which costs requests of its own."""


def plan(model: str, *, examples: int = 0, first: bool = True, wanted: Iterable[str] | None = None) -> ModelPlan:
    """Plan one model for some checks, or for all that judge answers one by one."""
    context = PlanContext.of(CONTRACT, model, options=PlanOptions(seed=SEED, examples=examples), first=first)
    return plan_model(context, frozenset(SINGLE if wanted is None else wanted))


def answered(
    request: Request, status: int = 200, body: bytes = b"{}", times: int = 1, headers: Headers = ()
) -> Exchange:
    """Return an exchange whose every attempt was answered alike."""
    response = Response(status, (("content-type", "application/json"), *headers), body)
    return Exchange(request, (Attempt(0.0, 0.01, response),) * times, "http://host/v1/embeddings")


def failed(request: Request, failure: Failure = Failure.TIMEOUT, times: int = 4, detail: str = "") -> Exchange:
    """Return an exchange no attempt of which was answered; one that timed out had a minute."""
    seconds = 60.0 if failure is Failure.TIMEOUT else 0.01
    attempt = Attempt(0.0, seconds, failure=failure, detail=detail)
    return Exchange(request, (attempt,) * times, "http://host/v1/embeddings")


def answer(request: Request) -> Exchange:
    """Answer a request as a small server with a fixed width would: one vector for each text."""
    body = json.loads(request.body)
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    data = [{"object": "embedding", "index": at, "embedding": [len(text), at + 1]} for at, text in enumerate(texts)]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    told = {"id": request.key, "model": body["model"], "object": "list", "data": data, "usage": usage}
    return answered(request, body=json.dumps(told).encode())


@dataclass
class FakeSender:
    """Answers by a function, and counts what it was asked."""

    behaviour: Callable[[Request], Exchange]
    sent: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, request: Request) -> Exchange:
        """Answer one request."""
        with self._lock:
            self.sent.append(request)
        return self.behaviour(request)


@dataclass
class Remembered:
    """Keeps exchanges in a dictionary."""

    kept: dict[str, Exchange] = field(default_factory=dict)

    def get(self, key: str) -> Exchange | None:
        """Return a kept exchange, or None."""
        return self.kept.get(key)

    def append(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.kept[exchange.request.key] = exchange
