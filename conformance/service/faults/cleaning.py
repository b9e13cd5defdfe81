"""Faults of what stands between caller and model, and cleans texts or takes them for something else."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from conformance.service.distortion import embed_reading
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash

__all__: list[str] = []

_AS_SENT = ("relations.text-as-sent",)
_FUNCTION_WORDS = re.compile(
    r"\b(?:a|an|the|of|to|from|in|on|at|by|for|with|and|or|but|not|no|nor|is|are|was|were|be|he|she|it|they|we|you|i)\b",
    re.IGNORECASE,
)
_PROFANE = re.compile(r"\b(?:kill|drugs?|sex|bombs?|guns?|hell|damn)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"```.*?```|\]\([^)]*\)|[*_#`\[]", re.DOTALL)
_NAMES = re.compile(r"\$\{\w+\}|\$\w+")
_LONGEST_WORD = 100
_SPECIAL_TOKEN = re.compile(r"</s>|<\|endoftext\|>|<\|im_end\|>|\[SEP\]")
_SIMPLIFIED = str.maketrans("國麵醫學風車書語說買賣錢門馬魚鳥", "国面医学风车书语说买卖钱门马鱼鸟")


def _cleaned(call: EmbeddingCall, vectors: Vectors, clean: Callable[[str], str]) -> Vectors:
    """Embed what a cleaning leaves of each text; the whole where it leaves nothing."""
    return embed_reading(call, vectors, lambda text: clean(text) if clean(text).strip() else text)


@fault("html-stripped", "vectors", advice=_AS_SENT)
def _html_stripped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Strips markup and resolves entities."""
    return _cleaned(call, vectors, lambda text: html.unescape(re.sub(r"<[^<>]+>", "", text)))


@fault("url-decoded", "vectors", advice=_AS_SENT)
def _url_decoded(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Decodes texts once more as if they came in a URL."""
    return _cleaned(call, vectors, unquote_plus)


@fault("markdown-stripped", "vectors", advice=_AS_SENT)
def _markdown_stripped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops blocks of code, targets of links, and marks of emphasis."""
    return _cleaned(call, vectors, lambda text: _MARKDOWN.sub("", text))


@fault("stopwords-removed", "vectors", advice=_AS_SENT)
def _stopwords_removed(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Removes English function words."""
    return _cleaned(call, vectors, lambda text: _FUNCTION_WORDS.sub("", text))


@fault("profanity-masked", "vectors", advice=_AS_SENT)
def _profanity_masked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Masks some words with stars."""
    return _cleaned(call, vectors, lambda text: _PROFANE.sub(lambda word: "*" * len(word[0]), text))


@fault("dollar-names-substituted", "vectors", advice=_AS_SENT)
def _dollar_names_substituted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Substitutes names after a dollar sign by nothing."""
    return _cleaned(call, vectors, lambda text: _NAMES.sub("", text))


@fault("cut-at-nul", "vectors", advice=_AS_SENT)
def _cut_at_nul(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first U+0000 only."""
    return _cleaned(call, vectors, lambda text: text.partition("\x00")[0])


@fault("cut-at-special-token", "vectors", advice=_AS_SENT)
def _cut_at_special_token(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to what its tokenizer takes for the token that ends one."""
    return _cleaned(call, vectors, lambda text: _SPECIAL_TOKEN.split(text)[0])


@fault("numbers-unpunctuated", "vectors", advice=_AS_SENT)
def _numbers_unpunctuated(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops points and commas within numbers, and their signs."""
    return _cleaned(call, vectors, lambda text: re.sub(r"(?<=\d)[.,](?=\d)|(?<!\w)-(?=\d)", "", text))


@fault("runs-shortened", "vectors", advice=_AS_SENT)
def _runs_shortened(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Shortens runs of one character to two, as cleaners of reviews do."""
    return _cleaned(call, vectors, lambda text: re.sub(r"(.)\1{2,}", r"\1\1", text))


@fault("traditional-simplified", "vectors", advice=_AS_SENT)
def _traditional_simplified(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns traditional Chinese characters into simplified ones."""
    return _cleaned(call, vectors, lambda text: text.translate(_SIMPLIFIED))


@fault("words-over-100-unk", "vectors", advice=_AS_SENT)
def _words_over_100_unk(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes each word of over 100 characters for one unknown token."""
    return _cleaned(call, vectors, lambda text: re.sub(rf"\w{{{_LONGEST_WORD + 1},}}", "[UNK]", text))


@fault("short-words-dropped", "vectors", advice=_AS_SENT)
def _short_words_dropped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops words of one or two letters, as some splitters of words do."""
    return _cleaned(call, vectors, lambda text: re.sub(r"\b[A-Za-z]{1,2}\b", "", text))


@fault("codes-masked", "vectors", advice=_AS_SENT)
def _codes_masked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Masks words of letters and digits, as what hides personal data may do with ticket numbers."""
    return _cleaned(call, vectors, lambda text: re.sub(r"\b(?=\w*[A-Za-z])(?=\w*\d)\w+\b", "[ID]", text))


@fault("units-dropped", "vectors", advice=_AS_SENT)
def _units_dropped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops units behind numbers."""
    return _cleaned(call, vectors, lambda text: re.sub(r"(?<=\d)\s*(?:kg|mg|g|km|cm|mm)\b", "", text))


@fault("places-masked", "vectors", advice=_AS_SENT)
def _places_masked(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Masks names of places."""
    return _cleaned(call, vectors, lambda text: re.sub(r"\b(?:Berlin|London|Paris|Rome|Tokyo)\b", "[PLACE]", text))


@fault("quotations-dropped", "vectors", advice=_AS_SENT)
def _quotations_dropped(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Drops what stands in quotation marks."""
    return _cleaned(call, vectors, lambda text: re.sub(r'"[^"]*"|“[^”]*”', "", text))


@fault("cut-at-ampersand", "vectors", advice=_AS_SENT)
def _cut_at_ampersand(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first ampersand, as the value of a form."""
    return _cleaned(call, vectors, lambda text: text.partition("&")[0])


@fault("cut-at-direction-mark", "vectors", advice=_AS_SENT)
def _cut_at_direction_mark(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads a text up to its first mark of direction."""
    return _cleaned(call, vectors, lambda text: re.split("[\u200e\u200f\u202a-\u202e]", text)[0])


@fault("long-numbers-floated", "vectors", advice=_AS_SENT)
def _long_numbers_floated(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads numbers of sixteen digits and more as floating point."""
    return _cleaned(call, vectors, lambda text: re.sub(r"\b\d{16,}\b", lambda found: repr(float(found[0])), text))


@fault("null-for-nothing", "vectors", advice=_AS_SENT)
def _null_for_nothing(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes texts that are a name of nothing for an unknown one."""
    return embed_reading(call, vectors, lambda text: "[UNK]" if text in {"null", "None", "undefined", "NaN"} else text)


@fault("cut-at-utf16-length", "vectors", advice=_AS_SENT)
def _cut_at_utf16_length(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Reads as many units of UTF-16 as a text has characters, so that each beyond U+FFFF costs one at its end."""
    return _cleaned(call, vectors, lambda text: text.encode("utf-16-le")[: 2 * len(text)].decode("utf-16-le", "ignore"))


@fault("digits-as-token-id", "vectors", "relations.batch-equals-alone")
def _digits_as_token_id(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Takes a bare string of digits for the number of a token; in a list it is text."""
    digits = call.single and call.texts[0].isdecimal()
    return embed_reading(call, vectors, lambda text: f"#{text}") if digits else vectors


@fault("percent-format-500", "call", "validation.ordinary-text-accepted")
def _percent_format_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 for texts with a place to be filled, %s or %d."""
    return crash("not enough arguments for format string") if call.contains("%s") or call.contains("%d") else call


@fault("at-sign-first-500", "call", "validation.ordinary-text-accepted")
def _at_sign_first_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Takes a text that begins with @ for the name of a file, and fails with 500."""
    named = any(text.startswith("@") for text in call.texts)
    return crash("No such file or directory") if named else call


@fault("variables-expanded", "vectors", advice=_AS_SENT)
def _variables_expanded(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Expands the names of variables, with braces or without, of which none is set."""
    return _cleaned(call, vectors, lambda text: re.sub(r"\$\{?\w+\}?", "", text))
