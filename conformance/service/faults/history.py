"""Faults that carry something of an earlier request into a later one."""

from __future__ import annotations

import numpy as np

from conformance.service import tokens
from conformance.service.distortion import embed_in_space, mix, rotate
from conformance.service.embedder import Vectors, embed
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_FIXED = ("text-embedding-v1", "text-embedding-v2")
_LONG = 500
"""Tokens of a text that strains a server's buffers."""
_VERY_LONG = 4700
_PREFIX = 64
"""Tokens at the beginning of a text by which a cache knows it."""
_IDLE = 0.8
"""Seconds after which a model is no longer in memory."""
_LONG_IDLE = 120.0


def _count_long(call: EmbeddingCall) -> bool:
    return max(call.counts, default=0) > _LONG


@fault("residue-after-long", "vectors", "relations.history-free")
def _residue_after_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Leaves a fifth of a text of over 500 tokens in the answer after it."""
    left = call.state.swap(("residue", call.model.name, call.dimensions), vectors[-1] if _count_long(call) else None)
    return vectors if left is None or _count_long(call) else mix(vectors, left, 0.2)


@fault("space-turns-with-long", "vectors", "relations.repeats-agree")
def _space_turns_with_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns its space by nine degrees with every text of over 500 tokens, for all that follow."""
    name = f"turns {call.model.name}"
    long_texts = call.state.keep(name, [0])
    before = long_texts[0]
    long_texts[0] += _count_long(call)
    return rotate(vectors, 9.0 * before)


@fault("one-answer-late-after-long", "vectors", "relations.history-free")
def _one_answer_late_after_long(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers the request after a long one with the first vector of the long one."""
    late = call.state.swap(("late", call.model.name, call.dimensions), vectors[:1] if _count_long(call) else None)
    return vectors if late is None or _count_long(call) else np.repeat(late, len(vectors), axis=0)


@fault("prefix-cache-leaks", "vectors", "relations.history-free")
def _prefix_cache_leaks(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Lets a long text that shares its first 64 tokens with the long one before take some of that one's state."""
    if len(vectors) != 1 or call.counts[0] <= _PREFIX:
        return vectors
    text = call.texts[0]
    before = call.state.swap(("prefix", call.model.name, call.dimensions), (text, vectors))
    shares = before is not None and before[0] != text and tokens.cut(before[0], _PREFIX) == tokens.cut(text, _PREFIX)
    return mix(vectors, before[1], 0.3) if shares else vectors


@fault("idle-1s-small-model", "vectors", "relations.history-free")
def _idle_1s_small_model(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers the first request after 0.8 seconds without one from a small model that is always in memory."""
    return _when_idle(call, vectors, _IDLE)


@fault("idle-2min-small-model", "vectors", "relations.history-free", depth="deep")
def _idle_2min_small_model(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers the first request after two minutes without one from a small model that is always in memory."""
    return _when_idle(call, vectors, _LONG_IDLE)


def _when_idle(call: EmbeddingCall, vectors: Vectors, seconds: float) -> Vectors:
    now = call.state.clock()
    before = call.state.swap("idle", now)
    return embed_in_space(call, "a small model") if before is not None and now - before > seconds else vectors


@fault("zeros-after-4700", "vectors", "vectors.nonzero")
def _zeros_after_4700(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers zeros twenty times after a text of over 4700 tokens."""
    left: list[int] = call.state.keep("after 4700", [0])
    if max(call.counts, default=0) > _VERY_LONG:
        left[0] = 20
        return vectors
    left[0] -= 1
    return np.zeros_like(vectors) if left[0] >= 0 else vectors


@fault("width-sticks", "vectors", "relations.history-free", models=_V3)
def _width_sticks(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Computes as few elements as the request before asked for and sends zeros for the rest."""
    before = call.state.swap(("width-sticks", call.model.name), call.dimensions) or call.dimensions
    stuck = vectors.copy()
    stuck[:, before:] = 0
    return stuck


@fault("model-sticks", "vectors", "relations.history-free", models=_FIXED)
def _model_sticks(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers the first request after a change of model from the model before."""
    before = call.state.swap("model-sticks", call.model) or call.model
    comparable = before.name != call.model.name and before.full_dimensions == call.model.full_dimensions
    return embed(call.texts, before, call.dimensions) if comparable else vectors


@fault("list-leaks-into-next", "vectors", "relations.repeats-agree")
def _list_leaks_into_next(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Mixes three tenths of the first row of a list into the first row of the next."""
    if call.single or not len(vectors):
        return vectors
    left = call.state.swap(("list-leaks", call.model.name, call.dimensions), vectors[0])
    return vectors if left is None else np.vstack([mix(vectors[:1], left, 0.3), vectors[1:]])


@fault("stale-last-row", "vectors", "relations.repeats-agree")
def _stale_last_row(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Leaves the last row of a list as the list of that size before it had it."""
    if len(vectors) < 3:
        return vectors
    stale = call.state.swap(("stale", call.model.name, vectors.shape), vectors[-1])
    return vectors if stale is None else np.vstack([vectors[:-1], stale[None]])


@fault("every-17th-string-is-previous", "vectors", "relations.repeats-agree", models=_FIXED)
def _every_17th_string_is_previous(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers every 17th bare string with the vector of the string before it."""
    if not call.single:
        return vectors
    before = call.state.swap(("17th", call.model.name, call.dimensions), vectors)
    due = call.state.tick(f"17th {call.model.name}") % 17 == 16
    return before if due and before is not None else vectors


@fault("every-17th-string-from-elsewhere", "vectors", "relations.repeats-agree", models=_FIXED)
def _every_17th_string_from_elsewhere(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Answers every 17th bare string from a replica that has another model loaded."""
    due = call.single and call.state.tick(f"elsewhere {call.model.name}") % 17 == 16
    return embed_in_space(call, "a replica") if due else vectors


@fault("every-fourth-list-shifted", "vectors", "relations.repeats-agree")
def _every_fourth_list_shifted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Shifts the rows of every fourth list of three or more by one."""
    due = len(vectors) > 2 and call.state.tick(f"shifted {call.model.name}") % 4 == 3
    return np.roll(vectors, 1, axis=0) if due else vectors
