"""Locust's user: sends the requests of a course, one after another, and hands on what comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from locust import User, task

from conformance.answers.answer import Reader
from conformance.client.http import Client
from conformance.model.case import Case
from conformance.soak.assessor import Assessor

__all__ = ["Caller", "Equipment", "equipped"]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the users of one worker share."""

    turns: Iterator[Case]
    client: Client
    reader: Reader
    assessor: Assessor
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_case(self) -> Case:
        """Return the request whose turn it is."""
        with self.lock:
            return next(self.turns)


class Caller(User):
    """Calls without a pause: the number of users is the load. The master knows it by name only."""

    equipment: ClassVar[Equipment]

    @task
    def call(self) -> None:
        """Send the next request, and have its answer judged."""
        case = self.equipment.next_case()
        exchange = self.equipment.client.send(case.request)
        self.equipment.assessor.take(self.equipment.reader.read(case, exchange))
        response = exchange.response
        self._tell(
            name=f"{len(case.texts or ())} inputs",
            response_time=exchange.last.seconds * 1000,
            response_length=len(response.body) if response else 0,
            exception=None if response else OSError(str(exchange.last.failure)),
        )

    def _tell(self, **what: Any) -> None:
        tell: Callable[..., None] = self.environment.events.request.fire
        tell(request_type="POST", context={}, **what)


def equipped(equipment: Equipment) -> type[Caller]:
    """Return the class of users as the master knows it, with what a worker gives them."""
    return type(Caller.__name__, (Caller,), {"equipment": equipment})
