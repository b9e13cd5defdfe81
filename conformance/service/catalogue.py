"""All faults, adversarial behaviours and oddities by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from conformance.service import adversarial, faults, oddities
from conformance.service.behaviour import Behaviour
from conformance.service.registry import FOUND_ADVERSARIAL, FOUND_FAULTS, FOUND_ODDITIES

__all__ = ["ADVERSARIAL", "ALL_FAULTS", "FAULTS", "ODDITIES", "UnknownBehaviourError", "pick"]

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

    def __init__(self, name: str, nearest: str) -> None:
        self.problem = f"no behaviour is called {name!r}"
        self.remedy = f"did you mean {nearest!r}?"
        super().__init__(f"{self.problem}: {self.remedy}")


def pick(behaviours: Mapping[str, Behaviour], names: Sequence[str]) -> tuple[Behaviour, ...]:
    """Return behaviours in the order of the names; raises UnknownBehaviourError for an unknown one."""
    for name in names:
        if name not in behaviours:
            near = get_close_matches(name, behaviours, n=1, cutoff=0.0)
            raise UnknownBehaviourError(name, near[0])
    return tuple(behaviours[name] for name in names)
