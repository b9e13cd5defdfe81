"""Fields of requests, answers and refusals that came, went or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.contract.narrowing import narrow
from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Contract

__all__ = ["shape_changes"]

_TABLED = frozenset({"model", "dimensions"})
"""Parameters whose values stand in the table of models."""


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
    found: dict[tuple[Effect, str], list[str]] = {}
    shared = [model.name for model in before.models if model.name in {each.name for each in after.models}]
    for model in shared or _of_any_model(before, after):
        for effect, sentence in _parameters(*(narrow(each.request_schema, model) for each in (before, after))):
            found.setdefault((effect, sentence), []).append(model)
    for (effect, sentence), models in found.items():
        yield ContractChange(effect, "requests" if len(models) >= len(shared) else ", ".join(models), sentence)


def _of_any_model(before: Contract, after: Contract) -> list[str]:
    """Return a name that both contracts take for a model's; none where they share no model."""
    for one, other in ((before, after), (after, before)):
        if one.any_model:
            return [other.models[0].name] if other.models else ["any-model"]
    return []


def _parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Effect, str]]:
    was, now = (schema["properties"] for schema in (old, new))
    for name in sorted({*was, *now}):
        offered, offers = (bool(properties.get(name, False)) for properties in (was, now))
        if offered != offers:
            effect, word = (Effect.ALLOWS, "is") if offers else (Effect.BREAKS, "is no longer")
            yield effect, f"the parameter {name} {word} documented"
        elif offered and name not in _TABLED:
            yield from _values(name, was[name], now[name])
        required = [name in schema.get("required", ()) for schema in (old, new)]
        if required == [False, True]:
            yield Effect.BREAKS, f"the parameter {name} is required"
        elif required == [True, False]:
            yield Effect.ALLOWS, f"the parameter {name} may be left out"


def _values(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Effect, str]]:
    was, now = _forms(old), _forms(new)
    if gone := [form for form in was if form not in now]:
        yield Effect.BREAKS, f"{name} may no longer be {' or '.join(gone)}"
    if came := [form for form in now if form not in was]:
        yield Effect.ALLOWS, f"{name} may be {' or '.join(came)} as well"


def _forms(schema: Mapping[str, Any]) -> list[str]:
    """Name the values a schema allows: as listed, else by their types."""
    if "anyOf" in schema:
        return [form for branch in schema["anyOf"] for form in _forms(branch)]
    if "enum" in schema:
        return [json.dumps(value, ensure_ascii=False) for value in schema["enum"]]
    if schema.get("type") == "array":
        return [f"a list of {form.split(' ', 1)[-1]}s" for form in _forms(schema.get("items", {}))]
    kinds = schema.get("type", "value")
    return [_with_article(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _walked(schema: Any, pointer: str = "") -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield every field by its pointer, with the type it has and whether it must be there."""
    if not isinstance(schema, Mapping):
        return
    for name, part in schema.get("properties", {}).items():
        at = f"{pointer}/{name}"
        yield at, (_kind(part), name in schema.get("required", ()))
        yield from _walked(part, at)
    yield from _walked(schema.get("items"), f"{pointer}/*")


def _kind(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return "anything"
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    return " or ".join(_forms(schema))


def _fields(subject: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ContractChange]:
    for pointer in {**old, **new}:
        (was, had), (now, has) = old.get(pointer, ("", False)), new.get(pointer, ("", False))
        if had and not has:
            yield ContractChange(Effect.BREAKS, subject, f"{pointer} is no longer promised")
        elif has and not had:
            yield ContractChange(Effect.ALLOWS, subject, f"{pointer} is promised")
        elif was != now and was and now:
            yield ContractChange(Effect.BREAKS, subject, f"{pointer} is {now}; it was {was}")
