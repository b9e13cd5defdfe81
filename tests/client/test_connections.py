"""Connections are kept within what a target takes, as far as that explains what happens on them."""

from __future__ import annotations

import pytest

from conformance.client import connections
from conformance.client.connections import Connections
from conformance.client.network import OpenConnections
from conformance.model.exchange import Attempt, Failure

HUNG, RESET = (Attempt(0.0, 5.0, failure=failure, opened=True) for failure in (Failure.TIMEOUT, Failure.RESET))


class Lent:
    """A transport that does nothing."""

    def close(self) -> None:
        """Close nothing."""


@pytest.mark.parametrize(("attempt", "most"), [(HUNG, None), (RESET, 3)])
def test_what_hangs_on_the_only_connection_is_no_connection_too_many(
    attempt: Attempt, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where new ones are left waiting, the only one shows whether they were too many; not where they are closed."""
    monkeypatch.setattr(connections, "opened_one", lambda: True)
    open_now = OpenConnections()
    kept = Connections(lambda _: Lent(), open_now, lambda _: None)
    open_now.add(3)
    for _ in range(2):
        kept.learn(attempt)
    assert kept.most == 3
    open_now.add(-3)
    kept.learn(HUNG)
    assert kept.most == most
    open_now.add(3)
    for _ in range(2):
        kept.learn(HUNG)
    assert kept.most == most
