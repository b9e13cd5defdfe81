"""All faults, hostile behaviours and oddities by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from conformance.service import adversarial, faults, oddities
from conformance.service.behaviour import Behaviour
from conformance.service.registry import FOUND_FAULTS, FOUND_HOSTILE, FOUND_ODDITIES

__all__ = ["ADVERSARIAL", "ALL_FAULTS", "FAULTS", "ODDITIES", "pick"]

for _package in (faults, adversarial, oddities):
    for _module in iter_modules(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)

FAULTS: Mapping[str, Behaviour] = MappingProxyType(FOUND_FAULTS)
ADVERSARIAL: Mapping[str, Behaviour] = MappingProxyType(FOUND_HOSTILE)
ODDITIES: Mapping[str, Behaviour] = MappingProxyType(FOUND_ODDITIES)
ALL_FAULTS: Mapping[str, Behaviour] = MappingProxyType({**FOUND_FAULTS, **FOUND_HOSTILE})
"""Whatever a service can be told to do wrong: faults, which a check names, and what is hostile."""


def pick(known: Mapping[str, Behaviour], names: Sequence[str]) -> tuple[Behaviour, ...]:
    """Return behaviours by name, in the order given; raises ValueError naming the nearest known one."""
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)
            raise ValueError(f"no behaviour is called {name!r}: did you mean {near[0]!r}?")
    return tuple(known[name] for name in names)
