"""What a model is asked before anything can be planned for it: its forms, widths, batches and lengths."""

from __future__ import annotations

from collections.abc import Callable

from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.element_types import ask_elements
from conformance.discovery.search import boundary
from conformance.discovery.token_limit import ask_longer_texts
from conformance.discovery.widths import ask_widths
from conformance.generation.words import words
from conformance.inference.sent_request import was_embedded
from conformance.model.message import Message, template
from conformance.probes.request_title import LIST, STRING

__all__ = ["DIMENSIONS", "ELEMENTS", "ENCODINGS", "EXPLORATIONS", "FORMS", "INPUTS", "TOKENS", "Exploration"]

Exploration = Callable[[Asker], None]
"""Sends requests; facts are learned from all answers together."""

_TWO_TEXTS = template("request.some-list", "a list")

_MOST_ITEMS = 2049
_USUAL_MOST = 2048
"""OpenAI's limit, which many servers copy."""
_START_ITEMS = 2
_TOKENS = (100, 200, 300)

_TOKEN_IDS = template("discovery.token-ids", "token IDs")
_TOKEN_ID_LISTS = template("discovery.token-id-lists", "lists of token IDs")
_BASE64 = template("discovery.base64", "base64")


def ask_forms(asker: Asker) -> None:
    """Send a string, a list, and token IDs in both forms they have."""
    text = asker.context.plain_text
    asker.ask(STRING(), text)
    asker.ask(_TWO_TEXTS(), [text, words(8, salt=3)])
    asker.ask(_TOKEN_IDS(), list(_TOKENS))
    asker.ask(_TOKEN_ID_LISTS(), [list(_TOKENS), list(_TOKENS[::-1])])


def ask_encodings(asker: Asker) -> None:
    """Ask for base64, which the stock SDK does unless a format is named."""
    asker.ask(_BASE64(), asker.context.plain_text, encoding_format="base64")


def ask_longer_lists(asker: Asker) -> None:
    """Search for the longest list that is answered, with texts of two words."""
    if not asker.facts.takes("list"):
        return
    named: set[int] = {_USUAL_MOST}

    def answered(size: int) -> bool | None:
        answer = asker.ask(LIST(count=size), [words(2, salt=at) for at in range(size)])
        named.update(numbers_in(answer))
        return was_embedded(answer, size)

    boundary(answered, lambda: named, _START_ITEMS, _MOST_ITEMS)


FORMS = template("discovery.forms-of-input", "forms of input")()
ENCODINGS = template("discovery.encodings", "encodings")()
ELEMENTS = template("discovery.elements", "types of elements")()
DIMENSIONS = template("discovery.dimensions", "dimensions")()
INPUTS = template("discovery.inputs", "inputs in a request")()
TOKENS = template("discovery.tokens", "tokens in a text")()

EXPLORATIONS: tuple[tuple[Message, Exploration], ...] = (
    (FORMS, ask_forms),
    (ENCODINGS, ask_encodings),
    (ELEMENTS, ask_elements),
    (DIMENSIONS, ask_widths),
    (INPUTS, ask_longer_lists),
    (TOKENS, ask_longer_texts),
)
"""In the order they are asked; each follows those whose answers it needs."""
