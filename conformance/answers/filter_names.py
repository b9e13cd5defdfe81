"""The names by which content filters are known, wherever an error has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conformance.model.contract import Excuse

__all__ = ["filter_named"]


def filter_named(body: Any, values: Iterable[Any], filters: Iterable[Excuse]) -> Excuse | None:
    """Return the filter that an error's codes and types name, those that were ``told`` among them, or None."""
    names = {_bare_name(name) for name in (*values, *_names_in(body)) if isinstance(name, str)}
    return next((excuse for excuse in filters if not names.isdisjoint(map(_bare_name, excuse.codes))), None)


def _names_in(body: Any) -> Iterator[Any]:
    """Give the codes and types of an error of any shape: at the top, in its member ``error`` and within that."""
    for holder in (body, body.get("error") if isinstance(body, dict) else None):
        if isinstance(holder, dict):
            yield from (holder.get(part) for part in ("code", "type"))
            inner = holder.get("innererror")
            yield inner.get("code") if isinstance(inner, dict) else None


def _bare_name(name: Any) -> str:
    """Return a code as it is compared where vendors write it differently: without capitals and signs."""
    return "".join(filter(str.isalnum, str(name))).casefold()
