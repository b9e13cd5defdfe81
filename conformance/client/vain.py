"""For how long it was waited in vain."""

from __future__ import annotations

__all__ = ["Vain"]


class Vain:
    """Counts the seconds from the first time that something was waited for until the last, in vain each time.

    Who uses it from several threads holds a lock.
    """

    def __init__(self) -> None:
        self._since: float | None = None
        self._until = 0.0

    @property
    def seconds(self) -> float:
        """For how long it was waited in vain."""
        return 0.0 if self._since is None else self._until - self._since

    def learn(self, began: float, ended: float) -> None:
        """Count that it was waited in vain from one time to another, in seconds since the epoch."""
        self._since = began if self._since is None else self._since
        self._until = max(self._until, ended)

    def end(self) -> None:
        """Forget it: the waiting was worth it."""
        self._since = None
