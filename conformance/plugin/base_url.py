"""Base URLs as users type them: what of them is asked, what of them is shown."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import pytest

from conformance.errors import TargetError
from conformance.model.contract import Contract
from pytest_embedding_conformance.options import base_url_of

__all__ = ["strip_base_url", "stripped", "usable"]


def strip_base_url(config: pytest.Config) -> None:
    """Take userinfo, query and fragment out of the base URL before any other plugin prints it."""
    given = base_url_of(config)
    if given:
        config.option.base_url = stripped(given)


def stripped(url: str) -> str:
    """Return a URL without userinfo, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that hold no address, a port that is no number or too large
        return False


def usable(url: str, contract: Contract) -> tuple[str, str]:
    """Return a base URL without its near misses, and what was mended."""
    if not url:
        return "", ""
    if not _is_address(url):
        raise TargetError(f"{url!r} is no base URL", "give one such as https://host/v1")
    mended = url.rstrip("/")
    if mended.endswith(contract.path):
        mended = mended.removesuffix(contract.path).rstrip("/")
        return mended, f"{contract.path} was taken off the base URL: the suite adds it itself"
    return mended, ""
