"""What a model is asked before anything can be planned for it: its forms, widths, batches and lengths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.checks.answer import Kind
from conformance.discovery.asking import Asker, numbers_in, taken
from conformance.discovery.lengths import token_limit
from conformance.discovery.search import boundary
from conformance.discovery.widths import offered_widths
from conformance.model.facts import Facts, Offer
from conformance.strategies.words import words

__all__ = ["QUESTIONS", "Question"]

Question = Callable[[Asker, Facts], Facts]

_MOST_ITEMS = 2049
_USUAL_MOST = 2048
"""OpenAI's limit, which many servers copy."""
_START_ITEMS = 2
_TOKENS = (100, 200, 300)


def forms(asker: Asker, facts: Facts) -> Facts:
    """Try a string, a list, and token numbers in both forms they have."""
    text = asker.ground.plain_text
    plain = asker.ask("a text", text)
    known = facts
    if plain.vectors and plain.vectors[0] is not None:
        known = replace(known, width=plain.vectors[0].size)
    for form, given, rows in (
        ("string", text, 1),
        ("list", [text, words(8, salt=3)], 2),
        ("tokens", list(_TOKENS), 1),
        ("token-lists", [list(_TOKENS), list(_TOKENS[::-1])], 2),
    ):
        answered = taken(asker.ask(f"an input of the form {form}", given), rows)
        if answered is not None:
            known = replace(known, forms=(*known.forms, (form, answered)))
    return known


def encodings(asker: Asker, facts: Facts) -> Facts:
    """Ask for base64, which the stock SDK does when told nothing."""
    answer = asker.ask("base64", asker.ground.plain_text, encoding_format="base64")
    if answer.kind is Kind.SUCCESS:
        coded = all(isinstance(item, dict) and isinstance(item.get("embedding"), str) for item in answer.items)
        return replace(facts, base64=Offer.HONOURED if coded and taken(answer, 1) else Offer.IGNORED)
    return replace(facts, base64=Offer.REFUSED) if answer.kind is Kind.REFUSAL else facts


def items(asker: Asker, facts: Facts) -> Facts:
    """Search for the longest list that is answered, with texts of two words."""
    if not facts.takes("list"):
        return facts
    named: set[int] = {_USUAL_MOST}

    def answered(size: int) -> bool | None:
        answer = asker.ask(f"a list of {size}", [words(2, salt=at) for at in range(size)])
        named.update(numbers_in(answer))
        return taken(answer, size)

    return replace(facts, items=boundary(answered, lambda: named, _START_ITEMS, _MOST_ITEMS))


QUESTIONS: tuple[tuple[str, Question], ...] = (
    ("forms of input", forms),
    ("encodings", encodings),
    ("widths", offered_widths),
    ("inputs in a request", items),
    ("tokens in a text", token_limit),
)
"""In the order they are asked: what the others rest on first."""
