"""Edits of answers to requests as clients send them, and of the attempts it took: what breaks, and what is unusual."""

from __future__ import annotations

from recorded_answers import Row
from single_edits import elements, header, lost_at_first, reply, throttled_at_first, value

__all__ = ["BROKEN", "UNUSUAL"]

CURL, PLAINLY = "a text as sent by curl", "a text sent plainly"
FIRST = ("data", 0, "embedding")


def _backwards(vector: list[float]) -> list[float]:
    return vector[::-1]


def _printed_shorter(vector: list[float]) -> list[float]:
    return [round(number, 5) for number in vector]


OTHERS = (
    *("a string", "a list of 6 texts", "list as floats", "string as floats", "a list of one text"),
    *("a list of 2 texts", "a list of 3 texts", "a list of 5 texts", "a string, dimensions 768"),
)

BROKEN = [
    Row("attempts.first-answered", lost_at_first(), beside=OTHERS, both=True, advisory=True),
    Row("attempts.throttling-status", throttled_at_first(400, "Throttling.RateQuota"), advisory=True),
    Row("clients.usual-forms-answered", reply(400), case=CURL),
    Row("clients.usual-forms-answered", reply(400), case="a text as sent by java.net.http", advisory=True),
    Row("clients.rare-forms-answered", reply(505), case="a text in HTTP/1.0", advisory=True),
    Row(
        "clients.one-vector",
        elements(*FIRST, by=_backwards, name="backwards"),
        "/data/0/embedding",
        case=CURL,
        beside=(PLAINLY,),
    ),
    Row("clients.coding-accepted", header("content-encoding", "br"), case=PLAINLY, advisory=True),
]

UNUSUAL = [
    Row("attempts.first-answered", lost_at_first(), beside=OTHERS),
    Row("attempts.throttling-status", throttled_at_first(429, "Throttling.RateQuota")),
    Row("clients.usual-forms-answered", value("more", to=None), case=CURL),
    Row("clients.usual-forms-answered", reply(101), case="a text as sent by java.net.http"),
    Row("clients.rare-forms-answered", value("more", to=None), case="a text in HTTP/1.0"),
    Row(
        "clients.one-vector",
        elements(*FIRST, by=_printed_shorter, name="printed shorter"),
        case=CURL,
        beside=(PLAINLY,),
    ),
    Row("clients.coding-accepted", header("content-encoding", "GZIP"), case=PLAINLY),
]
