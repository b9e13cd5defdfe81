"""Who may be on the road: many requests among each other, or one probe with the road to itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Traffic"]


class Traffic:
    """A lock for readers and writers in which a waiting writer keeps new readers out; ``most`` read at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._moving = 0
        self._waiting = 0
        self._closed = False

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Move among other requests; wait while somebody has, or wants, the road alone."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed and not self._waiting and self._moving < self._most)
            self._moving += 1
        try:
            yield
        finally:
            with self._changed:
                self._moving -= 1
                self._changed.notify_all()

    def ease(self) -> None:
        """Let half as many move at once from now on, but always one."""
        with self._changed:
            self._most = max(1, self._most // 2)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the road alone, once those on it have gone."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._closed and not self._moving)
            self._waiting -= 1
            self._closed = True
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
