"""For every keyword of a request schema, the requests that violate this keyword alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from conformance.contract.sent_parameters import required_parameters
from conformance.generation.literals import types_of
from conformance.generation.negative_case import Body, NegativeCase, negative_case
from conformance.generation.negative_inputs import negative_inputs
from conformance.generation.value_kind import (
    BOOLEAN,
    EMPTY_STRING,
    FRACTION,
    LIST,
    MISSING,
    NOT_A_STRING,
    NOT_LISTED,
    NULL,
    NUMBER,
)
from conformance.model.contract import Parameters
from conformance.model.message import template
from conformance.model.rule import RuleId

__all__ = ["negative_cases"]

_UNDOCUMENTED = template("request.undocumented-parameter", "{name}: a parameter that is not documented")
_UNKNOWN_MODEL = template("request.unknown-model", "model: a name that no model has")
_MODEL_OF_OTHERS = template("request.model-of-others", "model: {name}, which is not documented")
_LONGER_MODEL = template("request.longer-model", "model: {name}, of which only the beginning is documented")
_MODEL_NULL = template("request.model-null", "model: null, not a string")
_FORBIDDEN = template("request.parameter-of-others", "{name}: {value}, a parameter this model does not have")
_TOO_SMALL = template("request.value-too-small", "{name}: {value}, at least {least}")
_TOO_LARGE = template("request.value-too-large", "{name}: {value}, at most {most}")
_NOT_AN_INTEGER = template("request.not-an-integer", "{name}: {kind}, not an integer")
_NUMBER_IN_STRING = template("request.number-in-string", "{name}: a number written as a string")

UNKNOWN_MODEL = "no-such-embedding-model"
_LONGER = "-no-such-version"
_MODELS_ELSEWHERE = ("text-embedding-ada-002", "text-embedding-3-small")
_DIMENSIONS_ELSEWHERE = (256, 1536, 2048, 3072)
"""What clients ask of other services, and may go on to ask of this one."""
_PLAUSIBLE = 512
_HUGE = 2**31
_AS_OPENAI = Parameters()
_EXTRA = {"user": "user-1234", "x_invented_option": True}


def longer_name(model: str) -> str:
    """Return a name that no model has and that begins with a known one: some look names up by how they begin."""
    return f"{model}{_LONGER}"


def negative_cases(
    schema: Mapping[str, Any], valid: Mapping[str, Any], names: Parameters = _AS_OPENAI
) -> Iterator[NegativeCase]:
    """Yield the negative cases of a valid body, most telling first, for a request schema narrowed to one model.

    The control of each differs from it in the violating member only and is valid, as ``valid`` must be; most controls
    are equal. A parameter that the schema does not mention gives one case, in which it is sent. ``names`` are the
    names under which this vendor takes the dimensions and the encoding format.
    """
    properties: Mapping[str, Any] = schema.get("properties", {})
    required = schema.get("required", ())
    yield from _wrong_models(properties.get("model", {}), valid, required="model" in required)
    yield from negative_inputs(properties.get("input", {}), valid, required="input" in required)
    yield from _wrong_dimensions(properties.get(names.dimensions), valid, names.dimensions)
    yield from _wrong_formats(properties.get(names.encoding_format), valid, names.encoding_format)
    for name in required_parameters(schema):
        yield negative_case(RuleId.PARAMETER_REQUIRED, MISSING(name=name), _without(valid, name), valid)
    for name, value in _EXTRA.items():
        if name not in properties:
            yield negative_case(RuleId.UNKNOWN_PARAMETER, _UNDOCUMENTED(name=name), {**valid, name: value}, valid)


def _wrong_models(schema: Mapping[str, Any], valid: Mapping[str, Any], *, required: bool) -> Iterator[NegativeCase]:
    if required:
        yield negative_case(RuleId.MODEL_REQUIRED, MISSING(name="model"), _without(valid, "model"), valid)
    # Narrowing leaves an enum where the contract lists its models, and a const where any name may be one.
    if "enum" in schema:
        yield negative_case(RuleId.MODEL_ENUM, _UNKNOWN_MODEL(), {**valid, "model": UNKNOWN_MODEL}, valid)
        longer = longer_name(valid["model"])
        yield negative_case(RuleId.MODEL_ENUM, _LONGER_MODEL(name=longer), {**valid, "model": longer}, valid)
        for name in (name for name in _MODELS_ELSEWHERE if name not in schema["enum"]):
            yield negative_case(RuleId.MODEL_ENUM, _MODEL_OF_OTHERS(name=name), {**valid, "model": name}, valid)
    if "type" in schema:
        number, in_list = (NOT_A_STRING(name="model", kind=kind) for kind in (NUMBER, LIST))
        for title, value in ((number, 3), (_MODEL_NULL(), None), (in_list, [valid["model"]])):
            yield negative_case(RuleId.MODEL_TYPE, title, {**valid, "model": value}, valid)


def _wrong_dimensions(schema: Any, valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    if schema is False:
        title = _FORBIDDEN(name="dimensions", value=_PLAUSIBLE)
        yield negative_case(RuleId.DIMENSIONS_FORBIDDEN, title, {**valid, name: _PLAUSIBLE}, valid)
    if not isinstance(schema, Mapping):
        return
    documented = [value for value in schema.get("enum", ()) if value is not None]
    usual = schema.get("default", next(iter(documented), None))
    pairs = _Pairs(valid, name, usual)
    yield from _undocumented_dimensions(documented, valid, name)
    yield from _out_of_range(schema, pairs)
    if "type" in schema or documented:
        yield from _mistyped_dimensions(schema, pairs)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A valid body, and the value that a parameter has in the control; None: the control does not pass it."""

    valid: Mapping[str, Any]
    name: str
    usual: Any

    def of(self, value: Any) -> tuple[Body, Body]:
        """Return the body with a wrong value, and its control."""
        violating, corrected = _pair(self.valid, self.name, value, self.usual)
        # Where no number of dimensions is documented, none is known to be answered.
        return violating, corrected if self.usual is not None else _without(corrected, self.name)


def _undocumented_dimensions(documented: Iterable[int], valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    """Yield numbers of dimensions that are not listed, each with the nearest listed one as its control."""
    listed = sorted(documented)
    if not listed:
        return
    between = [(less + more) // 2 for less, more in pairwise(listed)]
    beside = (listed[0] - 1, *between, listed[-1] + 1)
    for value in dict.fromkeys((*beside, *_DIMENSIONS_ELSEWHERE, 0, -1, _HUGE)):
        if value in listed:
            continue
        nearest = min(listed, key=lambda other: abs(other - value))
        title = NOT_LISTED(name="dimensions", value=value, documented=tuple(listed))
        yield negative_case(RuleId.DIMENSIONS_ENUM, title, *_pair(valid, name, value, nearest))


def _out_of_range(schema: Mapping[str, Any], pairs: _Pairs) -> Iterator[NegativeCase]:
    if "minimum" in schema:
        for value in dict.fromkeys((schema["minimum"] - 1, -1)):
            title = _TOO_SMALL(name="dimensions", value=value, least=schema["minimum"])
            yield negative_case(RuleId.DIMENSIONS_MINIMUM, title, *pairs.of(value))
    if "maximum" in schema:
        for value in (schema["maximum"] + 1, _HUGE):
            title = _TOO_LARGE(name="dimensions", value=value, most=schema["maximum"])
            yield negative_case(RuleId.DIMENSIONS_MAXIMUM, title, *pairs.of(value))


def _mistyped_dimensions(schema: Mapping[str, Any], pairs: _Pairs) -> Iterator[NegativeCase]:
    usual = pairs.usual or _PLAUSIBLE
    for kind, value in ((FRACTION, usual + 0.5), (BOOLEAN, True)):
        yield negative_case(RuleId.DIMENSIONS_TYPE, _NOT_AN_INTEGER(name="dimensions", kind=kind), *pairs.of(value))
    title = _NUMBER_IN_STRING(name="dimensions")
    yield negative_case(RuleId.DIMENSIONS_NUMERIC_STRING, title, *pairs.of(str(usual)))
    if not _admits_null(schema):
        yield negative_case(RuleId.DIMENSIONS_NULL, NULL(name="dimensions"), *pairs.of(None))


def _wrong_formats(schema: Any, valid: Mapping[str, Any], name: str) -> Iterator[NegativeCase]:
    if not isinstance(schema, Mapping):
        return
    documented = tuple(value for value in schema.get("enum", ()) if isinstance(value, str))
    usual = next(iter(documented), "float")
    for value in ("no-such-format", usual.upper(), "") if documented else ():
        title = NOT_LISTED(name="encoding_format", value=value or EMPTY_STRING, documented=documented)
        yield negative_case(RuleId.ENCODING_FORMAT_ENUM, title, *_pair(valid, name, value, usual))
    title = NOT_A_STRING(name="encoding_format", kind=NUMBER)
    yield negative_case(RuleId.ENCODING_FORMAT_TYPE, title, *_pair(valid, name, 1, usual))
    if not _admits_null(schema):
        title = NULL(name="encoding_format")
        yield negative_case(RuleId.ENCODING_FORMAT_NULL, title, *_pair(valid, name, None, usual))


def _pair(valid: Mapping[str, Any], name: str, value: Any, corrected: Any) -> tuple[Body, Body]:
    return {**valid, name: value}, {**valid, name: corrected}


def _without(body: Mapping[str, Any], name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


def _admits_null(schema: Mapping[str, Any]) -> bool:
    named = schema.get("type", ())
    return "null" in ([named] if isinstance(named, str) else named) or any(
        "null" in types_of(value) for value in schema.get("enum", ())
    )
