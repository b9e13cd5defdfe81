"""How much a run asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["DEEP", "SMOKE_BUDGET", "STANDARD", "Depth", "PlanBudget", "Share", "smoke"]


class Depth(StrEnum):
    """How much a run asks."""

    SMOKE = "smoke"
    """What shows most faults in few requests."""
    STANDARD = "standard"
    """All but what is rare or dear."""
    DEEP = "deep"
    """What is rare or dear, too."""

    def reaches(self, other: Depth) -> bool:
        """Tell whether a run of this depth asks what belongs to another."""
        depths = list(Depth)
        return depths.index(self) >= depths.index(other)


@dataclass(frozen=True, slots=True)
class Share:
    """What a probe plans at which depth: nothing at a smaller one than its own, and in a smoke run so many requests.

    Those are the requests that tell most; what they need of other probes comes on top.
    """

    depth: Depth
    in_smoke: int = 0


STANDARD = Share(Depth.STANDARD)
DEEP = Share(Depth.DEEP)


def smoke(requests: int = 0) -> Share:
    """Return the share of a probe of which a smoke run plans so many requests; of what follows a failure, none."""
    return Share(Depth.SMOKE, requests)


@dataclass(frozen=True, slots=True)
class PlanBudget:
    """How many requests and input tokens, estimated, the plan of a model may hold."""

    requests: int
    tokens: int


SMOKE_BUDGET = PlanBudget(requests=60, tokens=8_000)
"""What a run of the depth smoke plans of each model, at most."""
