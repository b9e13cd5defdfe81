"""Facts about a target that no clause speaks of: recorded, never gating."""

from __future__ import annotations

from conformance.observations.undocumented import observe

__all__ = ["observe"]
