"""Faults in the index of items and in their order."""

from __future__ import annotations

from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import change_items, put, take
from conformance.service.registry import fault

__all__: list[str] = []


@fault("index-missing", "body", "ordering.index-integer")
def _index_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the index of every item."""
    return change_items(body, lambda item, _: take(item, "index"))


@fault("index-zero-omitted", "body", "ordering.index-integer")
def _index_zero_omitted(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the index where it is 0, as encoders do that drop default values."""
    return change_items(body, lambda item, place: take(item, "index") if place == 0 else item)


@fault("index-null", "body", "ordering.index-integer")
def _index_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as every index."""
    return change_items(body, lambda item, _: put(item, index=None))


@fault("index-string", "body", "ordering.index-integer")
def _index_string(_call: EmbeddingCall, body: Any) -> Any:
    """Sends every index as a string of digits."""
    return change_items(body, lambda item, _: put(item, index=str(item["index"])))


@fault("index-bool", "body", "ordering.index-integer")
def _index_bool(_call: EmbeddingCall, body: Any) -> Any:
    """Sends false for index 0 and true for index 1."""
    return change_items(body, lambda item, place: put(item, index=bool(place)) if place < 2 else item)


@fault("index-float", "body", advice=("ordering.index-integer",))
def _index_float(_call: EmbeddingCall, body: Any) -> Any:
    """Sends every index with a fraction of zero."""
    return change_items(body, lambda item, _: put(item, index=float(item["index"])))


@fault("index-fraction", "body", "ordering.index-integer")
def _index_fraction(_call: EmbeddingCall, body: Any) -> Any:
    """Sends every index half a place too high."""
    return change_items(body, lambda item, _: put(item, index=item["index"] + 0.5))


@fault("index-constant", "body", "ordering.index-set")
def _index_constant(_call: EmbeddingCall, body: Any) -> Any:
    """Gives every item the index 0."""
    return change_items(body, lambda item, _: put(item, index=0))


@fault("index-starts-at-one", "body", "ordering.index-set")
def _index_starts_at_one(_call: EmbeddingCall, body: Any) -> Any:
    """Counts the items from 1."""
    return change_items(body, lambda item, place: put(item, index=place + 1))


@fault("duplicate-index", "body", "ordering.index-set")
def _duplicate_index(_call: EmbeddingCall, body: Any) -> Any:
    """Gives the last item of a list the index of the one before."""
    last = len(body["data"]) - 1
    return change_items(body, lambda item, place: put(item, index=place - 1) if place == last > 0 else item)


@fault("index-negative", "body", "ordering.index-set")
def _index_negative(_call: EmbeddingCall, body: Any) -> Any:
    """Counts the items backwards from minus one."""
    return change_items(body, lambda item, place: put(item, index=-1 - place))


@fault("index-with-gaps", "body", "ordering.index-set")
def _index_with_gaps(_call: EmbeddingCall, body: Any) -> Any:
    """Numbers the items in steps of ten."""
    return change_items(body, lambda item, place: put(item, index=place * 10))


@fault("index-reversed", "body", "ordering.index-position")
def _index_reversed(_call: EmbeddingCall, body: Any) -> Any:
    """Numbers the items from the last to the first."""
    last = len(body["data"]) - 1
    return change_items(body, lambda item, place: put(item, index=last - place))


@fault("order-scrambled-truthful", "body", "ordering.index-position")
def _order_scrambled_truthful(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the items of a list from the last to the first, each with its true index."""
    return put(body, data=body["data"][::-1])


@fault("data-rotated-beyond-two", "body", "ordering.index-position")
def _data_rotated_beyond_two(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the first item last in lists of three and more, each item with its true index."""
    data = body["data"]
    return put(body, data=[*data[1:], data[0]]) if len(data) > 2 else body
