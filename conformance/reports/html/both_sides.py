"""What a finding compares, side by side: every exchange it rests on with its part, its texts and its vector."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from markupsafe import Markup

from conformance.model.excerpt import GAP, excerpt
from conformance.model.finding import Part
from conformance.reports.html.exchange_text import exchange_text
from conformance.reports.html.reproduce_script import Script, reproduce_script
from conformance.reports.html.vector_pictures import course, scale
from conformance.reports.i18n.language import Language
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import ExchangePart, FindingView

__all__ = ["BothSides", "ComparedSide", "Number", "Text", "both_sides"]

_TEXTS = 6
"""Texts shown of a list: those around the one that is compared."""
_LONGEST = 160
"""Characters shown of a text, and of what two texts have alike on either side of what differs."""
_PLACE = re.compile(r"/data/(\d+)")
_BOTH = 2
_ALIKE = 1e-6


@dataclass(frozen=True, slots=True)
class Text:
    """One input: its number in the list, whether it is the one compared, and its pieces, each marked or not."""

    number: int
    compared: bool
    pieces: tuple[tuple[str, bool], ...]

    @property
    def whole(self) -> str:
        """The text without its marks."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Number:
    """One of the numbers that a vector begins with, and whether it differs from that of the other side."""

    shown: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One exchange with its part. ``left_out`` counts the texts that are not shown; ``others`` are other parameters."""

    exchange: str
    part: str
    title: str
    texts: tuple[Text, ...]
    left_out: int
    others: str
    size: int
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class BothSides:
    """Every exchange of a comparison, pictures of how far apart they are, and a script that sends them again."""

    sides: tuple[ComparedSide, ...]
    scale: Markup | None
    course: Markup | None
    script: Script | None


def both_sides(
    finding: FindingView, exchanges: Mapping[str, ExchangeView], language: Language, found: str
) -> BothSides | None:
    """Return what a page shows of a comparison; None where nothing is compared, or its exchanges are not kept."""
    kept = [part for part in finding.exchanges if part.id in exchanges]
    if not finding.compares or len(kept) < _BOTH:
        return None
    vectors = [part.vector for part in kept if part.part in {Part.THIS, Part.COMPARED_WITH} and part.vector]
    cosine, least = finding.values.get("cosine"), finding.values.get("least")
    return BothSides(
        sides=tuple(_side(part, kept, exchanges, language) for part in kept),
        scale=scale(cosine, least, language) if isinstance(cosine, float) and isinstance(least, float) else None,
        course=course(vectors[0], vectors[1], language) if len(vectors) >= _BOTH else None,
        script=reproduce_script(finding, exchanges, language, found),
    )


def _side(
    part: ExchangePart, kept: Sequence[ExchangePart], exchanges: Mapping[str, ExchangeView], language: Language
) -> ComparedSide:
    exchange, other = exchanges[part.id], _other(part, kept)
    body = _parsed(exchange)
    texts, place = _texts(body), _place(part)
    beyond = _texts(_parsed(exchanges[other.id]))
    opposite = beyond[_place(other)] if _place(other) < len(beyond) else None
    first = max(0, min(place - _TEXTS // 2, len(texts) - _TEXTS))
    shown = texts[first : first + _TEXTS]
    return ComparedSide(
        exchange=part.id,
        part=language.word(f"part.{part.part}", str(part.part)),
        title=exchange_text(exchange, language).title,
        texts=tuple(_brief(_text(at, text, place, opposite, part), language) for at, text in enumerate(shown, first)),
        left_out=len(texts) - len(shown),
        others=json.dumps({name: value for name, value in body.items() if name != "input"}, ensure_ascii=False),
        size=part.vector.size if part.vector else 0,
        numbers=tuple(_numbers(part, other)),
    )


def _other(part: ExchangePart, kept: Sequence[ExchangePart]) -> ExchangePart:
    """Return what a side is held against: the one at fault, and that against the first it was compared with."""
    wanted = Part.COMPARED_WITH if part.part == Part.THIS else Part.THIS
    return next((side for side in kept if side.part == wanted), part)


def _place(part: ExchangePart) -> int:
    found = _PLACE.match(part.pointer)
    return int(found[1]) if found else 0


def _parsed(exchange: ExchangeView) -> Mapping[str, object]:
    """Return the body of a request as far as it can be read: whole where the command has it, else shortened."""
    for text in (_sent(exchange.curl), exchange.request.body):
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            continue
        return body if isinstance(body, dict) else {}
    return {}


def _sent(curl: str) -> str:
    """Return the body that a command sends; nothing where it is written in another way than plainly."""
    try:
        words = shlex.split(curl)
    except ValueError:
        return ""
    return next((body for before, body in pairwise(words) if before in {"%s", "--data-raw"}), "")


def _texts(body: Mapping[str, object]) -> list[str]:
    texts = body.get("input")
    return [str(text) for text in (texts if isinstance(texts, list) else [] if texts is None else [texts])]


def _text(number: int, text: str, place: int, opposite: str | None, part: ExchangePart) -> Text:
    compared = number == place and bool(part.pointer)
    differs = compared and opposite is not None and opposite != text
    return Text(number, compared, _pieces(text, opposite or "") if differs else ((text, False),))


def _brief(text: Text, language: Language) -> Text:
    """Return a text with the middle of what is long left out, so that what differs stays in sight."""
    gap = language.word("excerpt.gap", GAP)
    return replace(text, pieces=tuple((excerpt(piece, _LONGEST, gap), marked) for piece, marked in text.pieces))


def _pieces(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces: how it begins and ends as the other does, and between them what differs, marked."""
    head = _alike(text, other)
    end = len(text) - _alike(text[head:][::-1], other[head:][::-1])
    return tuple(piece for piece in ((text[:head], False), (text[head:end], True), (text[end:], False)) if piece[0])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _numbers(part: ExchangePart, other: ExchangePart) -> Iterator[Number]:
    against = other.vector.first if other.vector and other is not part else ()
    for at, number in enumerate(part.vector.first if part.vector else ()):
        differs = at < len(against) and abs(number - against[at]) > _ALIKE * max(1.0, abs(number))
        yield Number(f"{number:.6g}", differs)
