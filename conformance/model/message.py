"""What there is to say, as data: the id of a template and the values for its places. Sentences are rendered at the end.

A template is declared beside the code that can say it, in English. Catalogues give the other languages by its id.
Places are written ``{name}`` or ``{name:format}``; the formats are those of Python and these:

- a noun (``{items:item}``, ``{entries:entry|entries}``): a number with its noun, in the singular or the plural
- ``quote``: a text in quotation marks, its middle left out where it is long
- ``excerpt``: a text, its middle left out where it is longer than a line or two
- ``json``: a parsed value as JSON, cut likewise
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from conformance.errors import SuiteError
from conformance.model.excerpt import GAP, excerpt, json_excerpt, regapped

__all__ = ["TEMPLATES", "Message", "Scalar", "Template", "Value", "fill", "is_noun", "plain", "template"]

Scalar = str | int | float | bool | None
Value = Any
"""A scalar, a message, or a tuple of such: all that can stand in a place."""

_NOUN = re.compile(r"[^\W\d_][\w’' -]*(\|[\w’' -]+)?")
_QUOTED = 60
_FORMATS: Mapping[str, Callable[[Value, str], str]] = MappingProxyType(
    {
        "quote": lambda value, gap: excerpt(str(value), _QUOTED, gap),
        "excerpt": lambda value, gap: excerpt(str(value), gap=gap),
        "json": lambda value, _: json_excerpt(value),
    }
)
"""Formats of ours, given a value and what stands in the place of its middle."""

_templates: dict[str, str] = {}
TEMPLATES: Mapping[str, str] = MappingProxyType(_templates)
"""Every declared template in English, by id."""


@dataclass(frozen=True, slots=True)
class Message:
    """The id of a template, and the values that stand in its places."""

    id: str
    items: tuple[tuple[str, Value], ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """The values by the names of their places."""
        return dict(self.items)

    def to_json(self) -> dict[str, Any]:
        """Return the message as the results file holds it: ``{"kind": id, "values": {…}}``."""
        return {"kind": self.id, "values": {name: _to_json(value) for name, value in self.items}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Message:
        """Return a message as it was written by ``to_json``."""
        return cls(data["kind"], tuple((name, _from_json(value)) for name, value in data["values"].items()))

    def __str__(self) -> str:
        """Render it in English."""
        return fill(self, TEMPLATES)


@dataclass(frozen=True, slots=True)
class Template:
    """A declared template; called with a value for each of its places, it gives a message."""

    id: str
    places: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, **values: Value) -> Message:
        """Return the message. Raises SuiteError where a place has no value, or a value no place."""
        if values.keys() != self.places:
            odd = sorted(self.places ^ values.keys())
            raise SuiteError(f"message {self.id!r} is given {sorted(values)}: it differs from its template in {odd}")
        return Message(self.id, tuple(values.items()))


def template(id_: str, english: str) -> Template:
    """Declare a template under a permanent id. Raises SuiteError where the id stands for another text already."""
    if _templates.setdefault(id_, english) != english:
        raise SuiteError(f"message {id_!r} is declared twice: give one of them another id")
    return Template(id_, frozenset(places_in(english)))


def places_in(text: str) -> Iterable[str]:
    """Return the names of the places in a template's text."""
    return (name for _, name, _, _ in string.Formatter().parse(text) if name)


def fill(message: Message, texts: Mapping[str, str], quoted: Callable[[str], str] = str) -> str:
    """Return the sentence of a message by the texts of one language; in English where that language lacks it.

    ``quoted`` is given what others said and is put in quotation marks or excerpts, and returns what stands there.
    """
    text = texts.get(message.id) or TEMPLATES.get(message.id, message.id)
    return text.format_map({name: _Shown(value, texts, quoted) for name, value in message.items})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A value that is about to stand in a place."""

    value: Value
    texts: Mapping[str, str]
    quoted: Callable[[str], str]

    def __format__(self, spec: str) -> str:
        value = self.value
        if isinstance(value, Message):
            return fill(value, self.texts, self.quoted)
        if isinstance(value, list | tuple) and spec != "json":
            return fill(_COMMA(), self.texts).join(
                format(_Shown(member, self.texts, self.quoted), spec) for member in value
            )
        if spec in _FORMATS:
            return self._of_others(spec)
        if value is None:
            return ""
        return _counted(value, spec) if is_noun(spec) and not isinstance(value, str) else format(value, spec)

    def _of_others(self, spec: str) -> str:
        gap = self.texts.get(_GAP.id) or GAP
        shown = regapped(_FORMATS[spec](self.value, gap), gap)
        if spec == "json":
            return shown
        text = self.quoted(shown)
        return (self.texts.get(_QUOTE.id) or TEMPLATES[_QUOTE.id]).format(text=text) if spec == "quote" else text


def is_noun(spec: str) -> bool:
    """Tell a noun from the formats of Python, such as ``d``, and from those of ours."""
    python = len(spec) == 1 and spec in "bcdeEfFgGnosxX"
    return spec not in _FORMATS and not python and _NOUN.fullmatch(spec) is not None


def _counted(count: int, noun: str) -> str:
    one, _, many = noun.partition("|")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _to_json(value: Value) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    return [_to_json(member) for member in value] if isinstance(value, list | tuple) else value


def _from_json(value: Any) -> Value:
    if isinstance(value, Mapping) and value.keys() == {"kind", "values"}:
        return Message.from_json(value)
    return tuple(_from_json(member) for member in value) if isinstance(value, list) else value


_COMMA = template("list.comma", ", ")
_GAP = template("excerpt.gap", GAP)
_QUOTE = template("quote", "«{text}»")
_PLAIN = template("plain", "{text}")


def plain(text: str) -> Message:
    """Return a message that is a sentence already: for what others say, such as the reason of a waiver."""
    return _PLAIN(text=text)
