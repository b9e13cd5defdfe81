"""Decorators that put a function into the list of faults, of oddities, or of hostile behaviours."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, TypeVar

from conformance.service.behaviour import Behaviour, Stage

__all__ = ["FOUND_FAULTS", "FOUND_HOSTILE", "FOUND_ODDITIES", "adversarial", "fault", "oddity"]

FOUND_FAULTS: dict[str, Behaviour] = {}
FOUND_ODDITIES: dict[str, Behaviour] = {}
FOUND_HOSTILE: dict[str, Behaviour] = {}

_F = TypeVar("_F", bound=Callable[..., Any])


def fault(
    name: str, stage: str, *fails: str, advice: tuple[str, ...] = (), models: tuple[str, ...] = (), slow: bool = False
) -> Callable[[_F], _F]:
    """Register a function as a fault: ``fails`` and ``advice`` name the checks that must say so."""
    caught = dict.fromkeys(fails, "fail") | dict.fromkeys(advice, "advice")

    def register(function: _F) -> _F:
        sentence = _sentence(function)
        _add(FOUND_FAULTS, Behaviour(name, sentence, Stage(stage), function, MappingProxyType(caught), models, slow))
        return function

    return register


def oddity(name: str, stage: str, *, models: tuple[str, ...] = (), slow: bool = False) -> Callable[[_F], _F]:
    """Register a function as an oddity: right, but unusual."""

    def register(function: _F) -> _F:
        _add(FOUND_ODDITIES, Behaviour(name, _sentence(function), Stage(stage), function, models=models, slow=slow))
        return function

    return register


def adversarial(name: str) -> Callable[[_F], _F]:
    """Register a function as hostile: ``(draft, reply) -> Reply``, on the wire, without a check that names it."""

    def register(function: _F) -> _F:
        _add(FOUND_HOSTILE, Behaviour(name, _sentence(function), Stage.WIRE, function))
        return function

    return register


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())


def _add(found: dict[str, Behaviour], behaviour: Behaviour) -> None:
    if any(behaviour.name in names for names in (FOUND_FAULTS, FOUND_ODDITIES, FOUND_HOSTILE)):
        raise ValueError(f"two behaviours are called {behaviour.name!r}: rename one of them")
    found[behaviour.name] = behaviour
