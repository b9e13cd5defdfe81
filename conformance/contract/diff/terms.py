"""Where an endpoint is, who may call it, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from conformance.contract.diff.rules import request_that_breaks
from conformance.model.case import Expect
from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Auth, Contract, Parameters
from conformance.model.pointer import ABSENT

__all__ = ["term_changes"]

_STRICTNESS = (Auth.NONE, Auth.OPTIONAL, Auth.REQUIRED)


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
            yield ContractChange(Effect.CONCERNS, "endpoint", f"{what} is {new}; it was {old}")
    for host in before.hosts:
        if host not in after.hosts:
            yield ContractChange(Effect.BREAKS, "endpoint", f"the host {host} is no longer documented")
    for host in after.hosts:
        if host not in before.hosts:
            yield ContractChange(Effect.ALLOWS, "endpoint", f"the host {host} is documented as well")


def _key(before: Contract, after: Contract) -> Iterator[ContractChange]:
    if before.auth is not after.auth:
        stricter = _STRICTNESS.index(after.auth) > _STRICTNESS.index(before.auth)
        effect = Effect.BREAKS if stricter else Effect.ALLOWS
        yield ContractChange(effect, "key", f"a key is {_wanted(after.auth)}; it was {_wanted(before.auth)}")
    if before.key_variable != after.key_variable:
        sentence = f"the key is read from {after.key_variable}; it was {before.key_variable}"
        yield ContractChange(Effect.CONCERNS, "key", sentence)


def _wanted(auth: Auth) -> str:
    return "not wanted" if auth is Auth.NONE else str(auth)


def _names(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for field in fields(Parameters):
        old, new = (getattr(contract.parameters, field.name) for contract in (before, after))
        if old != new:
            yield ContractChange(Effect.BREAKS, "requests", f"the parameter {old} is called {new}")


def _shapes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Tell how the body of a refusal changed its shape, by the place where its message stands."""
    old, new = ({shape.shape: shape.message for shape in contract.envelopes} for contract in (before, after))
    for name in (name for name in old if old[name] != new.get(name, ABSENT)):
        yield ContractChange(Effect.BREAKS, "refusal", f"its body is no longer {_placed(name, old[name])}")
    for name in (name for name in new if new[name] != old.get(name, ABSENT)):
        yield ContractChange(Effect.BREAKS, "refusal", f"its body may be {_placed(name, new[name])}")


def _placed(shape: str, message: str | None) -> str:
    where = "without a message" if message is None else f"with its message at {message or 'the top'}"
    return f"{shape}, {where}"


def _policy(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for rule in sorted({*before.policy, *after.policy}):
        old, new = (contract.policy.get(rule, Expect.EITHER) for contract in (before, after))
        if old is not new:
            effect = Effect.BREAKS if new is Expect.REFUSE else Effect.ALLOWS
            yield ContractChange(
                effect, "requests", f"{request_that_breaks(rule)} is {_told(new)}; it was {_told(old)}"
            )


def _told(expect: Expect) -> str:
    return {Expect.REFUSE: "to be refused", Expect.EITHER: "left open", Expect.ANSWER: "to be answered"}[expect]


def _errors(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for case in sorted({*before.errors, *after.errors}):
        old, new = before.errors.get(case), after.errors.get(case)
        for field, values in (("status", "statuses"), ("code", "codes")):
            was, now = (getattr(error, values, ()) for error in (old, new))
            if was != now:
                effect = Effect.BREAKS if was else Effect.ALLOWS
                yield ContractChange(effect, f"refusal {case}", f"{field} is {_said(now)}; it was {_said(was)}")


def _said(values: tuple[Any, ...]) -> str:
    return " or ".join(map(str, values)) or "not documented"
