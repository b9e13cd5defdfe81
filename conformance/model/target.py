"""Whom a run talks to, and how politely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_plus

from conformance.model.secret import Secret

__all__ = ["ClientLimits", "ExtraHeader", "Limits", "Query", "Target"]


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Limits of politeness: ``timeout`` in seconds for a whole attempt, ``concurrency`` in requests in flight."""

    timeout: float = 60.0
    concurrency: int = 8
    attempts: int = 4
    longest_wait: float = 30.0
    """The longest pause in seconds between two attempts, whatever Retry-After says."""
    body_cap: int = 256 * 1024 * 1024
    """The most bytes of one response body, before and after decoding, however much was asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a whole run may spend; None where there is no limit. The rates are in attempts and input tokens a second.

    ``spent_requests`` and ``spent_tokens`` are what an interrupted run has used of it.
    """

    requests: int | None = None
    tokens: int | None = None
    per_second: float | None = None
    tokens_per_second: float | None = None
    spent_requests: int = 0
    spent_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ExtraHeader:
    """A header that goes out with every request beside ours; its value is a secret."""

    name: str
    value: Secret

    @property
    def variable(self) -> str:
        """The name of a shell variable that stands for the value wherever it is printed."""
        return _variable(self.name)


@dataclass(frozen=True, slots=True)
class Query:
    """The query of a base URL, which goes out with every request; its values are secrets."""

    text: Secret
    """As it was typed, without the question mark."""

    @property
    def parameters(self) -> tuple[tuple[str, Secret], ...]:
        """The names with their values, both as they were typed."""
        pairs = (part.partition("=") for part in self.text.reveal().split("&"))
        return tuple((name, Secret(value)) for name, _, value in pairs)

    @property
    def redacted(self) -> str:
        """The query with a shell variable in place of each value."""
        return "&".join(
            f"{quote(name, safe='%')}=${_variable(name)}" if value.reveal() else quote(name, safe="%")
            for name, value in self.parameters
        )

    @property
    def secrets(self) -> tuple[tuple[str, tuple[Secret, ...]], ...]:
        """What stands for each value where it is printed, with the value as typed and as the target reads it."""
        return tuple(
            (f"${_variable(name)}", (value, Secret(unquote_plus(value.reveal())))) for name, value in self.parameters
        )


def _variable(name: str) -> str:
    variable = re.sub(r"[^A-Z0-9]", "_", name.upper())
    return f"_{variable}" if variable[:1].isdigit() else variable


@dataclass(frozen=True, slots=True)
class Target:
    """A base URL without userinfo and query, the key for it, and how to treat it."""

    base_url: str
    key: Secret | None = None
    key_variable: str = "EMB_API_KEY"
    """The name printed wherever the key would stand."""
    client_limits: ClientLimits = ClientLimits()
    limits: Limits = Limits()
    headers: tuple[ExtraHeader, ...] = ()
    insecure: bool = False
    """Whether its TLS certificate is taken without being verified."""
    query: Query | None = None
    client_cert: Path | None = None
    """A PEM file with the certificate that a client shows, and its key."""
