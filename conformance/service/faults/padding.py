"""Faults in which the length or kind of a text affects the other texts of its list."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_reading, embed_texts, mix, rotate
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_MUCH = 8
"""How many times as long a text must be to count as very much longer."""


def _equally_long(call: EmbeddingCall) -> bool:
    return len(call.texts) > 1 and len(set(call.texts)) > 1 and len(set(call.counts)) == 1


def _padding(call: EmbeddingCall) -> Vectors:
    return embed_texts(call, ["[PAD]"])


@fault("equal-lengths-unmasked", "vectors", advice=("relations.equal-lengths",))
def _equal_lengths_unmasked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Skips the mask where no text of a list needs padding, which turns its vectors by six degrees."""
    return rotate(vectors, 6.0) if _equally_long(call) else vectors


@fault("equal-lengths-last-row", "vectors", advice=("relations.equal-lengths",))
def _equal_lengths_last_row(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Lets the last row lack its end mark where all texts of a list are equally long."""
    return np.vstack([vectors[:-1], rotate(vectors[-1:], 4.0)]) if _equally_long(call) else vectors


@fault("equal-lengths-shifted", "vectors", "relations.equal-lengths")
def _equal_lengths_shifted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Shifts the rows by one where all texts of a list are equally long."""
    return np.roll(vectors, 1, axis=0) if _equally_long(call) else vectors


@fault("padding-in-mean", "vectors", "relations.unequal-lengths")
def _padding_in_mean(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Counts a third of the padding into the mean of every text that is shorter than the longest."""
    longest = max(call.counts, default=1)
    return mix(vectors, _padding(call), [(longest - count) / longest / 3 for count in call.counts])


@fault("short-beside-long", "vectors", advice=("relations.unequal-lengths",))
def _short_beside_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Lets a tenth of the padding in where another text of the list is eight times as long."""
    longest = max(call.counts, default=1)
    return mix(vectors, _padding(call), [0.1 * (longest > _MUCH * count) for count in call.counts])


@fault("short-after-long", "vectors", advice=("relations.unequal-lengths",))
def _short_after_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Starts a text that follows one eight times as long with a tenth of that one's state."""
    after = [0.0, *(0.1 * (left > _MUCH * right) for left, right in zip(call.counts, call.counts[1:], strict=False))]
    return mix(vectors, np.roll(vectors, 1, axis=0), after[: len(vectors)]) if len(vectors) > 1 else vectors


@fault("short-before-long", "vectors", advice=("relations.unequal-lengths",))
def _short_before_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns a text by five degrees that stands before one eight times as long."""
    before = [5.0 * (right > _MUCH * left) for left, right in zip(call.counts, call.counts[1:], strict=False)]
    return rotate(vectors, [*before, 0.0]) if len(vectors) > 1 else vectors


@fault("list-cut-to-first", "vectors", "relations.unequal-lengths")
def _list_cut_to_first(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Makes room for eight times the first text of a list and cuts the others to that."""
    room = _MUCH * call.counts[0] if len(call.texts) > 1 else 0
    return embed_reading(call, vectors, lambda text: tokens.cut(text, room)) if room else vectors


@fault("long-in-list-by-chunks", "vectors", "relations.unequal-lengths")
def _long_in_list_by_chunks(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Averages the pieces of a text of over 500 tokens in a list of several, and in no other call."""
    if len(call.texts) < 2:
        return vectors
    rows = [_mean_of_pieces(call, text) if count > 500 else row for text, count, row in _rows(call, vectors)]
    return np.stack(rows).astype(np.float32)


def _rows(call: EmbeddingCall, vectors: Vectors) -> zip[tuple[str, int, Vectors]]:
    return zip(call.texts, call.counts, vectors, strict=True)


def _mean_of_pieces(call: EmbeddingCall, text: str) -> Vectors:
    pieces = [text[start : start + 400] for start in range(0, len(text), 400)]
    mean: Vectors = embed_texts(call, pieces).mean(axis=0)
    return mean


def _is_blank(text: str) -> bool:
    return not text.strip()


def _has_control(text: str) -> bool:
    return any(unicodedata.category(char) in ("Cc", "Cf") and not char.isspace() for char in text)


def _is_wordless(text: str) -> bool:
    return not _is_blank(text) and not any(char.isalnum() for char in text)


def _looks_special(text: str) -> bool:
    return any(mark in text for mark in ("<|", "[CLS]", "[SEP]", "[MASK]", "</s>", "<s>", "<pad>"))


def _is_mixed(call: EmbeddingCall, odd: Callable[[str], bool]) -> bool:
    """Tell whether some texts of a list are odd and others are not."""
    return len({odd(text) for text in call.texts}) > 1


def _angles_of_others(call: EmbeddingCall, odd: Callable[[str], bool], degrees: float) -> list[float]:
    return [0.0 if odd(text) else degrees for text in call.texts]


@fault("blank-shifts-following", "vectors", "relations.neighbours-unharmed")
def _blank_shifts_following(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives the texts after a blank one the row of the text before them."""
    if not _is_mixed(call, _is_blank):
        return vectors
    first = next(place for place, text in enumerate(call.texts) if _is_blank(text))
    return np.vstack([vectors[: first + 1], vectors[first:-1]])


@fault("blank-unmasked", "vectors", advice=("relations.neighbours-unharmed",))
def _blank_unmasked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Loses the mask of a list with a blank text, which turns the other rows by five degrees."""
    return rotate(vectors, _angles_of_others(call, _is_blank, 5.0)) if _is_mixed(call, _is_blank) else vectors


@fault("control-character-spills", "vectors", advice=("relations.neighbours-unharmed",))
def _control_character_spills(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns the neighbours of a text with control characters or invisible ones by eight degrees."""
    return rotate(vectors, _angles_of_others(call, _has_control, 8.0)) if _is_mixed(call, _has_control) else vectors


@fault("wordless-text-spills", "vectors", "relations.neighbours-unharmed")
def _wordless_text_spills(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Mixes a text without a letter or a digit, such as an emoji, into its neighbours."""
    if not _is_mixed(call, _is_wordless):
        return vectors
    odd = next(row for text, row in zip(call.texts, vectors, strict=True) if _is_wordless(text))
    return mix(vectors, odd, [0.0 if _is_wordless(text) else 0.15 for text in call.texts])


@fault("special-token-ends-text-late", "vectors", "relations.neighbours-unharmed")
def _special_token_ends_text_late(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Joins the text after one that looks like a special token with it."""
    if not _is_mixed(call, _looks_special):
        return vectors
    before = ("", *call.texts[:-1])
    joined = [f"{left} {text}" if _looks_special(left) else text for left, text in zip(before, call.texts, strict=True)]
    return embed_texts(call, joined)
