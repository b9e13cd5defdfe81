"""Where a server tells of itself, beside its endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

__all__ = ["ServerPaths"]

_MODEL = "{model}"


@dataclass(frozen=True, slots=True)
class ServerPaths:
    """Documented paths below the base URL that are asked with GET; empty where there is none."""

    models: str = ""
    """That of the list of models."""
    model: str = ""
    """That of one model, with {model} in place of its name."""
    version: str = ""
    """That of the server's version."""

    def to(self, model: str) -> str:
        """Return the path to what is told of one model."""
        return self.model.replace(_MODEL, quote(model, safe=""))
