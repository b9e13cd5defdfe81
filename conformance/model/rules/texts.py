"""Rules about the texts themselves: the user's, for which no client is blamed."""

from __future__ import annotations

from conformance.model.rule import Rule, RuleId
from conformance.model.rules.declaring import declare

__all__ = ["TEXTS"]


TEXTS: tuple[Rule, ...] = (
    declare(RuleId.TEXT_BLANK, "Texts hold more than blanks.", "with a blank text", check="validation.empty-input"),
    declare(
        RuleId.TEXT_ODD,
        "Texts hold no control characters, look-alikes of special tokens and the like.",
        "with an odd text, such as control characters",
        check="validation.odd-text",
    ),
    declare(
        RuleId.TEXT_SURROGATE,
        "Texts hold no half of a surrogate pair.",
        "with half of a surrogate pair",
        check="validation.odd-text",
    ),
    declare(
        RuleId.TEXT_OVER_LENGTH,
        "Texts are within the token limit.",
        "with a text over the token limit",
        check="limits.tokens-over",
    ),
)
