"""What was found out of a model, as messages: for observations, and for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from conformance.generation.words import words
from conformance.model.facts import Beyond, Bracket, CountUnit, ElementOffer, Facts, Offer, Widths
from conformance.model.message import Message, Template, template

__all__ = ["describe_facts", "describe_input_limit", "describe_text_limit", "describe_usage"]

_UNKNOWN = template("facts.unknown", "unknown")

_OFFERS: Mapping[Offer, Template] = MappingProxyType(
    {
        Offer.HONOURED: template("facts.honoured", "honoured"),
        Offer.IGNORED: template("facts.ignored", "ignored"),
        Offer.REFUSED: template("facts.refused", "refused"),
    }
)
_ANY_WIDTH = template("facts.any-width", "any from {low} to {high}")
_LISTED_WIDTHS = template("facts.listed-widths", "{widths}")
_ELEMENTS = template("facts.elements", "{values} by {parameter}")
_ELEMENTS_UNASKED = template("facts.elements-unasked", "{default} where nothing is asked for; {values} by {parameter}")
_ELEMENTS_SENT = template("facts.elements-sent", "{default} as every request asks for; {values} by {parameter}")
_DEFAULT_WIDTH = template("facts.default-width", "{dimensions}")

_FORMS: Mapping[str, Template] = MappingProxyType(
    {
        "string": template("facts.string", "a string"),
        "list": template("facts.list", "a list"),
        "tokens": template("facts.token-ids", "token IDs"),
        "token-lists": template("facts.token-id-lists", "lists of token IDs"),
    }
)
_INPUT_FORMS = template("facts.input-forms", "{answered}{refused}")
_REFUSED_FORMS = template("facts.refused-forms", "; {forms}")
_NOT_A_FORM = template("facts.not-a-form", "not {form}")

_NO_INPUT_LIMIT = template("facts.no-input-limit", "no limit found up to {answered} in a request")
_INPUT_LIMIT = template("facts.input-limit", "at most {answered} in a request")
_INPUT_LIMIT_BETWEEN = template("facts.input-limit-between", "at least {answered}, fewer than {beyond} in a request")
_NO_TOKEN_LIMIT = template("facts.no-token-limit", "no limit found up to {answered} in a text{more}")
_TOKEN_LIMIT = template("facts.token-limit", "at most {answered} in a text{more}")
_TOKEN_LIMIT_BETWEEN = template("facts.token-limit-between", "at least {answered}, fewer than {beyond} in a text{more}")
_NO_WORD_LIMIT = template(
    "facts.no-word-limit",
    "no limit found up to {answered:short word} (about {characters:character}) in a text{more}; told in words, since "
    "{why}",
)
_WORD_LIMIT = template(
    "facts.word-limit",
    "at least {answered:short word} (about {characters:character}), fewer than {beyond:word} in a text{more}; told in "
    "words, since {why}",
)
_NO_COUNT: Mapping[CountUnit, Template] = MappingProxyType(
    {
        CountUnit.ABSENT: template("usage-unit.absent", "the answers count no tokens in usage"),
        CountUnit.ZERO: template("usage-unit.zero", "usage is always 0"),
        CountUnit.CONSTANT: template("usage-unit.constant", "usage is the same for every text"),
        CountUnit.WIDTH: template("usage-unit.width", "usage is the number of dimensions"),
        CountUnit.CHARACTERS: template("usage-unit.characters", "usage counts characters, not tokens"),
        CountUnit.BYTES: template("usage-unit.bytes", "usage counts bytes, not tokens"),
        CountUnit.NOT_ADDITIVE: template("usage-unit.not-additive", "usage of a list is not the sum of its texts'"),
        CountUnit.IN_FLIGHT: template("usage-unit.in-flight", "usage of one text varies from request to request"),
    }
)
_MORE: Mapping[Beyond, Template] = MappingProxyType(
    {
        Beyond.REFUSED: template("facts.more-is-refused", "; more is refused"),
        Beyond.CUT: template("facts.more-is-cut", "; more is cut without a word"),
        Beyond.FAILED: template(
            "facts.more-fails", "; more brings neither embeddings nor an error response with a 4xx status"
        ),
    }
)


def describe_facts(facts: Facts) -> dict[str, Message]:
    """Return a message for each fact of a model by its name, those that are not known among them.

    What vectors are made of is no fact where they are of floats alone.
    """
    unknown = _UNKNOWN()
    elements = {} if facts.elements is None else {"elements": _describe_elements(facts.elements)}
    return {
        "width": unknown if facts.width is None else _DEFAULT_WIDTH(dimensions=facts.width),
        "dimensions": unknown if facts.widths is None else _describe_widths(facts.widths),
        "input": _describe_forms(facts),
        "inputs": unknown if facts.items is None else describe_input_limit(facts.items),
        "tokens": describe_text_limit(facts) or unknown,
        "base64": unknown if facts.base64 is None else _OFFERS[facts.base64](),
        **elements,
    }


def _describe_elements(offer: ElementOffer) -> Message:
    values: dict[str, Any] = {"values": offer.values, "parameter": offer.parameter}
    if not offer.default:
        return _ELEMENTS(**values)
    return (_ELEMENTS_SENT if offer.sent else _ELEMENTS_UNASKED)(default=offer.default, **values)


def describe_input_limit(limit: Bracket) -> Message:
    """Return between which numbers the limit of inputs in a request lies."""
    if limit.beyond is None:
        return _NO_INPUT_LIMIT(answered=limit.answered)
    if limit.exact:
        return _INPUT_LIMIT(answered=limit.answered)
    return _INPUT_LIMIT_BETWEEN(answered=limit.answered, beyond=limit.beyond)


def describe_text_limit(facts: Facts) -> Message | None:
    """Return how long a text may be, or None: in tokens where those are counted, else in words, with the reason."""
    if facts.words is not None and (why := describe_usage(facts.usage)) is not None:
        return _describe_word_limit(facts.words, facts.beyond, why)
    return None if facts.tokens is None else describe_token_limit(facts.tokens, facts.beyond)


def describe_usage(unit: CountUnit | None) -> Message | None:
    """Return what usage counts where that is no tokens, else None."""
    return None if unit is None or unit not in _NO_COUNT else _NO_COUNT[unit]()


def _describe_word_limit(limit: Bracket, beyond: Beyond | None, why: Message) -> Message:
    values: dict[str, Any] = {"answered": limit.answered, "characters": len(words(limit.answered)), "why": why}
    values["more"] = None if beyond is None else _MORE[beyond]()
    if limit.beyond is None:
        return _NO_WORD_LIMIT(**values)
    return _WORD_LIMIT(beyond=limit.beyond, **values)


def describe_token_limit(limit: Bracket, beyond: Beyond | None) -> Message:
    """Return between which numbers the limit of tokens in a text lies, and what becomes of a longer text."""
    more = None if beyond is None else _MORE[beyond]()
    if limit.beyond is None:
        return _NO_TOKEN_LIMIT(answered=limit.answered, more=more)
    if limit.exact:
        return _TOKEN_LIMIT(answered=limit.answered, more=more)
    return _TOKEN_LIMIT_BETWEEN(answered=limit.answered, beyond=limit.beyond, more=more)


def _describe_widths(widths: Widths) -> Message:
    """Return which numbers of dimensions may be asked for, or what becomes of those that are."""
    if widths.range is not None:
        low, high = widths.range
        return _ANY_WIDTH(low=low, high=high)
    return _LISTED_WIDTHS(widths=widths.listed) if widths.listed else _OFFERS[widths.offer]()


def _describe_forms(facts: Facts) -> Message:
    """Return which forms of input are answered, and which are not."""
    answered = tuple(_FORMS[form]() for form, is_answered in facts.forms if is_answered)
    refused = tuple(_NOT_A_FORM(form=_FORMS[form]()) for form, is_answered in facts.forms if not is_answered)
    return _INPUT_FORMS(answered=answered or _UNKNOWN(), refused=_REFUSED_FORMS(forms=refused) if refused else None)
