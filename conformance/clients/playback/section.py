"""The part of a results document on what clients see of its target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conformance.clients.driving.outcome import outcome_members
from conformance.clients.playback.viewing import View
from conformance.model.target import Target
from conformance.results.exchange_rows import exchange_row

__all__ = ["add_clients"]


def add_clients(document: Mapping[str, Any], views: Sequence[View], target: Target) -> dict[str, Any]:
    """Return a results document with these views as its ``clients``, in place of those it had."""
    own_exchanges = _without_earlier(document)
    names = {key: f"c{number}" for number, key in enumerate(_keys(views), 1)}
    played = {view.exchange.request.key: view.exchange for view in views if view.exchange}
    rows = {names[key]: exchange_row(exchange, target) for key, exchange in played.items()}
    return {**document, "clients": [_row(view, names) for view in views], "exchanges": {**own_exchanges, **rows}}


def _without_earlier(document: Mapping[str, Any]) -> dict[str, Any]:
    earlier = {row.get("exchange") for row in document.get("clients") or ()}
    return {name: row for name, row in document["exchanges"].items() if name not in earlier}


def _keys(views: Iterable[View]) -> list[str]:
    return list(dict.fromkeys(view.exchange.request.key for view in views if view.exchange))


def _row(view: View, names: Mapping[str, str]) -> dict[str, Any]:
    question = view.capture.question
    return {
        "client": view.client,
        "model": question.model,
        "asked": str(question.message),
        "asked_data": question.message.to_json(),
        **outcome_members(view.outcome),
        "exchange": names[view.exchange.request.key] if view.exchange else "",
    }
