"""What answers teach of one model: its forms of input, dimensions, limits and encodings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.inference.bracket import bracket_of
from conformance.inference.element_offer import element_offer_of
from conformance.inference.sent_request import form_of, sent_body, violates_only, was_embedded
from conformance.inference.text_limits import text_limit_of
from conformance.inference.usage_unit import usage_unit_of
from conformance.model.elements import elements_named
from conformance.model.facts import Bracket, CountUnit, ElementOffer, Facts, Offer, Widths
from conformance.model.rule import RuleId

__all__ = ["facts_of", "offer_of"]

_FORMS = ("string", "list", "tokens", "token-lists")
_BROKEN_FORMS = (RuleId.INPUT_STRING, RuleId.INPUT_TYPE, RuleId.INPUT_ITEMS_TYPE)
_BROKEN_WIDTHS = (RuleId.DIMENSIONS_FORBIDDEN, RuleId.DIMENSIONS_ENUM, RuleId.DIMENSIONS_MAXIMUM)
_BASE64 = RuleId.ENCODING_FORMAT_BASE64

_Pair = tuple[Answer, Any]
"""An answer with the body that was sent for it."""


def facts_of(model: str, answers: Iterable[Answer]) -> Facts:
    """Return what is known of a model by answers to it, in the order they were asked for."""
    pairs = [(answer, sent_body(answer)) for answer in answers if answer.case.model == model]
    width = _default_width(pairs)
    plain = [answer for answer, body in pairs if _is_plain(answer, body) and violates_only(answer)]
    usage = usage_unit_of(plain)
    in_words = usage not in {None, CountUnit.TOKENS}
    limit, beyond = text_limit_of(plain, in_words=in_words)
    return Facts(
        model,
        width=width,
        forms=tuple(_forms(pairs)),
        widths=_widths(pairs, width),
        items=_items(pairs),
        tokens=None if in_words else limit,
        words=limit if in_words else None,
        usage=usage if in_words else None,
        beyond=beyond,
        base64=_base64(pairs),
        elements=_elements(pairs),
    )


def offer_of(answer: Answer, width: int) -> Offer | None:
    """Tell what became of a width that was asked for; None where nobody knows."""
    if answer.kind is AnswerKind.SUCCESS:
        came = {vector.size for vector in answer.vectors if vector is not None}
        return Offer.HONOURED if came == {width} else Offer.IGNORED
    return Offer.REFUSED if answer.kind in {AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR} else None


def _is_plain(answer: Answer, body: Any) -> bool:
    """Tell whether a request asks for floats of the usual width, and sends nothing else that may change the vector."""
    coding, default = body.get("encoding_format", "float"), answer.contract.default_elements
    usual = coding == "float" or (default is not None and elements_named(coding) == default)
    return usual and body.get("dimensions") is None and not answer.case.varied


def _plain_success(pairs: Sequence[_Pair]) -> Answer | None:
    """Return the first answer with a vector to a request that asks for nothing of it."""
    answered = (answer for answer, body in pairs if _is_plain(answer, body) and violates_only(answer))
    return next((answer for answer in answered if any(map(_has_numbers, answer.vectors))), None)


def _has_numbers(vector: Vector | None) -> bool:
    return vector is not None and vector.size > 0


def _default_width(pairs: Sequence[_Pair]) -> int | None:
    plain = _plain_success(pairs)
    return (
        next((vector.size for vector in plain.vectors if vector is not None and vector.size), None) if plain else None
    )


def _elements(pairs: Sequence[_Pair]) -> ElementOffer | None:
    return element_offer_of(_plain_success(pairs), [pair for pair in pairs if violates_only(pair[0])])


def _forms(pairs: Sequence[_Pair]) -> Iterable[tuple[str, bool]]:
    found: dict[str, list[bool]] = {}
    for answer, body in pairs:
        form, inputs = form_of(body.get("input"))
        embedded = was_embedded(answer, inputs)
        if form and embedded is not None and _is_plain(answer, body) and violates_only(answer, *_BROKEN_FORMS):
            found.setdefault(form, []).append(embedded)
    return ((form, any(found[form])) for form in _FORMS if form in found)


def _items(pairs: Sequence[_Pair]) -> Bracket | None:
    """Return between which lengths lists of texts stop being answered; long texts say nothing of that."""
    tried: list[tuple[int, bool | None]] = []
    for answer, body in pairs:
        form, inputs = form_of(body.get("input"))
        short = answer.case.rule != RuleId.TEXT_OVER_LENGTH or answer.settled
        if form == "list" and short and violates_only(answer):
            tried.append((inputs, was_embedded(answer, inputs)))
    return bracket_of(tried)


def _widths(pairs: Sequence[_Pair], native: int | None) -> Widths | None:
    """Tell which widths may be asked for: all of them, where one is honoured that nobody lists."""
    offers: dict[int, Offer] = {}
    for answer, body in pairs:
        width = body.get("dimensions")
        if type(width) is int and width > 0 and violates_only(answer, *_BROKEN_WIDTHS):
            offer = offer_of(answer, width)
            if offer is not None:
                offers.setdefault(width, offer)
    honoured = sorted((width for width, offer in offers.items() if offer is Offer.HONOURED), reverse=True)
    if native is not None and offers.get(native - 1) is Offer.HONOURED:
        return Widths(Offer.HONOURED, range=(honoured[-1], max(honoured[0], native)))
    if Offer.IGNORED in offers.values() and not {*honoured} - {native}:
        return Widths(Offer.IGNORED)
    if honoured:
        return Widths(Offer.HONOURED, tuple(honoured))
    return Widths(Offer.REFUSED) if offers else None


def _base64(pairs: Sequence[_Pair]) -> Offer | None:
    for answer, body in pairs:
        if body.get("encoding_format") == "base64" and violates_only(answer, _BASE64):
            if answer.kind is AnswerKind.SUCCESS:
                coded = all(isinstance(item, dict) and isinstance(item.get("embedding"), str) for item in answer.items)
                _, inputs = form_of(body.get("input"))
                return Offer.HONOURED if coded and was_embedded(answer, inputs) else Offer.IGNORED
            if answer.kind is AnswerKind.ERROR_RESPONSE:
                return Offer.REFUSED
    return None
