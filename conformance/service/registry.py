"""Decorators that put a function into the list of faults or of oddities."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, TypeVar

from conformance.service.behaviour import Behaviour, Stage

__all__ = ["FOUND_FAULTS", "FOUND_ODDITIES", "fault", "oddity"]

FOUND_FAULTS: dict[str, Behaviour] = {}
FOUND_ODDITIES: dict[str, Behaviour] = {}

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


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())


def _add(found: dict[str, Behaviour], behaviour: Behaviour) -> None:
    if behaviour.name in FOUND_FAULTS or behaviour.name in FOUND_ODDITIES:
        raise ValueError(f"two behaviours are called {behaviour.name!r}: rename one of them")
    found[behaviour.name] = behaviour
