"""The reference service: a strict, independent reading of a contract that can be broken on purpose.

A ``with`` statement starts a ``Service``; ``FAULTS``, ``ADVERSARIAL`` and ``ODDITIES`` are its behaviours by name. All
load at first use, so that importing this package stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.service.behaviour import Behaviour
    from conformance.service.catalogue import ADVERSARIAL, FAULTS, ODDITIES
    from conformance.service.server import Service
    from conformance.service.state import Received

__all__ = ["ADVERSARIAL", "FAULTS", "ODDITIES", "Behaviour", "Received", "Service"]

_HOMES = {
    "ADVERSARIAL": "catalogue",
    "FAULTS": "catalogue",
    "ODDITIES": "catalogue",
    "Behaviour": "behaviour",
    "Received": "state",
    "Service": "server",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
