"""Where an endpoint is, who may call it, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from conformance.contract.diff.alternatives import either
from conformance.model.case import Expect
from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Auth, Contract, Parameters
from conformance.model.key_place import KeyPlace
from conformance.model.message import Message, template
from conformance.model.pointer import ABSENT
from conformance.model.rules import request_that_violates

__all__ = ["term_changes"]

_STRICTNESS = (Auth.NONE, Auth.OPTIONAL, Auth.REQUIRED)
_PLACE = template("change.place", "{what} is {now}; it was {before}")
_HOST_GONE = template("change.host-gone", "the host {host} is no longer documented")
_HOST_NEW = template("change.host-new", "the host {host} is documented as well")
_KEY = template("change.key", "a key is {now}; it was {before}")
_WANTED = {
    Auth.REQUIRED: template("change.key-required", "required"),
    Auth.OPTIONAL: template("change.key-optional", "optional"),
    Auth.NONE: template("change.key-not-wanted", "not wanted"),
}
_KEY_PLACE = template("change.key-place", "a key goes into {now}; it was {before}")
_KEY_VARIABLE = template("change.key-variable", "the key is read from {now}; it was {before}")
_RENAMED = template("change.parameter-renamed", "the parameter {before} is called {now}")
_SHAPE_GONE = template("change.error-shape-gone", "its body is no longer {shape}")
_SHAPE_NEW = template("change.error-shape-new", "its body may be {shape}")
_MESSAGE_AT = template("change.message-at", "{shape}, with its message at {pointer}")
_MESSAGE_AT_THE_TOP = template("change.message-at-the-top", "{shape}, with its message at the top")
_NO_MESSAGE = template("change.no-message", "{shape}, without a message")
_POLICY = template("change.policy", "{request} is {now}; it was {before}")
_EXPECTED = {
    Expect.REFUSE: template("change.to-be-refused", "to be refused"),
    Expect.EITHER: template("change.left-open", "left open"),
    Expect.ANSWER: template("change.to-be-answered", "to be answered"),
}
_STATUS = template("change.error-status", "status is {now}; it was {before}")
_CODE = template("change.error-code", "code is {now}; it was {before}")


def term_changes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield what changed in endpoint, key, policy and documented refusals."""
    yield from _places(before, after)
    yield from _key(before, after)
    yield from _names(before, after)
    yield from _policy(before, after)
    yield from _shapes(before, after)
    yield from _errors(before, after)


def _places(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for what in ("base_url", "path"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            yield ContractChange(Effect.CONCERNS, "endpoint", _PLACE(what=what, now=new, before=old))
    for host in before.hosts:
        if host not in after.hosts:
            yield ContractChange(Effect.BREAKS, "endpoint", _HOST_GONE(host=host))
    for host in after.hosts:
        if host not in before.hosts:
            yield ContractChange(Effect.ALLOWS, "endpoint", _HOST_NEW(host=host))


def _key(before: Contract, after: Contract) -> Iterator[ContractChange]:
    if before.auth is not after.auth:
        stricter = _STRICTNESS.index(after.auth) > _STRICTNESS.index(before.auth)
        effect = Effect.BREAKS if stricter else Effect.ALLOWS
        yield ContractChange(effect, "key", _KEY(now=_WANTED[after.auth](), before=_WANTED[before.auth]()))
    if before.key_places != after.key_places:
        old, new = (either(map(_key_at, contract.key_places)) for contract in (before, after))
        yield ContractChange(Effect.BREAKS, "key", _KEY_PLACE(now=new, before=old))
    if before.key_variable != after.key_variable:
        sentence = _KEY_VARIABLE(now=after.key_variable, before=before.key_variable)
        yield ContractChange(Effect.CONCERNS, "key", sentence)


def _key_at(place: KeyPlace) -> str:
    return f"?{place.query}" if place.query else f"{place.header}: {place.scheme}".rstrip(": ")


def _names(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for field in fields(Parameters):
        old, new = (getattr(contract.parameters, field.name) for contract in (before, after))
        if old != new and old and new:
            yield ContractChange(Effect.BREAKS, "requests", _RENAMED(before=old, now=new))


def _shapes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Tell how the body of a refusal changed its shape, by the place where its message stands."""
    old, new = ({shape.shape: shape.message for shape in contract.envelopes} for contract in (before, after))
    for name in (name for name in old if old[name] != new.get(name, ABSENT)):
        yield ContractChange(Effect.BREAKS, "refusal", _SHAPE_GONE(shape=_describe_message_place(name, old[name])))
    for name in (name for name in new if new[name] != old.get(name, ABSENT)):
        yield ContractChange(Effect.BREAKS, "refusal", _SHAPE_NEW(shape=_describe_message_place(name, new[name])))


def _describe_message_place(shape: str, message: str | None) -> Message:
    if message is None:
        return _NO_MESSAGE(shape=shape)
    return _MESSAGE_AT(shape=shape, pointer=message) if message else _MESSAGE_AT_THE_TOP(shape=shape)


def _policy(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for rule in sorted({*before.policy, *after.policy}):
        old, new = (contract.policy.get(rule, Expect.EITHER) for contract in (before, after))
        if old is not new:
            effect = Effect.BREAKS if new is Expect.REFUSE else Effect.ALLOWS
            sentence = _POLICY(request=request_that_violates(rule), now=_EXPECTED[new](), before=_EXPECTED[old]())
            yield ContractChange(effect, "requests", sentence)


def _errors(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for case in sorted({*before.errors, *after.errors}):
        old, new = before.errors.get(case), after.errors.get(case)
        for sentence, values in ((_STATUS, "statuses"), (_CODE, "codes")):
            was, now = (getattr(error, values, ()) for error in (old, new))
            if was != now:
                effect = Effect.BREAKS if was else Effect.ALLOWS
                yield ContractChange(effect, f"refusal {case}", sentence(now=either(now), before=either(was)))
