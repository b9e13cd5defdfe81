"""For every keyword of a request schema, the requests that violate this keyword alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.generation.literals import types_of
from conformance.generation.negative_case import Body, NegativeCase, negative_case
from conformance.generation.negative_inputs import negative_inputs
from conformance.model.contract import Parameters

__all__ = ["negative_cases"]

UNKNOWN_MODEL = "no-such-embedding-model"
_PLAUSIBLE_WIDTH = 512
_HUGE = 2**31
_AS_OPENAI = Parameters()
_UNDOCUMENTED = {"user": "user-1234", "x_invented_option": True}


def negative_cases(
    schema: Mapping[str, Any], valid: Mapping[str, Any], names: Parameters = _AS_OPENAI
) -> Iterator[NegativeCase]:
    """Give the broken twins of a valid body, most telling first, for a request schema narrowed to one model.

    Each one's control differs from it in the broken place only and is valid, as ``valid`` must be; few differ from each
    other. A parameter the schema says nothing of is broken in no way but one: being sent. ``names`` are the names that
    width and format have there.
    """
    properties: Mapping[str, Any] = schema.get("properties", {})
    required = schema.get("required", ())
    yield from _broken_model(properties.get("model", {}), valid, required="model" in required)
    yield from negative_inputs(properties.get("input", {}), valid, required="input" in required)
    yield from _broken_dimensions(properties.get(names.dimensions), valid, names.dimensions)
    yield from _broken_encoding(properties.get(names.encoding_format), valid, names.encoding_format)
    for name, value in _UNDOCUMENTED.items():
        if name not in properties:
            yield negative_case(
                "unknown-parameter", f"{name}: a parameter that is not documented", {**valid, name: value}, valid
            )


def _broken_model(schema: Mapping[str, Any], valid: Mapping[str, Any], *, required: bool) -> Iterator[NegativeCase]:
    if required:
        yield negative_case("model.required", "model: missing", _without(valid, "model"), valid)
    # Narrowing leaves an enum where the contract lists its models, and a const where any name may be one.
    if "enum" in schema:
        yield negative_case("model.enum", "model: a name nobody gave", {**valid, "model": UNKNOWN_MODEL}, valid)
    if "type" in schema:
        for title, value in (("a number", 3), ("null", None), ("a list", [valid["model"]])):
            yield negative_case("model.type", f"model: {title}, not a string", {**valid, "model": value}, valid)


def _broken_dimensions(schema: Any, valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    if schema is False:
        title = f"dimensions: {_PLAUSIBLE_WIDTH}, a parameter this model does not have"
        yield negative_case("dimensions.forbidden", title, {**valid, name: _PLAUSIBLE_WIDTH}, valid)
    if not isinstance(schema, Mapping):
        return
    documented = [width for width in schema.get("enum", ()) if width is not None]
    usual = schema.get("default", next(iter(documented), None))
    twins = _Twins(valid, name, usual)
    yield from _undocumented_widths(documented, valid, name)
    yield from _out_of_range(schema, twins)
    if "type" in schema or documented:
        yield from _mistyped_widths(schema, twins)


@dataclass(frozen=True, slots=True)
class _Twins:
    """A valid body, and what stands in it where a parameter is mended; None: nothing."""

    valid: Mapping[str, Any]
    name: str
    usual: Any

    def of(self, broken: Any) -> tuple[Body, Body]:
        """Return the body with a broken value, and mended."""
        asked, mended = _pair(self.valid, self.name, broken, self.usual)
        # Where no width is documented, none is known to be answered: the control then asks for none.
        return asked, mended if self.usual is not None else _without(mended, self.name)


def _undocumented_widths(documented: Iterable[int], valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    """Give widths that are not on offer, each with the nearest that is as its control."""
    widths = sorted(documented)
    if not widths:
        return
    beside = [width + step for width in widths for step in (-1, 1) if step < 0 or width == widths[-1]]
    offered = ", ".join(map(str, widths))
    for width in (*beside, 0, -1, 1, _HUGE):
        if width in widths:
            continue
        nearest = min(widths, key=lambda other: abs(other - width))
        title = f"dimensions: {width}, only {offered}"
        yield negative_case("dimensions.enum", title, *_pair(valid, name, width, nearest))


def _out_of_range(schema: Mapping[str, Any], twins: _Twins) -> Iterator[NegativeCase]:
    if "minimum" in schema:
        for width in dict.fromkeys((schema["minimum"] - 1, -1)):
            title = f"dimensions: {width}, at least {schema['minimum']}"
            yield negative_case("dimensions.minimum", title, *twins.of(width))
    if "maximum" in schema:
        for width in (schema["maximum"] + 1, _HUGE):
            title = f"dimensions: {width}, at most {schema['maximum']}"
            yield negative_case("dimensions.maximum", title, *twins.of(width))


def _mistyped_widths(schema: Mapping[str, Any], twins: _Twins) -> Iterator[NegativeCase]:
    width = twins.usual or _PLAUSIBLE_WIDTH
    for title, value in (("a fraction", width + 0.5), ("a boolean", True), ("a list", [width]), ("an object", {})):
        yield negative_case("dimensions.type", f"dimensions: {title}, not an integer", *twins.of(value))
    text = "dimensions: a number written as a string"
    yield negative_case("dimensions.numeric-string", text, *twins.of(str(width)))
    if not _admits_null(schema):
        yield negative_case("dimensions.null", "dimensions: null", *twins.of(None))


def _broken_encoding(schema: Any, valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    if not isinstance(schema, Mapping):
        return
    documented = [value for value in schema.get("enum", ()) if isinstance(value, str)]
    usual = next(iter(documented), "float")
    if documented:
        offered = ", ".join(documented)
        for value in ("no-such-format", usual.upper(), ""):
            title = f"encoding_format: {value or 'an empty string'}, only {offered}"
            yield negative_case("encoding_format.enum", title, *_pair(valid, name, value, usual))
    title = "encoding_format: a number, not a string"
    yield negative_case("encoding_format.type", title, *_pair(valid, name, 1, usual))
    if not _admits_null(schema):
        yield negative_case("encoding_format.null", "encoding_format: null", *_pair(valid, name, None, usual))


def _pair(valid: Mapping[str, Any], name: str, broken: Any, mended: Any) -> tuple[Body, Body]:
    return {**valid, name: broken}, {**valid, name: mended}


def _without(body: Mapping[str, Any], name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


def _admits_null(schema: Mapping[str, Any]) -> bool:
    named = schema.get("type", ())
    return "null" in ([named] if isinstance(named, str) else named) or any(
        "null" in types_of(value) for value in schema.get("enum", ())
    )
