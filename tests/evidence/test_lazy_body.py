"""Large bodies stay in the evidence file, and are the same whenever they are asked for."""

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


def _held(exchange: Exchange) -> list[bool]:
    return [isinstance(each.response.content, bytes) for each in exchange.attempts if each.response]


def _kept(store: Store, exchange: Exchange) -> Exchange:
    found = store.get(exchange.request.key)
    assert found is not None
    return found


def test_large_bodies_are_read_from_the_file_and_small_ones_held(tmp_path: Path) -> None:
    """Whichever attempt brought it, a body is what came, byte for byte."""
    store = Store(tmp_path / "evidence.jsonl")
    exchanges = [_exchange(1, SMALL), _exchange(2, LARGE, SMALL, b"\xff" + LARGE), _exchange(3, LARGE)]
    for exchange in exchanges:
        store.append(exchange)
    assert [_held(_kept(store, each)) for each in exchanges] == [[True], [False, True, False], [False]]
    for exchange in exchanges:
        kept = _kept(store, exchange)
        assert kept == exchange
        assert hash(kept) == hash(exchange)
        assert [each.response.size for each in kept.attempts if each.response] == [
            len(each.response.body) for each in exchange.attempts if each.response
        ]


def test_what_is_recorded_or_gone_on_with_is_shelved_too(tmp_path: Path) -> None:
    """A replay and a resumed run hold as little as the run before."""
    path, exchange = tmp_path / "evidence.jsonl", _exchange(1, LARGE)
    Store(path).append(exchange)
    for store in (Store.recorded(path), Store(path, resume=True)):
        assert _held(_kept(store, exchange)) == [False]
        assert _kept(store, exchange) == exchange


def test_a_store_without_a_file_holds_everything() -> None:
    """There is no other place for it."""
    store, exchange = Store(), _exchange(1, LARGE)
    store.append(exchange)
    assert _held(_kept(store, exchange)) == [True]


@pytest.mark.parametrize("harm", [b"", b"none of ours\n"])
def test_a_file_that_was_changed_is_a_users_mistake(tmp_path: Path, harm: bytes) -> None:
    """Whoever writes to the evidence of a run that goes on is told so."""
    store, exchange = Store(tmp_path / "evidence.jsonl"), _exchange(1, LARGE)
    store.append(exchange)
    (tmp_path / "evidence.jsonl").write_bytes(harm)
    response = _kept(store, exchange).response
    assert response is not None
    with pytest.raises(UsageError, match=r"was changed during the run"):
        _ = response.body
