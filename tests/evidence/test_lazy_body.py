"""Large bodies stay in the evidence file, and are the same whenever they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.evidence.store import Store
from conformance.model.exchange import Attempt, Exchange, Request, Response

LARGE = b'{"data": [' + b"0.25, " * 2000 + b"1]}"
SMALL = b'{"error": "no"}'


def _exchange(number: int, *bodies: bytes) -> Exchange:
    attempts = tuple(Attempt(1.0, 0.5, Response(200, (("a", "b"),), body)) for body in bodies)
    return Exchange(Request(b"%d" % number), attempts, "http://127.0.0.1/v1", ())


def _in_memory(exchange: Exchange) -> list[bool]:
    return [isinstance(attempt.response.content, bytes) for attempt in exchange.attempts if attempt.response]


def _stored(store: Store, exchange: Exchange) -> Exchange:
    found = store.get(exchange.request.key)
    assert found is not None
    return found


def test_large_bodies_are_read_from_the_file_and_small_ones_in_memory(tmp_path: Path) -> None:
    """The body of every attempt is what arrived, byte for byte."""
    store = Store(tmp_path / "evidence.jsonl")
    exchanges = [_exchange(1, SMALL), _exchange(2, LARGE, SMALL, b"\xff" + LARGE), _exchange(3, LARGE)]
    for exchange in exchanges:
        store.append(exchange)
    assert [_in_memory(_stored(store, exchange)) for exchange in exchanges] == [[True], [False, True, False], [False]]
    for exchange in exchanges:
        stored = _stored(store, exchange)
        assert stored == exchange
        assert hash(stored) == hash(exchange)
        assert [attempt.response.size for attempt in stored.attempts if attempt.response] == [
            len(attempt.response.body) for attempt in exchange.attempts if attempt.response
        ]


def test_recorded_and_resumed_stores_leave_large_bodies_in_the_file(tmp_path: Path) -> None:
    """A replay and a resumed run hold as little in memory as the first run."""
    path, exchange = tmp_path / "evidence.jsonl", _exchange(1, LARGE)
    Store(path).append(exchange)
    for store in (Store.recorded(path), Store(path, resume=True)):
        assert _in_memory(_stored(store, exchange)) == [False]
        assert _stored(store, exchange) == exchange


def test_a_store_without_a_file_holds_everything() -> None:
    """Without a file, bodies stay in memory."""
    store, exchange = Store(), _exchange(1, LARGE)
    store.append(exchange)
    assert _in_memory(_stored(store, exchange)) == [True]


@pytest.mark.parametrize("harm", [b"", b"none of ours\n"])
def test_a_file_that_was_changed_is_a_users_mistake(tmp_path: Path, harm: bytes) -> None:
    """Reading a body after the file was changed raises a usage error that says so."""
    store, exchange = Store(tmp_path / "evidence.jsonl"), _exchange(1, LARGE)
    store.append(exchange)
    (tmp_path / "evidence.jsonl").write_bytes(harm)
    response = _stored(store, exchange).response
    assert response is not None
    with pytest.raises(UsageError, match=r"was changed during the run"):
        _ = response.body
