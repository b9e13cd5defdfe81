"""Probes: named plans of requests. Importing this package registers every probe in its modules."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import PROBES, Probe, arrange

__all__ = ["PROBES", "PlanContext", "Probe"]

for _module in iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)

arrange()
