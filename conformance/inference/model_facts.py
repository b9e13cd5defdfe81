"""What answers teach of one model: its forms of input, widths, limits and encodings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.bracket import bracket_of
from conformance.inference.sent_request import asked, form_of, taken, telling
from conformance.inference.text_limits import lengths_of
from conformance.model.facts import Bracket, Facts, Offer, Widths

__all__ = ["facts_of", "offer_of"]

_FORMS = ("string", "list", "tokens", "token-lists")
_BROKEN_FORMS = ("input.string", "input.type", "input.items.type")
_BROKEN_WIDTHS = ("dimensions.forbidden", "dimensions.enum", "dimensions.maximum")
_BASE64 = "encoding_format.base64"

_Told = tuple[Answer, Any]
"""An answer with the body that was sent for it."""


def facts_of(model: str, answers: Iterable[Answer]) -> Facts:
    """Return what is known of a model by answers to it, in the order they were asked for."""
    told = [(answer, asked(answer)) for answer in answers if answer.case.model == model]
    width = _width(told)
    tokens, beyond = lengths_of([answer for answer, body in told if _plain(body) and telling(answer)])
    return Facts(
        model,
        width=width,
        forms=tuple(_forms(told)),
        widths=_widths(told, width),
        items=_items(told),
        tokens=tokens,
        beyond=beyond,
        base64=_base64(told),
    )


def offer_of(answer: Answer, width: int) -> Offer | None:
    """Tell what became of a width that was asked for; None where nobody knows."""
    if answer.kind is AnswerKind.SUCCESS:
        came = {vector.size for vector in answer.vectors if vector is not None}
        return Offer.HONOURED if came == {width} else Offer.IGNORED
    return Offer.REFUSED if answer.kind in {AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR} else None


def _plain(body: Any) -> bool:
    """Tell whether a body asks for floats of the usual width."""
    return body.get("dimensions") is None and body.get("encoding_format", "float") == "float"


def _width(told: Sequence[_Told]) -> int | None:
    sizes = (
        vector.size
        for answer, body in told
        if _plain(body) and telling(answer) and answer.kind is AnswerKind.SUCCESS
        for vector in answer.vectors
        if vector is not None and vector.size
    )
    return next(sizes, None)


def _forms(told: Sequence[_Told]) -> Iterable[tuple[str, bool]]:
    found: dict[str, list[bool]] = {}
    for answer, body in told:
        form, rows = form_of(body.get("input"))
        answered = taken(answer, rows)
        if form and answered is not None and _plain(body) and telling(answer, *_BROKEN_FORMS):
            found.setdefault(form, []).append(answered)
    return ((form, any(found[form])) for form in _FORMS if form in found)


def _items(told: Sequence[_Told]) -> Bracket | None:
    """Return between which lengths lists of texts stop being answered; long texts say nothing of that."""
    tried: list[tuple[int, bool | None]] = []
    for answer, body in told:
        form, rows = form_of(body.get("input"))
        if form == "list" and telling(answer) and answer.case.rule != "text.over-length":
            tried.append((rows, taken(answer, rows)))
    return bracket_of(tried)


def _widths(told: Sequence[_Told], native: int | None) -> Widths | None:
    """Tell which widths may be asked for: all of them, where one is honoured that nobody lists."""
    offers: dict[int, Offer] = {}
    for answer, body in told:
        width = body.get("dimensions")
        if type(width) is int and width > 0 and telling(answer, *_BROKEN_WIDTHS):
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


def _base64(told: Sequence[_Told]) -> Offer | None:
    for answer, body in told:
        if body.get("encoding_format") == "base64" and telling(answer, _BASE64):
            if answer.kind is AnswerKind.SUCCESS:
                coded = all(isinstance(item, dict) and isinstance(item.get("embedding"), str) for item in answer.items)
                _, rows = form_of(body.get("input"))
                return Offer.HONOURED if coded and taken(answer, rows) else Offer.IGNORED
            if answer.kind is AnswerKind.ERROR_RESPONSE:
                return Offer.REFUSED
    return None
