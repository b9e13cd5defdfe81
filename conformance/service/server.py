"""The running service: a pipeline of one contract behind a listener."""

from __future__ import annotations

from collections.abc import Sequence
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

    ``faults`` (hostile ones among them) and ``oddities`` are names of the catalogue, applied in the order given, faults
    last. ``key`` is the key asked for; None asks for ``sk-reference`` where the contract requires a key, and for none
    elsewhere. ``latency`` in seconds comes before every answer; ``record`` is told of every answer.
    Raises ValueError for an unknown name and OSError for an unknown contract or a port in use.
    """

    def __init__(  # noqa: PLR0913 - each is a knob of the service, given by name
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
    ) -> None:
        misdeeds = pick(ALL_FAULTS, faults)
        behaviours = (*pick(ODDITIES, oddities), *(each for each in misdeeds if each.name not in ADVERSARIAL))
        adversarial = tuple(each for each in misdeeds if each.name in ADVERSARIAL)
        self._served_contract: ServedContract = read_served_contract(contract)
        self._state = ServiceState(key or (DEFAULT_KEY if self._served_contract.key_wanted else None), seed)
        self._pipeline = Pipeline(self._served_contract, self._state, behaviours, adversarial)
        self._usual = self._pipeline
        self._listener = Listener(application(self._answer, self._state, latency, record), port, host)

    @property
    def base_url(self) -> str:
        """The base URL to give to a client; known once the service is entered."""
        return f"http://{self._listener.host}:{self.port}{self._served_contract.base_path}"

    @property
    def port(self) -> int:
        """The port it listens on; known once the service is entered."""
        return self._listener.port

    @property
    def received(self) -> list[Received]:
        """Every request received so far, oldest first."""
        return list(self._state.received)

    @property
    def crashes(self) -> list[Exception]:
        """Bugs of the service itself met so far; always empty unless behaviours contradict each other."""
        return list(self._state.crashes)

    def behave(self, *names: str) -> None:
        """Show other behaviours from the next request on, beside those it was made with, with a fresh memory.

        Names are those of faults, oddities and episodes, applied in the order given. Raises ValueError for an unknown
        name.
        """
        more = pick({**ODDITIES, **TRANSIENTS, **ALL_FAULTS}, names)
        kept = tuple(each for each in more if each.name not in ADVERSARIAL)
        adversarial = tuple(each for each in more if each.name in ADVERSARIAL)
        self._state.forget()
        # Requests in flight are answered as they were begun.
        self._pipeline = replace(
            self._usual,
            behaviours=(*self._usual.behaviours, *kept),
            adversarial=(*self._usual.adversarial, *adversarial),
        )

    def vectors(self, texts: Sequence[str], model: str, dimensions: int | None = None) -> Vectors:
        """Return what a sound answer holds for these texts: an (n, d) float32 array, one row a text.

        Raises ValueError for a model there is not.
        """
        known = self._served_contract.model(model)
        if known is None:
            raise ValueError(f"no model is called {model!r}: name one of the contract's")
        return embed(texts, known, dimensions or known.default or known.width)

    def __enter__(self) -> Self:
        self._listener.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.__exit__(kind, error, trace)

    def _answer(self, received: Received, number: int) -> Reply:
        return self._pipeline.answer(received, number)
