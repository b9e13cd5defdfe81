"""What a run was asked to do, in one record that its plan, its evidence, its replay and its results share."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.depth import Depth

__all__ = ["PlanOptions", "RunOptions"]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How requests are planned: the same options plan the same requests."""

    seed: int = 0
    examples: int = 25
    """How many random examples a probe draws; none means boundaries only."""
    burst: int = 8
    """How many requests may go out at the same moment."""
    depth: Depth = Depth.STANDARD


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Whatever is needed to plan and show a run again; it holds no secrets.

    ``contract`` is a name or a path. ``faults`` are those of the embedded reference service, None where another target
    is judged. ``headers`` are the names of extra headers.
    """

    base_url: str
    contract: str
    models: tuple[str, ...]
    plan: PlanOptions = PlanOptions()
    key_variable: str = "EMB_API_KEY"
    insecure: bool = False
    faults: tuple[str, ...] | None = None
    headers: tuple[str, ...] = ()
