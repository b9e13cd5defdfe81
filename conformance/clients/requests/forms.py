"""The documented forms of a request, and how often a client used each: coverage of the request contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.clients.requests.client_call import ClientCall
from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import required_parameters
from conformance.model.contract import Contract
from conformance.model.finding import Observation
from conformance.model.message import Message, template
from conformance.validation.schema import SchemaJudge

__all__ = ["Form", "Use", "forms", "observations", "times", "uses"]

_STRING = template("form.string", "input as one string")
_LIST = template("form.list", "input as a list of strings")
_FULL_LIST = template("form.full-list", "input as a list of the longest length")
_LEFT_OUT = template("form.left-out", "{name} left out")
_GIVEN = template("form.given", "{name} given")
_VALUE = template("form.value", "{name}: {value:json}")
_TIMES = template("form.times", "{count:,} times")
_ONCE = template("form.once", "once")
_NEVER = template("form.never", "never used")
_TEXT = "A lamp."


@dataclass(frozen=True, slots=True)
class Form:
    """One documented way to ask; ``used`` tells whether a body has it."""

    id: str
    statement: Message
    model: str
    used: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Use:
    """How often a form was used in requests the document does not rule out, and the first request that has it."""

    form: Form
    count: int
    exchange: str = ""


def forms(contract: Contract, model: str) -> Iterator[Form]:
    """Yield the forms that a contract documents for one model."""
    schema = narrow(contract.request_schema, model)
    most = contract.model(model).max_items
    takes = SchemaJudge(schema["properties"]["input"])
    if not takes.violations(_TEXT):
        yield Form("forms.string", _STRING(), model, partial(_input_is, str))
    if not takes.violations([_TEXT]):
        yield Form("forms.list", _LIST(), model, partial(_input_is, list))
        if most is not None:
            yield Form("forms.full-list", _FULL_LIST(), model, partial(_list_of, most))
    required = required_parameters(schema)
    for name, part in schema["properties"].items():
        if name not in {"model", "input"} and part is not False:
            if name not in required:
                yield Form(f"forms.{name}.absent", _LEFT_OUT(name=name), model, partial(_without, name))
            yield from _values(name, part, model)


def uses(contract: Contract, calls: Sequence[ClientCall]) -> list[Use]:
    """Return the use of every form of every documented model, or of every model called where any may be."""
    named = [model.name for model in contract.models] or list(dict.fromkeys(call.model for call in calls if call.model))
    sound = [call for call in calls if not call.forbidden]
    return [_use(form, sound) for model in named for form in forms(contract, model)]


def observations(used: Sequence[Use]) -> Iterator[Observation]:
    """Yield the use of each form as a fact that never gates."""
    for use in used:
        yield Observation(use.form.id, use.form.model, use.form.statement, times(use.count), use.exchange)


def times(count: int) -> Message:
    """Return how often something was sent, in words."""
    return _TIMES(count=count) if count > 1 else _ONCE() if count else _NEVER()


def _use(form: Form, sound: Sequence[ClientCall]) -> Use:
    found = [call for call in sound if call.model == form.model and form.used(call.body)]
    return Use(form, len(found), found[0].key if found else "")


def _values(name: str, part: Mapping[str, Any], model: str) -> Iterator[Form]:
    values = part.get("enum")
    if values is None:
        yield Form(f"forms.{name}", _GIVEN(name=name), model, partial(_with, name))
    for value in values or ():
        yield Form(f"forms.{name}.{value}", _VALUE(name=name, value=value), model, partial(_saying, name, value))


def _input_is(kind: type, body: Mapping[str, Any]) -> bool:
    return isinstance(body.get("input"), kind)


def _list_of(length: int, body: Mapping[str, Any]) -> bool:
    return isinstance(body.get("input"), list) and len(body["input"]) == length


def _with(name: str, body: Mapping[str, Any]) -> bool:
    return name in body


def _without(name: str, body: Mapping[str, Any]) -> bool:
    return name not in body


def _saying(name: str, value: Any, body: Mapping[str, Any]) -> bool:
    return name in body and body[name] == value
