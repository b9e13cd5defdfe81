"""Faults that show only while several requests are in flight.

Under load answers are held back for a moment, as a server with work to do would, so that requests pile up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import orjson

from conformance.service.distortion import mixed, quantised, rescaled, turned
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
_BURST = 8
"""More in flight than a client sends at once that keeps to eight connections."""
_BURST_HOLD = 0.12


def _held(draft: ParsedRequest, reply: Reply, hold: float = _HOLD) -> Reply:
    return replace(reply, delay=reply.delay + hold) if draft.request_slot.in_flight > 1 else reply


def _changed(
    draft: ParsedRequest, reply: Reply, least: int, change: Callable[[Any], Any], hold: float = _HOLD
) -> Reply:
    """Hold an answer under load, and change the body of a success when so many are in flight."""
    held = _held(draft, reply, hold)
    if draft.request_slot.in_flight < least or not reply.ok:
        return held
    return replace(held, body=render(change(orjson.loads(reply.body))))


def _rows(body: Any) -> Vectors:
    return np.array([item["embedding"] for item in body["data"]], dtype=np.float32)


def _with_rows(body: Any, rows: Vectors) -> Any:
    return change_items(body, lambda item, place: put(item, embedding=np.ascontiguousarray(rows[place])))


def _distorted(
    draft: ParsedRequest, reply: Reply, least: int, distort: Callable[[Vectors], Vectors], hold: float = _HOLD
) -> Reply:
    return _changed(draft, reply, least, lambda body: _with_rows(body, distort(_rows(body))), hold)


def _other_rows(draft: ParsedRequest, name: str, rows: Vectors) -> Vectors:
    """Return rows of the last answer under load of the same width, as many as there are; its own at first."""
    before = draft.state.swap((name, draft.asked("model"), rows.shape[1]), rows)
    return rows if before is None else np.resize(before, rows.shape)


@fault("in-flight-blend", "reply", _CHANGES)
def _in_flight_blend(draft: ParsedRequest, reply: Reply) -> Reply:
    """Mixes three tenths of another request's vectors in while two or more are in flight."""
    return _distorted(draft, reply, 2, lambda rows: mixed(rows, _other_rows(draft, "blend", rows), 0.3))


@fault("in-flight-crossed", "reply", _CHANGES)
def _in_flight_crossed(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the vectors of another request while four or more are in flight."""
    return _distorted(draft, reply, 4, lambda rows: _other_rows(draft, "crossed", rows))


@fault("crossed-above-eight", "reply", _CHANGES, slow=True)
def _crossed_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the vectors of another request only while more than eight are in flight."""
    return _distorted(draft, reply, _BURST + 1, lambda rows: _other_rows(draft, "above", rows), _BURST_HOLD)


@fault("in-flight-lists-shifted", "reply", _CHANGES)
def _in_flight_lists_shifted(draft: ParsedRequest, reply: Reply) -> Reply:
    """Shifts the rows of lists by one while three or more requests are in flight."""
    return _distorted(draft, reply, 3, lambda rows: np.roll(rows, 1, axis=0))


@fault("in-flight-last-row", "reply", _CHANGES)
def _in_flight_last_row(draft: ParsedRequest, reply: Reply) -> Reply:
    """Overwrites the last row of a list of several with another request's while three or more are in flight."""

    def overwritten(rows: Vectors) -> Vectors:
        other = _other_rows(draft, "last", rows[:1])
        return np.vstack([rows[:-1], other]) if len(rows) > 1 else rows

    return _distorted(draft, reply, 3, overwritten)


@fault("in-flight-strings-off", "reply", _CHANGES)
def _in_flight_strings_off(draft: ParsedRequest, reply: Reply) -> Reply:
    """Turns the vectors of bare strings by six degrees while three or more requests are in flight."""
    single = isinstance(draft.asked("input"), str)
    return _distorted(draft, reply, 3, lambda rows: turned(rows, 6.0 if single else 0.0))


@fault("in-flight-four-bits", "reply", _CHANGES)
def _in_flight_four_bits(draft: ParsedRequest, reply: Reply) -> Reply:
    """Answers with four-bit vectors while four or more requests are in flight."""
    return _distorted(draft, reply, 4, lambda rows: quantised(rows, 7))


@fault("signs-flipped-above-eight", "reply", _CHANGES, slow=True)
def _signs_flipped_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Flips the sign of every tenth element only while more than eight requests are in flight."""

    def flipped(rows: Vectors) -> Vectors:
        signs = np.where(np.arange(rows.shape[1]) % 10, 1, -1).astype(np.float32)
        return rows * signs

    return _distorted(draft, reply, _BURST + 1, flipped, _BURST_HOLD)


@fault("in-flight-tail-zeroed", "reply", _CHANGES)
def _in_flight_tail_zeroed(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends zeros for the last twentieth of a vector while three or more requests are in flight."""

    def zeroed(rows: Vectors) -> Vectors:
        return np.hstack([rows[:, : -(rows.shape[1] // 20)], 0 * rows[:, -(rows.shape[1] // 20) :]])

    return _distorted(draft, reply, 3, zeroed)


@fault("in-flight-norm", "reply", _CHANGES)
def _in_flight_norm(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends vectors a tenth too short while two or more requests are in flight."""
    return _distorted(draft, reply, 2, lambda rows: rescaled(rows, 0.9))


@fault("index-over-server-batch", "reply", "ordering.index-set")
def _index_over_server_batch(draft: ParsedRequest, reply: Reply) -> Reply:
    """Numbers the items from the number of other requests in flight."""
    offset = draft.request_slot.in_flight - 1
    return _changed(
        draft, reply, 2, lambda body: change_items(body, lambda item, _: put(item, index=item["index"] + offset))
    )


@fault("usage-of-another-in-flight", "reply", _CHANGES)
def _usage_of_another_in_flight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Sends the usage of another request while two or more are in flight."""

    def crossed(body: Any) -> Any:
        return put(body, usage=draft.state.swap("usage-crossed", body["usage"]) or body["usage"])

    return _changed(draft, reply, 2, crossed)


@fault("dropped-above-eight", "reply", advice=(_ANSWERED,), slow=True)
def _dropped_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection without an answer while more than eight requests are in flight."""
    return replace(_held(draft, reply, _BURST_HOLD), dropped=draft.request_slot.in_flight > _BURST)


@fault("crash-above-eight", "reply", _ANSWERED, slow=True)
def _crash_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Fails with 500 while more than eight requests are in flight."""
    return _held(draft, crash("out of memory") if draft.request_slot.in_flight > _BURST else reply, _BURST_HOLD)


@fault("one-starves-above-eight", "reply", advice=(_ANSWERED,), slow=True)
def _one_starves_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Forgets one request in eight while more than eight are in flight, and leaves it waiting."""
    forgotten = draft.request_slot.in_flight > _BURST and draft.state.tick("starved") % 8 == 0
    return replace(reply, delay=HANG) if forgotten else _held(draft, reply, _BURST_HOLD)


@fault("page-above-eight", "reply", "transport.json-strict", slow=True)
def _page_above_eight(draft: ParsedRequest, reply: Reply) -> Reply:
    """Answers with a proxy's page and status 200 while more than eight requests are in flight."""
    held = _held(draft, reply, _BURST_HOLD)
    page = b"<html><body>The service is busy.</body></html>"
    return (
        replace(held, body=page).with_header("content-type", "text/html")
        if draft.request_slot.in_flight > _BURST
        else held
    )


@fault("load-refusal-codeless", "wire", "errors.code")
def _load_refusal_codeless(draft: ParsedRequest, reply: Reply) -> Reply:
    """Refuses every fifth request for its limits in an error without a code."""
    if draft.state.tick("load-refusal-codeless") % 5 != 4:
        return reply
    return json_reply({"error": {"message": "Requests rate limit exceeded."}}, 429).with_header("retry-after", "0")
