"""Which parameter of a service asks for vectors of bytes or bits."""

from __future__ import annotations

from typing import Any

from conformance.answers.answer import Answer
from conformance.discovery.asking import Asker
from conformance.inference.element_offer import FLOATS, is_made_of
from conformance.model.elements import CODED, NAMED, elements_named
from conformance.probes.request_title import STRING, with_parameters

__all__ = ["ask_elements"]

_FIRST = {"encoding_format": ("int8", "base64_int8"), "output_dtype": ("int8",), "embedding_type": ("int8",)}
"""The names that vendors have for it, each with what is asked first."""


def ask_elements(asker: Asker) -> None:
    """Ask for bytes by every name there is; where they come, for floats and the other types, and by no other name."""
    sent = {name: (str(value),) for name, value in asker.context.sent.items() if elements_named(value)}
    by_name = {asker.element_type: ("int8",)} if asker.element_type else {}
    for parameter, values in {**by_name, **sent, **_FIRST, **sent}.items():
        for value in values:
            if _came(asker, parameter, value):
                _ask(asker, parameter, FLOATS)
            if asker.facts.elements is not None:
                for kind in NAMED:
                    _ask(asker, parameter, kind if value in NAMED else f"{CODED}{kind}")
                return


def _ask(asker: Asker, parameter: str, value: str) -> Answer:
    asked: dict[str, Any] = {parameter: value}
    return asker.ask(with_parameters(STRING(), asked), asker.context.plain_text, **asked)


def _came(asker: Asker, parameter: str, value: str) -> bool:
    """Ask for a type of elements; tell whether vectors came that are made of it."""
    answer, elements, width = _ask(asker, parameter, value), elements_named(value), asker.facts.width
    return elements is not None and width is not None and is_made_of(answer, elements, width)
