"""All faults, adversarial behaviours and oddities by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from conformance.service import adversarial, faults, oddities
from conformance.service.behaviour import Behaviour
from conformance.service.registry import FOUND_ADVERSARIAL, FOUND_FAULTS, FOUND_ODDITIES

__all__ = ["ADVERSARIAL", "ALL_FAULTS", "FAULTS", "ODDITIES", "UnknownBehaviourError", "pick"]

_NEAR = 0.75
"""So alike is a name that was misspelt."""
_A_WORD = 3
_MOST = 6

for _package in (faults, adversarial, oddities):
    for _module in iter_modules(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)

FAULTS: Mapping[str, Behaviour] = MappingProxyType(FOUND_FAULTS)
ADVERSARIAL: Mapping[str, Behaviour] = MappingProxyType(FOUND_ADVERSARIAL)
ODDITIES: Mapping[str, Behaviour] = MappingProxyType(FOUND_ODDITIES)
ALL_FAULTS: Mapping[str, Behaviour] = MappingProxyType({**FOUND_FAULTS, **FOUND_ADVERSARIAL})
"""Faults, which checks must find, together with adversarial behaviours."""


class UnknownBehaviourError(ValueError):
    """Raised for a name that no behaviour has; its fields are the problem and the remedy."""

    def __init__(self, name: str, remedy: str) -> None:
        self.problem = f"no behaviour is called {name!r}"
        self.remedy = remedy
        super().__init__(f"{self.problem}: {self.remedy}")


def pick(behaviours: Mapping[str, Behaviour], names: Sequence[str]) -> tuple[Behaviour, ...]:
    """Return behaviours in the order of the names; raises UnknownBehaviourError for an unknown one."""
    for name in names:
        if name not in behaviours:
            raise UnknownBehaviourError(name, _remedy(behaviours, name))
    return tuple(behaviours[name] for name in names)


def _remedy(behaviours: Mapping[str, Behaviour], name: str) -> str:
    """Return the nearest name; where none is near, those that share a word with it; else where all are told."""
    if near := get_close_matches(name, behaviours, n=1, cutoff=_NEAR):
        return f"did you mean {near[0]!r}?"
    kind = "oddities" if behaviours is ODDITIES else "faults"
    words = {word for word in re.split(r"[^a-z0-9]+", name.lower()) if len(word) >= _A_WORD}
    alike = sorted(candidate for candidate in behaviours if words & set(candidate.split("-")))
    if not alike:
        return f"embedding-conformance {kind} list tells all there are"
    more = f" and others, see embedding-conformance {kind} list" if len(alike) > _MOST else ""
    return f"there are {', '.join(alike[:_MOST])}{more}"
