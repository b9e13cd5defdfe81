"""Fields of requests, answers and refusals that came, went or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.contract.diff.alternatives import either
from conformance.contract.diff.forms import forms_of, kind_of
from conformance.contract.narrowing import narrow
from conformance.model.change import ContractChange, Effect
from conformance.model.contract import ANY_MODEL, Contract
from conformance.model.message import Message, template

__all__ = ["shape_changes"]

_TABLED = frozenset({"model", "dimensions"})
"""Parameters whose values stand in the table of models."""
_DOCUMENTED = template("change.parameter-new", "the parameter {name} is documented")
_UNDOCUMENTED = template("change.parameter-gone", "the parameter {name} is no longer documented")
_REQUIRED = template("change.parameter-required", "the parameter {name} is required")
_OPTIONAL = template("change.parameter-optional", "the parameter {name} may be left out")
_NO_LONGER = template("change.values-gone", "{name} may no longer be {forms}")
_AS_WELL = template("change.values-new", "{name} may be {forms} as well")
_NOT_PROMISED = template("change.field-gone", "{pointer} is no longer promised")
_PROMISED = template("change.field-new", "{pointer} is promised")
_OTHERWISE = template("change.field-otherwise", "{pointer} is {now}; it was {before}")


def shape_changes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield what changed in the three schemas."""
    yield from _requests(before, after)
    for subject, old, new in (
        ("answer", before.response_schema, after.response_schema),
        ("refusal", before.error_schema, after.error_schema),
    ):
        yield from _fields(subject, dict(_walked(old)), dict(_walked(new)))


def _requests(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Compare what may be sent, told once where it is the same for every model that both know."""
    found: dict[tuple[Effect, Message], list[str]] = {}
    shared = [model.name for model in before.models if model.name in {model.name for model in after.models}]
    for model in shared or _of_any_model(before, after):
        for effect, sentence in _parameters(*(narrow(contract.request_schema, model) for contract in (before, after))):
            found.setdefault((effect, sentence), []).append(model)
    for (effect, sentence), models in found.items():
        yield ContractChange(effect, "requests" if len(models) >= len(shared) else ", ".join(models), sentence)


def _of_any_model(before: Contract, after: Contract) -> list[str]:
    """Return a name that both contracts take for a model's; none where they share no model."""
    for one, other in ((before, after), (after, before)):
        if one.any_model:
            return [other.models[0].name] if other.models else [ANY_MODEL]
    return []


def _parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Effect, Message]]:
    was, now = (schema["properties"] for schema in (old, new))
    for name in sorted({*was, *now}):
        offered, offers = (bool(properties.get(name, False)) for properties in (was, now))
        if offered != offers:
            effect, sentence = (Effect.ALLOWS, _DOCUMENTED) if offers else (Effect.BREAKS, _UNDOCUMENTED)
            yield effect, sentence(name=name)
        elif offered and name not in _TABLED:
            yield from _values(name, was[name], now[name])
        required = [name in schema.get("required", ()) for schema in (old, new)]
        if required == [False, True]:
            yield Effect.BREAKS, _REQUIRED(name=name)
        elif required == [True, False]:
            yield Effect.ALLOWS, _OPTIONAL(name=name)


def _values(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Effect, Message]]:
    was, now = forms_of(old), forms_of(new)
    if gone := [form for form in was if form not in now]:
        yield Effect.BREAKS, _NO_LONGER(name=name, forms=either(gone))
    if came := [form for form in now if form not in was]:
        yield Effect.ALLOWS, _AS_WELL(name=name, forms=either(came))


def _walked(schema: Any, pointer: str = "") -> Iterator[tuple[str, tuple[Message, bool]]]:
    """Yield every field by its pointer, with the type it has and whether it must be there."""
    if not isinstance(schema, Mapping):
        return
    for name, part in schema.get("properties", {}).items():
        at = f"{pointer}/{name}"
        yield at, (kind_of(part), name in schema.get("required", ()))
        yield from _walked(part, at)
    yield from _walked(schema.get("items"), f"{pointer}/*")


def _fields(subject: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ContractChange]:
    for pointer in {**old, **new}:
        (was, had), (now, has) = (fields.get(pointer, (None, False)) for fields in (old, new))
        if had and not has:
            yield ContractChange(Effect.BREAKS, subject, _NOT_PROMISED(pointer=pointer))
        elif has and not had:
            yield ContractChange(Effect.ALLOWS, subject, _PROMISED(pointer=pointer))
        elif was != now and was and now:
            yield ContractChange(Effect.BREAKS, subject, _OTHERWISE(pointer=pointer, now=now, before=was))
