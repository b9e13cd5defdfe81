"""The rules that a request can break, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["request_that_breaks"]

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "model.required": "without a model",
        "model.type": "with a model that is no string",
        "model.enum": "for an unknown model",
        "input.required": "without an input",
        "input.string": "with a single string as its input",
        "input.type": "with an input of another type",
        "input.items.type": "with an item in its input that is of another type",
        "input.null": "with null as its input",
        "input.maxItems": "with more inputs than the limit",
        "input.minItems": "with an empty list as its input",
        "input.minLength": "with an empty string in its input",
        "dimensions.enum": "for a width that is not listed",
        "dimensions.type": "with dimensions that are no integer",
        "dimensions.minimum": "for a width below the least",
        "dimensions.maximum": "for a width above the most",
        "dimensions.forbidden": "with dimensions, for a model that has none",
        "dimensions.null": "with null as its dimensions",
        "dimensions.numeric-string": "with its dimensions in quotes",
        "encoding_format.enum": "for a format that is not listed",
        "encoding_format.type": "with a format that is no string",
        "encoding_format.null": "with null as its format",
        "encoding_format.base64": "for base64",
        "unknown-parameter": "with an unknown parameter",
        "text.blank": "with a blank text",
        "text.odd": "with an odd text, such as control characters",
        "text.surrogate": "with half of a surrogate pair",
        "text.over-length": "with a text over the token limit",
        "body.json": "whose body is not JSON",
        "body.object": "whose body is no object",
        "body.empty": "without a body",
        "headers.content-type": "of another content type",
    }
)


def request_that_breaks(rule: str) -> str:
    """Return how a request that breaks a rule is called; a rule without words is called by its id."""
    return f"a request {_WORDS.get(rule, f'that breaks {rule}')}"
