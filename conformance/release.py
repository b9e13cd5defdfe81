"""Which release of the suite this is: what the package says that is installed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

__all__ = ["tool_version"]


@cache  # reading the metadata takes longer than sending a request
def tool_version() -> str:
    """Return the version of the installed package, or one that says that none is installed."""
    try:
        return version("embedding-conformance")
    except PackageNotFoundError:
        return "0+unknown"
