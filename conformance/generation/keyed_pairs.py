"""Pairs that are one text to a cache with an incomplete key."""

from __future__ import annotations

from conformance.generation.pair import Pair
from conformance.model.message import template

__all__ = ["KEYED"]

_COMMON = (
    "was delivered to the harbour office in the morning, where two clerks weighed it, wrote its number into the "
    "ledger, tied a yellow label to its handle, and put it on the third shelf behind the stove, next to a parrot in "
    "a cage that nobody had asked for since the autumn storms"
)


def _keyed(kind: str, description: str, one: str, other: str) -> Pair:
    """Return a pair that is one text to a cache which goes by what is described."""
    return Pair(kind, template(f"key.{kind}", description)(), one, other)


KEYED = (
    _keyed("digits", "texts without their digits", "Room 12 opens at 10:30", "Room 47 opens at 08:15"),
    _keyed(
        "ending",
        "the last 200 characters and the length",
        f"The rusty bicycle {_COMMON}",
        f"The carved mirror {_COMMON}",
    ),
    _keyed("beginning", "the first 200 characters", f"It {_COMMON}, and a rug", f"It {_COMMON}, and soup"),
    _keyed(
        "ends", "both ends of a text", f"Note: {_COMMON}. Bees. It {_COMMON}", f"Note: {_COMMON}. Rain. It {_COMMON}"
    ),
    _keyed(
        "letters",
        "how often each letter comes",
        "Press the button that says listen",
        "Press the button that says silent",
    ),
    _keyed("ascii", "characters of ASCII", "订单 A7 已经发货给客户", "订单 A7 昨天被仓库退回"),
)
"""Pairs that are one text to a cache with an incomplete key, by what it goes by."""
