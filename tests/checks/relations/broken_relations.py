"""The smallest edit that breaks each relation, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from recorded_answers import Edit
from recorded_relations import Place, blurred, scaled
from single_edits import elements, reply

__all__ = ["BROKEN", "Broken"]

ERROR_RESPONSE = b'{"error": {"message": "no", "type": "invalid_request_error", "param": null, "code": "invalid"}}'
DRIFTED = "(cosine 0.98"
FLOOR = "at least 0.999000 (repeats differ by 0.0e+00)"


@dataclass(frozen=True, slots=True)
class Broken:
    """An edit of one answer, and what must be said of it: parts of the message, what was expected, where."""

    check: str
    place: Place
    edit: Edit
    told: tuple[str, ...]
    expected: str = ""
    pointer: str = ""
    advisory: bool = False

    def __str__(self) -> str:
        return f"{self.check}: {getattr(self.edit, '__name__', 'edit')} ({self.place.role} {self.place.title})"


def _drift(check: str, role: str, item: int, *told: str, title: str = "", group: str = "", turn: int = 0) -> Broken:
    place = Place(role, title, turn=turn, group=group)
    return Broken(check, place, blurred(item), (DRIFTED, *told), FLOOR, f"/data/{item}/embedding")


def _narrow(check: str, place: Place, *told: str) -> Broken:
    """Return that a vector has half its numbers, of which no cosine can be told."""
    halved = elements("data", 0, "embedding", by=lambda vector: vector[:512], name="512 numbers")
    told = (*told, "» has 512 dimensions, and 1024 in what it is held against")
    return Broken(check, place, halved, told, "1024 dimensions", "/data/0/embedding")


def _tokens(by: float) -> Edit:
    return elements("usage", "prompt_tokens", by=lambda count: int(count * by), name=f"tokens times {by}")


def _mixed(turn: int) -> Edit:
    """Give each item the vector of another, the twins of which are no longer side by side."""
    order = np.roll(np.arange(6), turn)

    def mix(items: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{**item, "embedding": items[at]["embedding"]} for item, at in zip(items, order, strict=True)]

    return elements("data", by=mix, name=f"vectors moved on by {turn}")


def _drawn_in(trace: float) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    """Return an edit that leaves a trace of each vector in the sum of all."""

    def edit(items: list[dict[str, object]]) -> list[dict[str, object]]:
        vectors = np.array([item["embedding"] for item in items])
        near = (vectors.sum(0) + trace * vectors).tolist()
        return [{**item, "embedding": vector} for item, vector in zip(items, near, strict=True)]

    return edit


def _like_first(items: list[dict[str, object]]) -> list[dict[str, object]]:
    return [items[0], {**items[1], "embedding": items[0]["embedding"]}, *items[2:]]


def _exchanged(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """Give the first two items each other's vectors, under their own indices."""
    first, second, *others = items
    return [{**first, "embedding": second["embedding"]}, {**second, "embedding": first["embedding"]}, *others]


BROKEN = [
    Broken(
        "relations.repeats-agree",
        Place("noise", "a string, repeated", turn=1),
        blurred(0),
        ("a string, repeated: «", "» has a cosine of 0.98", "to its first vector"),
        "at least 0.999000",
        "/data/0/embedding",
    ),
    _narrow("relations.repeats-agree", Place("noise", "a string, repeated", turn=1), "a string, repeated: «"),
    _narrow("relations.list-of-one", Place("list-of-one"), "«"),
    _drift("relations.list-of-one", "list-of-one", 0, "the only item, «", "differs from the vector it has alone"),
    _drift("relations.equal-lengths", "equal", 1, "a list of two texts of equal length: item 1 of 2, «"),
    _drift("relations.unequal-lengths", "unequal", 0, "a short text before a long one: item 0 of 2, «"),
    _drift("relations.unequal-lengths", "unequal", 1, "a short text after a long one: item 1 of 2", title="after"),
    _drift("relations.neighbours-unharmed", "neighbours", 2, "text between two others: item 2 of 3, «"),
    _drift("relations.batch-equals-alone", "batch", 0, "a list of 6: item 0 of 6, «"),
    _drift("relations.batch-equals-alone", "batch", 5, "a list of 6: item 5 of 6, «"),
    _drift("relations.batch-equals-alone", "duplicates", 2, "one text twice: item 2 of 3, «"),
    Broken(
        "relations.batch-equals-alone",
        Place("batch", "a list of 2"),
        elements("data", by=_exchanged, name="two vectors exchanged"),
        ("a list of 2: item 0 of 2, «", "; it is nearer to the vector of «"),
        FLOOR,
        "/data/0/embedding",
    ),
    _drift("relations.order-follows-input", "permuted", 3, "in reverse: item 3 of 6, «", "it has in the other order"),
    _drift("relations.duplicates-agree", "duplicates", 2, "item 2 of 3, «", "the vector of its first place"),
    Broken(
        "relations.one-norm",
        Place("batch"),
        scaled(3, 1.05),
        ("a list of 6: «", "has an L2 norm of 1.0500, alone 1.0000"),
        "1.0000",
        "/data/3/embedding",
    ),
    _drift("relations.history-free", "history", 0, "step 3 of a sequence: the only item", title="step 3"),
    _drift("relations.history-free", "history", 1, "step 6 of a sequence: item 1 of 3", title="step 6"),
    _drift("relations.history-free", "history", 0, "step 13 of a sequence: the only item", title="step 13"),
    _drift("relations.history-free", "history", 0, "after two seconds of silence: the only item", title="silence"),
    _drift("relations.load-changes-nothing", "load", 0, "request 2 of 8 at once: the only item, «", turn=1),
    Broken(
        "relations.load-changes-nothing",
        Place("load"),
        elements("data", by=_exchanged, name="two vectors exchanged"),
        ("request 1 of 8 at once: item 0 of 5, «", "; it is nearer to the vector of «"),
        FLOOR,
        "/data/0/embedding",
    ),
    Broken(
        "relations.load-changes-nothing",
        Place("load", turn=2),
        _tokens(2),
        ("has `prompt_tokens`", " under load, ", " alone"),
        pointer="/usage/prompt_tokens",
    ),
    Broken(
        "relations.different-texts-differ",
        Place("kinds"),
        elements("data", by=_like_first, name="the second like the first"),
        ("a list of sentences: capitals: «THE HARBOUR", "» and «PLEASE RETURN", "have one vector"),
        "two vectors",
        "/data/1/embedding",
    ),
    Broken(
        "relations.different-texts-differ",
        Place("prefixes", "3000"),
        elements("data", by=_like_first, name="the second like the first"),
        ("two texts that begin with the same 3000 characters", "have one vector"),
        "two vectors",
        "/data/1/embedding",
    ),
    Broken(
        "relations.different-texts-differ",
        Place("scripts"),
        elements("data", by=_like_first, name="the second like the first"),
        ("pairs of texts that differ in one word: Chinese, English", "have one vector"),
        "two vectors",
        "/data/1/embedding",
    ),
    Broken(
        "relations.text-as-sent",
        Place("cleaned"),
        elements("data", by=_like_first, name="the second like the first"),
        ("have one vector; they are one text to whatever strips HTML tags",),
        "two vectors",
        "/data/1/embedding",
    ),
    Broken(
        "relations.twins-stay-near",
        Place("twins"),
        _mixed(1),
        ("with a word, sign or clause more: «", "is nearer to «", "than to its twin «"),
        "its twin nearest",
        "/data/0/embedding",
    ),
    Broken(
        "relations.like-is-near",
        Place("like"),
        _mixed(1),
        ("6 of 6 sentences are nearer to an unrelated one than to their twin",),
        "twins nearest to each other",
        "/data",
    ),
    Broken(
        "relations.like-is-near",
        Place("like"),
        elements("data", by=_drawn_in(0.01), name="all near one"),
        ("unrelated sentences have cosines of 0.9999",),
        "below 0.98",
        "/data",
    ),
    Broken(
        "relations.like-is-near",
        Place("like"),
        elements("data", by=_drawn_in(0.1), name="all in a narrow cone"),
        ("unrelated sentences have cosines of 0.99",),
        "below 0.98",
        "/data",
        advisory=True,
    ),
    Broken(
        "relations.widths-agree",
        Place("dimensions", "512 dimensions"),
        _mixed(1),
        ("3 sentences with their twins, 512 dimensions", "correlate by", "with those at the default dimensions"),
        "at least 0.5",
        "/data",
    ),
    Broken(
        "relations.answered",
        Place("permuted"),
        reply(400, ERROR_RESPONSE),
        ("400",),
    ),
    Broken("relations.answered", Place("list-of-one"), reply(500, b""), ("500",)),
    Broken("relations.load-answered", Place("load", turn=5), reply(500, b""), ("500",)),
    Broken("relations.load-answered", Place("load", turn=5), reply(400, ERROR_RESPONSE), ("400",)),
    Broken(
        "usage.adds-up",
        Place("batch"),
        _tokens(2),
        ("a list of 6:", "tokens, its texts alone"),
        pointer="/usage/prompt_tokens",
        advisory=True,
    ),
    Broken(
        "usage.adds-up",
        Place("tail", "about 8160 tokens, ending 1"),
        _tokens(0.1),
        ("a text of about 8160 tokens, ending 1:", "tokens, a much shorter text"),
        "more than",
        "/usage/prompt_tokens",
        advisory=True,
    ),
]
