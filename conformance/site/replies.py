"""What a service answers to a question in a word or two, where it shows in what was observed and no check judges it."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.model.message import Message, Template, template

__all__ = ["reply_to"]

_OBSERVED_USAGE = "learned.usage"
_REPLIES: tuple[tuple[str, frozenset[tuple[str, str]], Template], ...] = (
    (
        "key",
        frozenset({("open.auth.bogus", "open.answered"), ("open.auth.missing", "open.answered")}),
        template("reply.key.none-needed", "answered; it answers without a key too"),
    ),
    *(
        ("usage", frozenset({(_OBSERVED_USAGE, f"usage-unit.{unit}")}), template(f"reply.usage.{unit}", said))
        for unit, said in {
            "absent": "no: it counts none",
            "zero": "no: always 0",
            "constant": "no: the same for every text",
            "width": "no: dimensions",
            "characters": "no: characters",
            "bytes": "no: bytes",
            "not-additive": "no: a list is not the sum of its texts",
            "in-flight": "no: it varies for one text",
        }.items()
    ),
)
"""By question: the observations with their values that must all have been made, and what they say."""


def reply_to(question: str, observed: Iterable[tuple[str, str]]) -> Message | None:
    """Return what observations, by their ids and the kinds of their values, say to a question."""
    seen = frozenset(observed)
    return next((said() for asked, needed, said in _REPLIES if asked == question and needed <= seen), None)
