"""Faults that silently drop a part of a text well within the documented length."""

from __future__ import annotations

import re

from conformance.service import tokens
from conformance.service.distortion import embed_reading
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault

__all__: list[str] = []

_V3 = ("text-embedding-v3",)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_WINDOW = 512
_LEAST_ROOM = 8
_LIST_ROOM = 1024
"""Tokens of a text that survive where only lists, or only bare strings, are cut."""


def _ending(text: str, limit: int) -> str:
    """Return about the last so many tokens of a text, by words."""
    words = text.split(" ")
    return " ".join(words[-limit:]) if tokens.count(text) > limit and len(words) > limit else text


@fault("cut-at-512", "call", "relations.long-text-read")
def _cut_at_512(call: EmbeddingCall) -> EmbeddingCall:
    """Embeds the first 512 tokens only, and counts those only."""
    return call.with_texts(*(tokens.cut(text, 512) for text in call.texts))


@fault("cut-at-512-counted-whole", "vectors", "relations.long-text-read", advice=("usage.adds-up",))
def _cut_at_512_counted_whole(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 512 tokens only, and charges for the whole text."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 512))


@fault("cut-at-1536", "vectors", "relations.long-text-read")
def _cut_at_1536(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 1536 tokens only."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 1536))


@fault("cut-at-2048", "vectors", "relations.long-text-read", models=_V3)
def _cut_at_2048(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 2048 tokens only, though the model takes 8192."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 2048))


@fault("cut-just-under-limit", "vectors", "relations.long-text-read")
def _cut_just_under_limit(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds nine tenths of the documented length only."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, call.model.tokens * 9 // 10))


@fault("cut-at-512-characters", "vectors", "relations.different-texts-differ", "relations.long-text-read")
def _cut_at_512_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes a limit of 512 tokens for one of characters."""
    return embed_reading(call, vectors, lambda text: text[:512])


@fault("cut-at-64-characters", "vectors", "relations.different-texts-differ", "relations.long-text-read")
def _cut_at_64_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps texts in a column of 64 characters before it embeds them."""
    return embed_reading(call, vectors, lambda text: text[:64])


@fault("cut-at-2000-characters", "vectors", "relations.different-texts-differ", "relations.long-text-read")
def _cut_at_2000_characters(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 2000 characters only."""
    return embed_reading(call, vectors, lambda text: text[:2000])


@fault("last-piece-dropped", "vectors", "relations.long-text-read")
def _last_piece_dropped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Cuts long texts into pieces of 256 tokens and drops the last, which is not full."""
    return embed_reading(
        call, vectors, lambda text: tokens.cut(text, max(tokens.count(text) // 256 * 256, 0) or tokens.count(text))
    )


@fault("last-tokens-lost", "vectors", "relations.long-text-read")
def _last_tokens_lost(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Loses the last 24 tokens of every text of over 500."""
    return embed_reading(
        call, vectors, lambda text: tokens.cut(text, size - 24) if (size := tokens.count(text)) > 500 else text
    )


@fault("middle-cut-out", "vectors", "relations.long-text-read")
def _middle_cut_out(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps about 250 tokens at each end of a long text and drops what is between."""

    def ends(text: str) -> str:
        ending = _ending(text, 250)
        return text if ending == text or tokens.count(text) < 510 else f"{tokens.cut(text, 250)} {ending}"

    return embed_reading(call, vectors, ends)


@fault("middle-of-6000-cut-out", "vectors", "relations.long-text-read", models=_V3)
def _middle_of_6000_cut_out(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps about 3000 tokens at each end of a text of over 6000 and drops what is between."""
    return embed_reading(
        call,
        vectors,
        lambda text: f"{tokens.cut(text, 3000)} {_ending(text, 3000)}" if tokens.count(text) > 6000 else text,
    )


@fault("beginning-cut-off", "vectors", "relations.long-text-read")
def _beginning_cut_off(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps about the last 512 tokens of a long text and drops its beginning."""
    return embed_reading(call, vectors, lambda text: _ending(text, 512))


@fault("cut-in-lists-only", "vectors", "relations.unequal-lengths")
def _cut_in_lists_only(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 1024 tokens of texts in lists, and the whole of bare strings."""
    return vectors if call.single else embed_reading(call, vectors, lambda text: tokens.cut(text, _LIST_ROOM))


@fault("cut-in-strings-only", "vectors", "relations.unequal-lengths")
def _cut_in_strings_only(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 1024 tokens of bare strings, and the whole of texts in lists."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, _LIST_ROOM)) if call.single else vectors


@fault("room-shared-in-list", "vectors", "relations.unequal-lengths")
def _room_shared_in_list(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Shares room for 1500 tokens equally among the texts of a list of several."""
    room = 1500 // max(1, len(call.texts))
    return embed_reading(call, vectors, lambda text: tokens.cut(text, room)) if len(call.texts) > 1 else vectors


@fault("cjk-cut-510", "vectors", "relations.long-text-read")
def _cjk_cut_510(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the first 510 characters of Chinese texts only, and others whole."""
    return embed_reading(call, vectors, lambda text: text[:510] if _CHINESE.search(text) else text)


@fault("sentences-32", "vectors", "relations.long-text-read")
def _sentences_32(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the first 32 sentences of a text only."""
    return embed_reading(call, vectors, lambda text: ". ".join(re.split(r"[.!?]\s", text)[:32]))


@fault("lines-64", "vectors", "relations.long-text-read", models=_V3)
def _lines_64(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads the first 64 lines of a text only."""
    return embed_reading(call, vectors, lambda text: "\n".join(text.split("\n")[:64]))


@fault("no-spaces-cut-1000", "vectors", "relations.long-text-read")
def _no_spaces_cut_1000(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a run of characters without white space up to the thousandth only."""
    return embed_reading(call, vectors, lambda text: re.sub(r"(\S{1000})\S+", r"\1", text))


@fault("last-word-lost", "vectors", "relations.different-texts-differ")
def _last_word_lost(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes the last token of every text for the mark of its end."""
    return embed_reading(call, vectors, lambda text: text.rpartition(" ")[0] or text)


@fault("first-word-lost", "vectors", "relations.different-texts-differ")
def _first_word_lost(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes the first token of every text for the mark of its beginning."""
    return embed_reading(call, vectors, lambda text: text.partition(" ")[2] or text)


@fault("cut-at-comma", "vectors", "relations.different-texts-differ")
def _cut_at_comma(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Passes texts on through a table of comma-separated values that it does not quote."""
    return embed_reading(call, vectors, lambda text: re.split("[,\uff0c]", text)[0] or text)


@fault("cut-at-four-bytes", "vectors", "relations.different-texts-differ")
def _cut_at_four_bytes(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Keeps texts in a column whose UTF-8 has three bytes at most, and loses all that follows a longer character."""
    return embed_reading(call, vectors, lambda text: re.split("[\U00010000-\U0010ffff]", text)[0] or text)


@fault("last-token-of-window-lost", "vectors", "relations.long-text-read")
def _last_token_of_window_lost(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads long texts in windows of 512 tokens, and loses the last of each."""

    def without(text: str) -> str:
        words = text.split(" ")
        return " ".join(word for at, word in enumerate(words) if at % _WINDOW != _WINDOW - 1)

    return embed_reading(call, vectors, without)


@fault("last-two-tokens-of-window-lost", "vectors", "relations.long-text-read")
def _last_two_tokens_of_window_lost(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads long texts in windows of 512 tokens, to each of which it adds two and cuts it at 512 again."""

    def without(text: str) -> str:
        words = text.split(" ")
        return " ".join(word for at, word in enumerate(words) if at % _WINDOW < _WINDOW - 2)

    return embed_reading(call, vectors, without)


@fault("cut-some-tokens-before-limit", "vectors", "relations.long-text-read", models=_V3)
def _cut_some_tokens_before_limit(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Embeds the first 8000 tokens only, where 8192 are documented."""
    return embed_reading(call, vectors, lambda text: tokens.cut(text, 8000))


@fault("full-bucket-loses-last", "vectors", "relations.different-texts-differ")
def _full_bucket_loses_last(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Loses the last token of texts that fill a room of 8, 16, 32 or more tokens."""

    def short(text: str) -> str:
        size = tokens.count(text)
        return tokens.cut(text, size - 1) if size >= _LEAST_ROOM and size.bit_count() == 1 else text

    return embed_reading(call, vectors, short)
