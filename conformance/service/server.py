"""The running reference service: the pipeline of one contract behind a listener."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from conformance.service.catalogue import ADVERSARIAL, ALL_FAULTS, ODDITIES, pick
from conformance.service.delivery import application
from conformance.service.embedder import Vectors, embed
from conformance.service.listening import Listener
from conformance.service.pipeline import Pipeline
from conformance.service.reply import Reply
from conformance.service.served import Recorder
from conformance.service.served_contract import ServedContract, read_served_contract
from conformance.service.state import Received, ServiceState
from conformance.service.transients import TRANSIENTS

__all__ = ["DEFAULT_KEY", "Service"]

DEFAULT_KEY = "sk-reference"


class Service:
    """The reference service of one contract; a context manager that listens while it is entered.

    ``faults`` (adversarial behaviours among them) and ``oddities`` are names of the catalogue; the service applies them
    in this order, faults last. It requires the ``key``; None requires ``sk-reference`` where the contract requires a
    key, and none elsewhere. It waits ``latency`` seconds before every answer and passes every answer to ``record``.
    ``clock`` tells it the seconds that pass.
    Raises ValueError for an unknown name and OSError for an unknown contract or a port in use.
    """

    def __init__(  # noqa: PLR0913 - each is an option of the service, passed by name
        self,
        contract: str = "dashscope",
        *,
        faults: Sequence[str] = (),
        oddities: Sequence[str] = (),
        key: str | None = None,
        latency: float = 0.0,
        port: int = 0,
        seed: int = 0,
        host: str = "127.0.0.1",
        record: Recorder | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        chosen = pick(ALL_FAULTS, faults)
        behaviours = (
            *pick(ODDITIES, oddities),
            *(behaviour for behaviour in chosen if behaviour.name not in ADVERSARIAL),
        )
        adversarial = tuple(behaviour for behaviour in chosen if behaviour.name in ADVERSARIAL)
        self._served_contract: ServedContract = read_served_contract(contract)
        wanted = key or (DEFAULT_KEY if self._served_contract.key_wanted else None)
        self._state = ServiceState(wanted, seed, clock=clock)
        self._pipeline = Pipeline(self._served_contract, self._state, behaviours, adversarial)
        self._usual = self._pipeline
        app = application(self._answer, self._state, latency, record)
        self._listener = Listener(app, port, host, continues=lambda: self._pipeline.continues)

    @property
    def base_url(self) -> str:
        """The base URL for a client; valid once the service is entered."""
        return f"http://{self._listener.host}:{self.port}{self._served_contract.base_path}"

    @property
    def port(self) -> int:
        """The port it listens on; valid once the service is entered."""
        return self._listener.port

    @property
    def received(self) -> list[Received]:
        """Every request received so far, oldest first."""
        return list(self._state.received)

    @property
    def crashes(self) -> list[Exception]:
        """Exceptions of the service itself so far; empty unless behaviours contradict each other."""
        return list(self._state.crashes)

    def behave(self, *names: str) -> None:
        """Apply further behaviours from the next request on, beside those of the constructor, and forget the past.

        ``names`` are those of faults, oddities and transients, applied in this order. Raises ValueError for an unknown
        name.
        """
        more = pick({**ODDITIES, **TRANSIENTS, **ALL_FAULTS}, names)
        behaviours = tuple(behaviour for behaviour in more if behaviour.name not in ADVERSARIAL)
        adversarial = tuple(behaviour for behaviour in more if behaviour.name in ADVERSARIAL)
        self._state.forget()
        # Requests in flight keep the pipeline with which they began.
        self._pipeline = replace(
            self._usual,
            behaviours=(*self._usual.behaviours, *behaviours),
            adversarial=(*self._usual.adversarial, *adversarial),
        )

    def vectors(self, texts: Sequence[str], model: str, dimensions: int | None = None) -> Vectors:
        """Return the correct vectors of texts: an (n, d) float32 array, one row a text.

        Raises ValueError for a model that the contract does not have.
        """
        served = self._served_contract.model(model)
        if served is None:
            raise ValueError(f"no model is called {model!r}: name one of the contract's")
        return embed(texts, served, dimensions or served.default or served.full_dimensions)

    def __enter__(self) -> Self:
        self._listener.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.__exit__(kind, error, trace)

    def _answer(self, received: Received, number: int) -> Reply:
        return self._pipeline.answer(received, number)
