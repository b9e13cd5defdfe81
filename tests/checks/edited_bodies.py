"""Edits of successful answers: what breaks one statement about their members, and what is merely unusual."""

from __future__ import annotations

import base64
import struct
from functools import partial
from typing import Any

from recorded_answers import Row
from single_edits import absent, base64_of, elements, reply, swapped, text, value

__all__ = ["BROKEN", "UNUSUAL"]

FIRST, SECOND = ("data", 0, "embedding"), ("data", 1, "embedding")
SIX = "a list of 6 texts"
CODED, PLAIN = "list as base64", "list as floats"
V768 = "a list of two, dimensions 768"


def _copied(items: list[Any]) -> list[Any]:
    items[1]["embedding"] = items[0]["embedding"]
    return items


def _exchanged(items: list[Any]) -> list[Any]:
    items[0]["embedding"], items[1]["embedding"] = items[1]["embedding"], items[0]["embedding"]
    return items


def _zeros(vector: list[float]) -> list[float]:
    return [0.0] * len(vector)


def _half_zero(vector: list[float]) -> list[float]:
    """Return a vector of which the second half was never filled."""
    half = len(vector) // 2
    return [*vector[:half], *[0.0] * (len(vector) - half)]


def _dwarfed(items: list[Any], step: int) -> list[Any]:
    """Make one number of each vector far larger than the others, so many places further on in each next one."""
    for at, item in enumerate(items):
        item["embedding"][7 + step * at] = 5.2
    return items


def _shorter(vector: list[float]) -> list[float]:
    return vector[:-1]


def _all_shorter(items: list[Any]) -> list[Any]:
    return [{**item, "embedding": item["embedding"][:-1]} for item in items]


def _negative(coded: str) -> str:
    raw = bytearray(base64.b64decode(coded))
    raw[3::4] = bytes(byte ^ 0x80 for byte in raw[3::4])
    return base64.b64encode(raw).decode()


def _noisy(vector: list[float]) -> list[float]:
    return [number * (1.0 + (0.001 if at % 2 else -0.001)) for at, number in enumerate(vector)]


def _rounded(vector: list[float]) -> list[float]:
    return [round(number, 5) for number in vector]


def _infinite(coded: str) -> str:
    return base64.b64encode(b"\x00\x00\x80\x7f" + base64.b64decode(coded)[4:]).decode()


def _as_floats(coded: str) -> list[float]:
    raw = base64.b64decode(coded)
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


def _odd_length(coded: str) -> str:
    return base64.b64encode(base64.b64decode(coded)[:-1]).decode()


BROKEN = [
    Row("structure.body-object", text(b"", b"[]")),
    Row("structure.body-object", text(b"", b"null")),
    Row("structure.id", absent("id"), "/id"),
    Row("structure.id", value("id", to=""), "/id"),
    Row("structure.id", value("id", to=17), "/id"),
    Row("structure.id-unique", value("id", to="one"), "/id", beside=("a string",), both=True),
    Row("structure.model-present", absent("model"), "/model"),
    Row("structure.model-present", value("model", to=None), "/model"),
    Row("structure.model-echo", value("model", to="text-embedding-v3-1024"), "/model"),
    Row("structure.object", absent("object"), "/object"),
    Row("structure.object", value("object", to="embedding"), "/object"),
    Row("structure.data", absent("data"), "/data"),
    Row("structure.data", value("data", to=None), "/data"),
    Row("structure.data", value("data", to={"0": []}), "/data"),
    Row("structure.item-count", absent("data", 1), "/data"),
    Row("structure.item-count", elements("data", by=lambda items: [*items, items[0]], name="and one more"), "/data"),
    Row("structure.item-count", value("data", to=[]), "/data"),
    Row("structure.item-object", value("data", 1, to=[0.5]), "/data/1"),
    Row("structure.item-object", value("data", 0, "object", to="vector"), "/data/0/object"),
    Row("structure.item-object", absent("data", 1, "object"), "/data/1/object"),
    Row("ordering.index-integer", absent("data", 1, "index"), "/data/1/index"),
    Row("ordering.index-integer", value("data", 0, "index", to="0"), "/data/0/index"),
    Row("ordering.index-integer", value("data", 0, "index", to=False), "/data/0/index"),
    Row("ordering.index-integer", value("data", 1, "index", to=0.5), "/data/1/index"),
    Row("ordering.index-integer", value("data", 1, "index", to=1.0), "/data/1/index", advisory=True),
    Row("ordering.index-set", value("data", 1, "index", to=0), "/data/1/index"),
    Row("ordering.index-set", value("data", 0, "index", to=-1), "/data/0/index"),
    Row("ordering.index-set", value("data", 1, "index", to=2), "/data/1/index"),
    Row("ordering.index-position", swapped(0, 1), "/data/0/index"),
    Row("ordering.index-position", swapped(3, 4), "/data/3/index", case=SIX),
    Row("vectors.numbers", value(*FIRST, 7, to=None), "/data/0/embedding/7"),
    Row("vectors.numbers", value(*SECOND, 0, to="0.5"), "/data/1/embedding/0"),
    Row("vectors.numbers", value(*SECOND, 0, to=True), "/data/1/embedding/0"),
    Row("vectors.numbers", elements(*FIRST, by=lambda vector: [vector], name="nested"), "/data/0/embedding/0"),
    Row("vectors.numbers", value(*FIRST, to=None), "/data/0/embedding"),
    Row("vectors.numbers", absent(*FIRST), "/data/0/embedding"),
    Row("vectors.finite", value(*SECOND, 5, to=1e39), "/data/1/embedding/5"),
    Row("vectors.finite", value(*FIRST, 0, to=-(10**60)), "/data/0/embedding/0"),
    Row("vectors.not-empty", value(*SECOND, to=[]), "/data/1/embedding"),
    Row("vectors.nonzero", elements(*SECOND, by=_zeros, name="all zeros"), "/data/1/embedding"),
    Row("vectors.filled", elements(*SECOND, by=_half_zero, name="half zeros"), "/data/1/embedding"),
    Row(
        "vectors.in-proportion",
        elements("data", by=partial(_dwarfed, step=3), name="large numbers here and there"),
        "/data/0/embedding/7",
        case=SIX,
        advisory=True,
    ),
    Row("vectors.distinct", elements("data", by=_copied, name="with one vector"), "/data/1/embedding"),
    Row("vectors.one-width", elements(*SECOND, by=_shorter, name="one shorter"), "/data/1/embedding"),
    Row("dimensions.asked", elements("data", by=_all_shorter, name="one shorter"), "/data/0/embedding", case=V768),
    Row("dimensions.default", elements("data", by=_all_shorter, name="one shorter"), "/data/0/embedding"),
    Row(
        "dimensions.constant-width",
        elements("data", by=_all_shorter, name="one shorter"),
        "/data/0/embedding",
        beside=("a string", SIX),
    ),
    Row("encoding.float-is-list", value(*FIRST, to="AACAPw=="), "/data/0/embedding"),
    Row("encoding.base64-harmless", value(*SECOND, to=None), "/data/1/embedding", case=CODED),
    Row("encoding.base64-harmless", value(*FIRST, to="no base64!"), "/data/0/embedding", case=CODED),
    Row("encoding.base64-harmless", elements(*FIRST, by=_odd_length, name="cut"), "/data/0/embedding", case=CODED),
    Row("encoding.base64-harmless", elements(*FIRST, by=_infinite, name="infinite"), "/data/0/embedding", case=CODED),
    Row("encoding.base64-harmless", reply(500), case=CODED, advisory=True),
    Row("encoding.base64-harmless", base64_of("<d", *FIRST), "/data/0/embedding", case=CODED),
    Row("encoding.base64-harmless", base64_of("<e", *SECOND), "/data/1/embedding", case=CODED),
    Row(
        "encoding.sdk-default",
        elements("data", by=_exchanged, name="with their vectors exchanged"),
        "/data/0/embedding",
        case=CODED,
        beside=(PLAIN,),
    ),
    Row(
        "encoding.sdk-default",
        elements(*SECOND, by=_negative, name="negated"),
        "/data/1/embedding",
        case=CODED,
        beside=(PLAIN,),
    ),
    Row(
        "encoding.sdk-default",
        elements(*FIRST, by=_noisy, name="noisy"),
        "/data/0/embedding",
        case=PLAIN,
        beside=(CODED,),
        advisory=True,
    ),
    Row("usage.present", absent("usage"), "/usage"),
    Row("usage.present", value("usage", to=None), "/usage"),
    Row("usage.present", value("usage", to=12), "/usage"),
    Row("usage.prompt-tokens", absent("usage", "prompt_tokens"), "/usage/prompt_tokens"),
    Row("usage.prompt-tokens", value("usage", "prompt_tokens", to="12"), "/usage/prompt_tokens"),
    Row("usage.prompt-tokens", value("usage", "prompt_tokens", to=0), "/usage/prompt_tokens"),
    Row("usage.total-tokens", absent("usage", "total_tokens"), "/usage/total_tokens"),
    Row("usage.total-tokens", value("usage", "total_tokens", to=True), "/usage/total_tokens"),
    Row(
        "usage.total-equals-prompt",
        elements("usage", "total_tokens", by=lambda count: count + 1, name="one more"),
        "/usage/total_tokens",
    ),
]

UNUSUAL = [
    Row("structure.body-object", value("created", to=1700000000)),
    Row("structure.id", value("id", to="\u00e9 🙂")),
    Row("structure.id-unique", value("id", to="another"), beside=("a string",)),
    Row("structure.model-present", value("usage", "model", to=None)),
    Row("structure.model-echo", value("data", 0, "model", to="another")),
    Row("structure.object", value("data", 0, "note", to="list")),
    Row("structure.data", value("more", to=None)),
    Row("structure.item-count", value("data", 1, "count", to=2)),
    Row("structure.item-object", value("data", 0, "text", to=None)),
    Row("ordering.index-integer", value("data", 1, "offset", to=1.5)),
    Row("ordering.index-set", swapped(0, 1)),
    Row("ordering.index-position", value("data", 0, "position", to=9)),
    Row("vectors.numbers", value(*FIRST, 0, to=1)),
    Row("vectors.numbers", value(*SECOND, 1, to=-0.0)),
    Row("vectors.finite", value(*FIRST, 0, to=3.4e38)),
    Row("vectors.finite", value(*FIRST, 0, to=5e-324)),
    Row("vectors.not-empty", value(*FIRST, to=[0.5])),
    Row("vectors.nonzero", elements(*FIRST, by=lambda vector: [*_zeros(vector)[1:], 1e-30], name="all but zeros")),
    Row("vectors.filled", elements(*FIRST, by=lambda vector: [*vector[:-2], 0.0, 0.0], name="two zeros at the end")),
    Row(
        "vectors.in-proportion",
        elements("data", by=partial(_dwarfed, step=0), name="large numbers at one place"),
        case=SIX,
    ),
    Row("vectors.distinct", value(*FIRST, 0, to=0.75)),
    Row("vectors.distinct", elements("data", by=lambda items: items, name="alike"), case="a list with one text twice"),
    Row("vectors.one-width", elements("data", by=_all_shorter, name="one shorter")),
    Row("dimensions.asked", elements(*FIRST, by=_noisy, name="noisy"), case=V768),
    Row("dimensions.default", elements(*FIRST, by=_noisy, name="noisy")),
    Row("dimensions.constant-width", elements(*FIRST, by=_noisy, name="noisy"), beside=("a string", V768)),
    Row("encoding.float-is-list", value("data", 0, "coded", to="AACAPw==")),
    Row("encoding.base64-harmless", elements(*FIRST, by=_as_floats, name="as floats"), case=CODED),
    Row("encoding.base64-harmless", reply(400, b'{"error": {"message": "float only"}}'), case=CODED),
    Row("encoding.sdk-default", elements(*FIRST, by=_rounded, name="rounded"), case=PLAIN, beside=(CODED,)),
    Row("usage.present", value("usage", to={"prompt_tokens": 1, "total_tokens": 1, "details": None})),
    Row("usage.prompt-tokens", value("usage", "prompt_tokens", to=999999)),
    Row("usage.prompt-tokens", value("usage", "prompt_tokens", to=0), case="blank text: ' '"),
    Row("usage.total-tokens", value("usage", "total_tokens", to=0)),
    Row("usage.total-equals-prompt", value("usage", "completion_tokens", to=0)),
]
