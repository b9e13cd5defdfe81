"""Locust's user: sends the requests of a load profile, one after another, and passes the answers to the assessor."""

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

__all__ = ["Caller", "WorkerResources", "caller_with"]


@dataclass(frozen=True, slots=True)
class WorkerResources:
    """What the users of one worker share."""

    cases: Iterator[Case]
    client: Client
    reader: Reader
    assessor: Assessor
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_case(self) -> Case:
        """Return the next request."""
        with self.lock:
            return next(self.cases)


class Caller(User):
    """Sends one request after another without a pause: the number of users is the load."""

    resources: ClassVar[WorkerResources]

    @task
    def call(self) -> None:
        """Send the next request, and have its answer judged."""
        case = self.resources.next_case()
        exchange = self.resources.client.send(case.request)
        self.resources.assessor.take(self.resources.reader.read(case, exchange))
        response = exchange.response
        self._report(
            name=f"{len(case.texts or ())} inputs",
            response_time=exchange.last.seconds * 1000,
            response_length=len(response.body) if response else 0,
            exception=None if response else OSError(str(exchange.last.failure)),
        )

    def _report(self, **request: Any) -> None:
        fire: Callable[..., None] = self.environment.events.request.fire
        fire(request_type="POST", context={}, **request)


def caller_with(resources: WorkerResources) -> type[Caller]:
    """Return the class of users, under the name the master knows, with the resources of a worker."""
    return type(Caller.__name__, (Caller,), {"resources": resources})
