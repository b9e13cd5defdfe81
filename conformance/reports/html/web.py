"""Addresses that a page may lead to."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from urllib.parse import urlsplit

__all__ = ["is_web", "page_of_the_tool"]

_PACKAGE = "embedding-conformance"


def is_web(url: str) -> bool:
    """Tell whether it is an address of the web, and not one that runs something."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


@cache
def page_of_the_tool() -> str:
    """Return the first address that the package gives of itself where it is installed; empty where it gives none."""
    try:
        named = metadata(_PACKAGE).get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    urls = (value.partition(",")[2].strip() for value in named)
    return next(filter(is_web, urls), "")
