"""What an evidence file says of itself: whom it is of, and how its requests were planned."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RunHeader"]


@dataclass(frozen=True, slots=True)
class RunHeader:
    """Whatever is needed to plan the same requests again, and to show the answers as the run that sent them did.

    ``burst`` is the number of requests that went out at once. ``faults`` are those of the embedded reference service,
    None where another target was judged. ``headers`` are the names of extra headers; their values are secrets.
    """

    base_url: str
    contract: str
    models: tuple[str, ...]
    seed: int
    examples: int
    burst: int
    key_variable: str = "EMB_API_KEY"
    insecure: bool = False
    faults: tuple[str, ...] | None = None
    headers: tuple[str, ...] = ()
