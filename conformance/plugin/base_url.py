"""Base URLs as users type them: what of them is asked, and what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

import pytest

from conformance.errors import TargetError
from conformance.model.contract import Contract
from conformance.model.secret import Secret
from conformance.model.target import Query
from pytest_embedding_conformance.options import base_url_of

__all__ = ["BaseUrl", "read_base_url", "take_base_url"]


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A base URL that may be shown, the query that goes with it, and what was mended, in a sentence."""

    url: str = ""
    query: Query | None = None
    note: str = ""


def take_base_url(config: pytest.Config, contract: Contract) -> BaseUrl:
    """Return the base URL of the options, and leave there what other plugins may print.

    Raises TargetError as ``read_base_url`` does.
    """
    typed = base_url_of(config)
    config.option.base_url = _without_query(typed)
    return read_base_url(typed, contract)


def read_base_url(typed: str, contract: Contract) -> BaseUrl:
    """Return a base URL without its near misses. Raises TargetError where it is none."""
    if not typed:
        return BaseUrl()
    parts = _parts(typed)
    path, notes = parts.path.rstrip("/"), []
    if (base := contract.route.base_of(path)) != path and contract.route.leads_here(path[len(base) :]):
        notes.append(f"{path[len(base) :]} was taken off the base URL: the suite adds it itself")
        path = base.rstrip("/")
    if "@" in parts.netloc:
        notes.append("user and password were taken off the base URL: put the key into EMB_API_KEY")
    query = Query(Secret(parts.query)) if parts.query else None
    if query is not None:
        notes.append(f"every request is sent with ?{query.redacted}")
    url = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    return BaseUrl(url, query, "; ".join(notes))


def _parts(typed: str) -> SplitResult:
    try:
        parts = urlsplit(typed)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # brackets that hold no address, a port that is no number or too large
        pass
    raise TargetError(f"{_without_query(typed)!r} is no base URL", "give one such as https://host/v1")


def _without_query(url: str) -> str:
    """Return a URL without userinfo, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
