"""What a limit lies between, by sizes that were tried."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.model.facts import Bracket

__all__ = ["bracket_of"]


def bracket_of(tried: Iterable[tuple[int, bool | None]]) -> Bracket | None:
    """Return the largest size that was answered and the least beyond it that was not; None where none was answered.

    Each size comes with whether it was answered, None where nobody knows.
    """
    decided = [(size, answered) for size, answered in tried if answered is not None]
    most = max((size for size, answered in decided if answered), default=None)
    if most is None:
        return None
    return Bracket(most, min((size for size, answered in decided if not answered and size > most), default=None))
