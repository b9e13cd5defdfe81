"""What a model is asked before anything can be planned for it: its forms, widths, batches and lengths."""

from __future__ import annotations

from collections.abc import Callable

from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.lengths import token_limit
from conformance.discovery.search import boundary
from conformance.discovery.widths import offered_widths
from conformance.generation.words import words
from conformance.inference.sent_request import taken

__all__ = ["QUESTIONS", "Question"]

Question = Callable[[Asker], None]
"""Asks; what the answers teach is learned from all of them."""

_MOST_ITEMS = 2049
_USUAL_MOST = 2048
"""OpenAI's limit, which many servers copy."""
_START_ITEMS = 2
_TOKENS = (100, 200, 300)


def forms(asker: Asker) -> None:
    """Try a string, a list, and token numbers in both forms they have."""
    text = asker.context.plain_text
    asker.ask("a string", text)
    asker.ask("a list", [text, words(8, salt=3)])
    asker.ask("token numbers", list(_TOKENS))
    asker.ask("lists of token numbers", [list(_TOKENS), list(_TOKENS[::-1])])


def encodings(asker: Asker) -> None:
    """Ask for base64, which the stock SDK does when told nothing."""
    asker.ask("base64", asker.context.plain_text, encoding_format="base64")


def items(asker: Asker) -> None:
    """Search for the longest list that is answered, with texts of two words."""
    if not asker.facts.takes("list"):
        return
    named: set[int] = {_USUAL_MOST}

    def answered(size: int) -> bool | None:
        answer = asker.ask(f"a list of {size}", [words(2, salt=at) for at in range(size)])
        named.update(numbers_in(answer))
        return taken(answer, size)

    boundary(answered, lambda: named, _START_ITEMS, _MOST_ITEMS)


QUESTIONS: tuple[tuple[str, Question], ...] = (
    ("forms of input", forms),
    ("encodings", encodings),
    ("widths", offered_widths),
    ("inputs in a request", items),
    ("tokens in a text", token_limit),
)
"""In the order they are asked: what the others rest on first."""
