"""Checks: pure functions from answers to findings. Importing this package registers every check in its modules."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from conformance.checks.registry import CHECKS, Check, Scope, verify

__all__ = ["CHECKS", "Check", "Scope"]

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)

verify()
