"""Whether requests of a size are worth sending: a target may let all of them wait, cut them, or say it is busy."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator

from conformance.client.body_limit import count_listed
from conformance.model import statuses
from conformance.model.exchange import Exchange, Failure, Request
from conformance.model.message import Message, template

__all__ = ["Sizes", "UnansweredSizes", "sizes_of"]

_ENOUGH = 8
"""So many left without an answer, and none as large answered, make another one hopeless."""

_ONE_IN = 16
"""Of each model the first of the hopeless ones is sent all the same, and that of a number of twice so many each time:
another model may take lists.
"""

_UNANSWERED = frozenset({Failure.TIMEOUT, Failure.RESET})

_BUSY = statuses.GATEWAY | statuses.LOAD - {statuses.TOO_MANY_REQUESTS}
"""Statuses that are no answer either; that of a request which comes too fast says nothing of its size."""

_SHORT = 2048
"""A body of no more bytes is short, whatever it holds."""

_LISTS_HANG = template("run.lists-hang", "no list was answered: most of the others were not sent")
_LONG_LISTS_HANG = template("run.long-lists-hang", "no list as long was answered: most of the others were not sent")
_LONG_BODIES_HANG = template(
    "run.long-bodies-hang", "no request as long was answered: most of the others were not sent"
)
_LISTED, _LENGTH = 0, 1
_ALONE, _TOGETHER = ((_LISTED,), (_LENGTH,)), (_LISTED, _LENGTH)
"""What may be too much for a target: one size alone, or both of a long list where neither is known to be answered."""

Sizes = tuple[int, int]
"""The inputs in a list, 0 where there is none, and the bytes of a body that is not short, else 0."""


class UnansweredSizes:
    """Counts requests that are not answered by size, from any number of threads; one as large that is, ends it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lost: list[Sizes] = []
        self._answered = [0, 0]
        """Of each size the largest that was answered."""
        self._kept_back = Counter[str]()

    @property
    def hopeless(self) -> bool:
        """Whether there is no hope for requests of some size."""
        with self._lock:
            return any(len(self._beyond(sizes)) >= _ENOUGH for sizes in (*_ALONE, _TOGETHER))

    def keeps_back(self, request: Request) -> Message | None:
        """Return why a request is not worth sending, or None; each call counts."""
        with self._lock:
            why = next(self._reasons(sizes_of(request)), None)
            if why is None:
                return None
            model = _model(request)
            self._kept_back[model] += 1
            count = self._kept_back[model]
            return None if count == 1 or (count % _ONE_IN == 0 and _is_power_of_two(count // _ONE_IN)) else why

    def record(self, exchange: Exchange) -> None:
        """Look at how an exchange ended."""
        sizes, last = sizes_of(exchange.request), exchange.last
        with self._lock:
            if last.failure in _UNANSWERED or (last.response is not None and last.response.status in _BUSY):
                self._lost.append(sizes)
            elif last.failure is None and last.response is not None and statuses.is_success(last.response.status):
                self._answered = [max(pair) for pair in zip(self._answered, sizes, strict=True)]

    def _reasons(self, request: Sizes) -> Iterator[Message]:
        for sizes in (*_ALONE, _TOGETHER):
            beyond = self._beyond(sizes)
            if len(beyond) >= _ENOUGH and all(request[size] >= min(each[size] for each in beyond) for size in sizes):
                if _LENGTH in sizes:
                    yield _LONG_BODIES_HANG()
                else:
                    yield _LONG_LISTS_HANG() if self._answered[_LISTED] else _LISTS_HANG()

    def _beyond(self, sizes: tuple[int, ...]) -> list[Sizes]:
        """Return how large those lost are that are beyond all that was answered by these sizes, and no other."""
        return [
            lost
            for lost in self._lost
            if sizes == tuple(size for size in _TOGETHER if lost[size] > self._answered[size])
        ]


def sizes_of(request: Request) -> Sizes:
    """Return how large a request is."""
    length = len(request.body)
    return count_listed(request.body), length if length > _SHORT else 0


def _model(request: Request) -> str:
    """Return what tells the models of requests apart: where they go, and the model in their body."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    return f"{request.path} {body.get('model') if isinstance(body, dict) else ''}"


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
