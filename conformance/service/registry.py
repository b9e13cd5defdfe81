"""Decorators that register a function as a fault, an oddity or an adversarial behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from conformance.service.behaviour import Behaviour, PipelineStage

__all__ = ["FOUND_ADVERSARIAL", "FOUND_FAULTS", "FOUND_ODDITIES", "adversarial", "fault", "oddity"]

FOUND_FAULTS: dict[str, Behaviour] = {}
FOUND_ODDITIES: dict[str, Behaviour] = {}
FOUND_ADVERSARIAL: dict[str, Behaviour] = {}

_F = TypeVar("_F", bound=Callable[..., Any])


def fault(  # what may be said of one
    name: str,
    stage: str,
    *fails: str,
    advice: tuple[str, ...] = (),
    models: tuple[str, ...] = (),
    slow: bool = False,
    depth: str = "standard",
) -> Callable[[_F], _F]:
    """Register a function as a fault; ``fails`` and ``advice`` are the ids of the checks that must find it.

    ``depth`` is that of a run that does, where one of the usual depth does not.
    """
    caught = dict.fromkeys(fails, "fail") | dict.fromkeys(advice, "advice")

    def register(function: _F) -> _F:
        behaviour = Behaviour(name, _sentence(function), PipelineStage(stage), function, MappingProxyType(caught))
        _add(FOUND_FAULTS, replace(behaviour, models=models, slow=slow, depth=depth))
        return function

    return register


def oddity(  # what may be said of one
    name: str,
    stage: str,
    *,
    models: tuple[str, ...] = (),
    slow: bool = False,
    contract: str = "",
    may_warn: tuple[str, ...] = (),
) -> Callable[[_F], _F]:
    """Register a function as an oddity: an unusual but conforming behaviour, of which checks may warn.

    It is tried under the ``contract``, by default the document's own.
    """

    def register(function: _F) -> _F:
        behaviour = Behaviour(name, _sentence(function), PipelineStage(stage), function, models=models, slow=slow)
        _add(FOUND_ODDITIES, replace(behaviour, contract=contract, may_warn=may_warn))
        return function

    return register


def adversarial(name: str) -> Callable[[_F], _F]:
    """Register a function ``(request, reply) -> Reply`` as an adversarial behaviour, which no check must find."""

    def register(function: _F) -> _F:
        _add(FOUND_ADVERSARIAL, Behaviour(name, _sentence(function), PipelineStage.WIRE, function))
        return function

    return register


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())


def _add(found: dict[str, Behaviour], behaviour: Behaviour) -> None:
    if any(behaviour.name in names for names in (FOUND_FAULTS, FOUND_ODDITIES, FOUND_ADVERSARIAL)):
        raise ValueError(f"two behaviours are called {behaviour.name!r}: rename one of them")
    found[behaviour.name] = behaviour
