"""The part of a results document that tells what clients see of its target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conformance.clients.playback.viewing import View
from conformance.model.target import Target
from conformance.results.exchange_rows import exchange_row

__all__ = ["with_clients"]


def with_clients(document: Mapping[str, Any], seen: Sequence[View], target: Target) -> dict[str, Any]:
    """Return a results document that has these views as its ``clients``, in place of those it had."""
    kept = _without_earlier(document)
    names = {key: f"c{number}" for number, key in enumerate(_keys(seen), 1)}
    played = {view.exchange.request.key: view.exchange for view in seen if view.exchange}
    rows = {names[key]: exchange_row(exchange, target) for key, exchange in played.items()}
    return {**document, "clients": [_row(view, names) for view in seen], "exchanges": {**kept, **rows}}


def _without_earlier(document: Mapping[str, Any]) -> dict[str, Any]:
    earlier = {row.get("exchange") for row in document.get("clients") or ()}
    return {name: row for name, row in document["exchanges"].items() if name not in earlier}


def _keys(seen: Iterable[View]) -> list[str]:
    return list(dict.fromkeys(view.exchange.request.key for view in seen if view.exchange))


def _row(view: View, names: Mapping[str, str]) -> dict[str, Any]:
    question = view.capture.question
    return {
        "client": view.client,
        "model": question.model,
        "asked": question.told,
        "got": view.got,
        "detail": view.detail,
        "exchange": names[view.exchange.request.key] if view.exchange else "",
    }
