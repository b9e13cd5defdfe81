"""Faults that let the texts of one list affect each other."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from conformance.service.distortion import embed_texts, mix, rotate
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault
from conformance.service.tokens import split

__all__: list[str] = []


@fault("string-path-differs", "vectors", advice=("relations.list-of-one",))
def _string_path_differs(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds bare strings by older code, whose vectors are off by five degrees."""
    return rotate(vectors, 5.0) if call.single else vectors


@fault("list-of-one-as-printed", "vectors", "relations.list-of-one")
def _list_of_one_as_printed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds a list of one text with the brackets and quotes of its printed form."""
    return vectors if call.single or len(call.texts) != 1 else embed_texts(call, [str([call.texts[0]])])


@fault("string-in-quotes", "vectors", "relations.list-of-one")
def _string_in_quotes(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds a bare string together with the quotes around it."""
    return embed_texts(call, [f'"{call.texts[0]}"']) if call.single else vectors


@fault("batch-turns-with-size", "vectors", advice=("relations.batch-equals-alone",))
def _batch_turns_with_size(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns the vectors of a list by eight tenths of a degree for each of its texts."""
    return rotate(vectors, 0.8 * len(vectors)) if len(vectors) > 1 else vectors


@fault("first-row-leaks", "vectors", advice=("relations.batch-equals-alone",))
def _first_row_leaks(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Mixes a tenth of the first row into all others of a list."""
    return np.vstack([vectors[:1], mix(vectors[1:], vectors[0], 0.1)]) if len(vectors) > 1 else vectors


@fault("next-row-leaks", "vectors", advice=("relations.batch-equals-alone",))
def _next_row_leaks(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Mixes a tenth of the next row into each of a list."""
    return mix(vectors, np.roll(vectors, -1, axis=0), 0.1) if len(vectors) > 1 else vectors


@fault("first-number-of-row-before", "vectors", advice=("relations.batch-equals-alone",))
def _first_number_of_row_before(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Writes the largest number of the row before over the first number of each other row of a list."""
    spoiled = vectors.copy()
    spoiled[1:, 0] = np.abs(vectors[:-1]).max(axis=1)
    return spoiled


@fault("last-row-off", "vectors", advice=("relations.batch-equals-alone",))
def _last_row_off(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns the last row of every list of several by six degrees."""
    return np.vstack([vectors[:-1], rotate(vectors[-1:], 6.0)]) if len(vectors) > 1 else vectors


@fault("last-row-mixed-at-cap", "vectors", "relations.batch-equals-alone")
def _last_row_mixed_at_cap(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Mixes the last row of the longest documented list with the row before."""
    at_cap = len(vectors) == call.model.items
    return np.vstack([vectors[:-1], mix(vectors[-1:], vectors[-2], 0.4)]) if at_cap else vectors


@fault("batch-centred", "vectors", "relations.batch-equals-alone")
def _batch_centred(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes half of the mean of a list away from each of its rows."""
    mean = vectors.mean(axis=0, keepdims=True)
    return vectors - mean / 2 if len(vectors) > 1 else vectors


@fault("rows-cumulative", "vectors", "relations.batch-equals-alone")
def _rows_cumulative(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Never empties its buffer, so that each text is embedded with all before it."""
    return embed_texts(call, list(accumulate(call.texts, lambda before, text: f"{before} {text}")))


@fault("rows-joined-with-next", "vectors", "relations.batch-equals-alone")
def _rows_joined_with_next(call: EmbeddingCall, _vectors: Vectors) -> Vectors:
    """Lets a missing comma join each text of a list with the next one."""
    following = (*call.texts[1:], "")
    return embed_texts(call, [text + after for text, after in zip(call.texts, following, strict=True)])


@fault("boundaries-off-by-one", "vectors", "relations.batch-equals-alone")
def _boundaries_off_by_one(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Packs a list into one row of tokens and cuts it apart one token too late."""
    if len(call.texts) < 2:
        return vectors
    packed = [token for text in call.texts for token in split(text)]
    starts = [0, *accumulate(len(split(text)) for text in call.texts)]
    pieces = [packed[left + 1 : right + 1] for left, right in pairwise(starts)]
    return embed_texts(call, [" ".join(piece) for piece in pieces])


@fault("place-in-list-leaks", "vectors", advice=("relations.order-follows-input",))
def _place_in_list_leaks(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns each row of a list by a degree and a half for every row before it."""
    return rotate(vectors, 1.5 * np.arange(len(vectors)))


@fault("first-place-off", "vectors", advice=("relations.order-follows-input",))
def _first_place_off(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns the row that comes first in a list of three and more by five degrees."""
    return np.vstack([rotate(vectors[:1], 5.0), vectors[1:]]) if len(vectors) > 2 else vectors


def _repeated_places(call: EmbeddingCall) -> list[int]:
    """Return the positions of texts that stand earlier in the list too."""
    return [place for place, text in enumerate(call.texts) if text in call.texts[:place]]


@fault("duplicate-gets-previous", "vectors", "relations.duplicates-agree")
def _duplicate_gets_previous(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Gives a text that is in a list again the row of the text just before it."""
    order = np.arange(len(vectors))
    order[_repeated_places(call)] -= 1
    return vectors[order]


@fault("duplicates-compacted", "vectors", "relations.duplicates-agree")
def _duplicates_compacted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the different texts of a list first and fills up with the last of them."""
    once = [place for place in range(len(vectors)) if place not in _repeated_places(call)]
    return vectors[(once + once[-1:] * len(vectors))[: len(vectors)]]


@fault("duplicate-off", "vectors", advice=("relations.duplicates-agree",))
def _duplicate_off(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns every further occurrence of a text in a list by five degrees."""
    further = np.zeros(len(vectors))
    further[_repeated_places(call)] = 5.0
    return rotate(vectors, further)


@fault("list-deduplicated-by-small-letters", "vectors", "relations.batch-equals-alone")
def _list_deduplicated_by_small_letters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes texts of a list once that differ in small and capital letters only."""
    first: dict[str, int] = {}
    return vectors[[first.setdefault(text.lower(), place) for place, text in enumerate(call.texts)]]
