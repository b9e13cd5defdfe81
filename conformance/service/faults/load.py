"""Faults that show only while several requests are in flight.

Under load every answer is delayed for a moment, as by a busy server, so that requests pile up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import orjson

from conformance.service.distortion import mix, quantise, rotate, scale
from conformance.service.embedder import Vectors
from conformance.service.faults.encoding import HANG
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import change_items, put
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, json_reply, render

__all__: list[str] = []

_CHANGES = "relations.load-changes-nothing"
_ANSWERED = "relations.load-answered"
_HOLD = 0.05
"""Seconds that an answer is held back while others are in flight."""
_FOUR = 4
_BURST = 8
"""A client that keeps to eight connections never has more in flight."""
_BURST_HOLD = 0.12


def _hold_under_load(request: ParsedRequest, reply: Reply, hold: float = _HOLD) -> Reply:
    return replace(reply, delay=reply.delay + hold) if request.request_slot.in_flight > 1 else reply


def _change_under_load(
    request: ParsedRequest, reply: Reply, least: int, change: Callable[[Any], Any], hold: float = _HOLD
) -> Reply:
    """Delay an answer under load, and change the body of a success while at least ``least`` requests are in flight."""
    held = _hold_under_load(request, reply, hold)
    if request.request_slot.in_flight < least or not reply.ok:
        return held
    return replace(held, body=render(change(orjson.loads(reply.body))))


def _rows(body: Any) -> Vectors:
    return np.array([item["embedding"] for item in body["data"]], dtype=np.float32)


def _with_rows(body: Any, rows: Vectors) -> Any:
    return change_items(body, lambda item, place: put(item, embedding=np.ascontiguousarray(rows[place])))


def _distort_under_load(
    request: ParsedRequest, reply: Reply, least: int, distort: Callable[[Vectors], Vectors], hold: float = _HOLD
) -> Reply:
    return _change_under_load(request, reply, least, lambda body: _with_rows(body, distort(_rows(body))), hold)


def _other_rows(request: ParsedRequest, name: str, rows: Vectors) -> Vectors:
    """Return as many rows of the last answer under load with the same dimensions; the answer's own rows at first."""
    before = request.state.swap((name, request.asked("model"), rows.shape[1]), rows)
    return rows if before is None else np.resize(before, rows.shape)


@fault("in-flight-blend", "reply", _CHANGES)
def _in_flight_blend(request: ParsedRequest, reply: Reply) -> Reply:
    """Mixes three tenths of another request's vectors in while two or more are in flight."""
    return _distort_under_load(request, reply, 2, lambda rows: mix(rows, _other_rows(request, "blend", rows), 0.3))


@fault("in-flight-crossed", "reply", _CHANGES)
def _in_flight_crossed(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the vectors of another request while four or more are in flight."""
    return _distort_under_load(request, reply, 4, lambda rows: _other_rows(request, "crossed", rows))


@fault("crossed-above-eight", "reply", _CHANGES, slow=True)
def _crossed_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the vectors of another request only while more than eight are in flight."""
    return _distort_under_load(
        request, reply, _BURST + 1, lambda rows: _other_rows(request, "above", rows), _BURST_HOLD
    )


@fault("in-flight-lists-shifted", "reply", _CHANGES)
def _in_flight_lists_shifted(request: ParsedRequest, reply: Reply) -> Reply:
    """Shifts the rows of lists by one while three or more requests are in flight."""
    return _distort_under_load(request, reply, 3, lambda rows: np.roll(rows, 1, axis=0))


@fault("in-flight-last-row", "reply", _CHANGES)
def _in_flight_last_row(request: ParsedRequest, reply: Reply) -> Reply:
    """Overwrites the last row of a list of several with another request's while three or more are in flight."""

    def overwritten(rows: Vectors) -> Vectors:
        other = _other_rows(request, "last", rows[:1])
        return np.vstack([rows[:-1], other]) if len(rows) > 1 else rows

    return _distort_under_load(request, reply, 3, overwritten)


@fault("in-flight-strings-off", "reply", advice=(_CHANGES,))
def _in_flight_strings_off(request: ParsedRequest, reply: Reply) -> Reply:
    """Turns the vectors of bare strings by six degrees while three or more requests are in flight."""
    single = isinstance(request.asked("input"), str)
    return _distort_under_load(request, reply, 3, lambda rows: rotate(rows, 6.0 if single else 0.0))


@fault("in-flight-four-bits", "reply", advice=(_CHANGES,))
def _in_flight_four_bits(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with four-bit vectors while four or more requests are in flight."""
    return _distort_under_load(request, reply, 4, lambda rows: quantise(rows, 7))


@fault("signs-flipped-above-eight", "reply", _CHANGES, slow=True)
def _signs_flipped_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Flips the sign of every tenth element only while more than eight requests are in flight."""

    def flipped(rows: Vectors) -> Vectors:
        signs = np.where(np.arange(rows.shape[1]) % 10, 1, -1).astype(np.float32)
        return rows * signs

    return _distort_under_load(request, reply, _BURST + 1, flipped, _BURST_HOLD)


@fault("in-flight-tail-zeroed", "reply", _CHANGES)
def _in_flight_tail_zeroed(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends zeros for the last twentieth of a vector while three or more requests are in flight."""

    def zeroed(rows: Vectors) -> Vectors:
        return np.hstack([rows[:, : -(rows.shape[1] // 20)], 0 * rows[:, -(rows.shape[1] // 20) :]])

    return _distort_under_load(request, reply, 3, zeroed)


@fault("in-flight-norm", "reply", _CHANGES)
def _in_flight_norm(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends vectors whose L2 norm is a tenth too small while two or more requests are in flight."""
    return _distort_under_load(request, reply, 2, lambda rows: scale(rows, 0.9))


@fault("index-over-server-batch", "reply", "ordering.index-set")
def _index_over_server_batch(request: ParsedRequest, reply: Reply) -> Reply:
    """Numbers the items from the number of other requests in flight."""
    offset = request.request_slot.in_flight - 1
    return _change_under_load(
        request, reply, 2, lambda body: change_items(body, lambda item, _: put(item, index=item["index"] + offset))
    )


@fault("usage-of-another-in-flight", "reply", _CHANGES)
def _usage_of_another_in_flight(request: ParsedRequest, reply: Reply) -> Reply:
    """Sends the usage of another request while two or more are in flight."""

    def crossed(body: Any) -> Any:
        return put(body, usage=request.state.swap("usage-crossed", body["usage"]) or body["usage"])

    return _change_under_load(request, reply, 2, crossed)


@fault("dropped-above-eight", "reply", advice=(_ANSWERED,), slow=True)
def _dropped_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection without an answer while more than eight requests are in flight."""
    return replace(_hold_under_load(request, reply, _BURST_HOLD), dropped=request.request_slot.in_flight > _BURST)


@fault("crash-above-eight", "reply", _ANSWERED, slow=True)
def _crash_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Fails with 500 while more than eight requests are in flight."""
    return _hold_under_load(
        request, crash("out of memory") if request.request_slot.in_flight > _BURST else reply, _BURST_HOLD
    )


@fault("one-starves-above-eight", "reply", advice=(_ANSWERED,), slow=True)
def _one_starves_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Leaves one request in eight waiting while more than eight are in flight."""
    forgotten = request.request_slot.in_flight > _BURST and request.state.tick("starved") % 8 == 0
    return replace(reply, delay=HANG) if forgotten else _hold_under_load(request, reply, _BURST_HOLD)


@fault("page-above-eight", "reply", "transport.json-strict", slow=True)
def _page_above_eight(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers with a proxy's page and status 200 while more than eight requests are in flight."""
    held = _hold_under_load(request, reply, _BURST_HOLD)
    page = b"<html><body>The service is busy.</body></html>"
    return (
        replace(held, body=page).with_header("content-type", "text/html")
        if request.request_slot.in_flight > _BURST
        else held
    )


@fault("load-refusal-codeless", "wire", "errors.code")
def _load_refusal_codeless(request: ParsedRequest, reply: Reply) -> Reply:
    """Refuses every fifth request for its limits in an error without a code."""
    if request.state.tick("load-refusal-codeless") % 5 != 4:
        return reply
    return json_reply({"error": {"message": "Requests rate limit exceeded."}}, 429).with_header("retry-after", "0")


@fault("in-order-of-completion", "reply", _CHANGES)
def _in_order_of_completion(request: ParsedRequest, reply: Reply) -> Reply:
    """Swaps two neighbours of a list of five or more while three or more requests are in flight."""

    def swapped(rows: Vectors) -> Vectors:
        return rows[[0, 1, 3, 2, *range(4, len(rows))]] if len(rows) > _FOUR else rows

    return _distort_under_load(request, reply, 3, swapped)
