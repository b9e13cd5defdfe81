"""Where the service looks for a key, and how it reads the path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from conformance.service.state import Received

__all__ = ["KeyForm", "key_forms", "model_in", "query_of"]


@dataclass(frozen=True, slots=True)
class KeyForm:
    """A header with a scheme or without, or a parameter of the query; names of headers are in lower case."""

    header: str = "authorization"
    scheme: str = "bearer"
    query: str = ""

    def value(self, received: Received) -> str | None:
        """Return what stands there, or None where nothing does, not even blanks."""
        if self.query:
            return query_of(received.query).get(self.query)
        return received.header(self.header) or None

    def key(self, value: str) -> str | None:
        """Return the key of a value, or None where it is not well-formed."""
        if not self.scheme:
            return value.strip() or None
        scheme, _, key = value.partition(" ")
        return key.strip() or None if scheme.lower() == self.scheme else None


def key_forms(stated: Any) -> tuple[KeyForm, ...]:
    """Return the forms that a contract states under endpoint.key; OpenAI's where it states none."""
    rows = [] if stated is None else stated if isinstance(stated, list) else [stated]
    return tuple(map(_form, rows)) or (KeyForm(),)


def _form(row: Mapping[str, str]) -> KeyForm:
    if "query" in row:
        return KeyForm("", "", row["query"])
    return KeyForm(row["header"].lower(), row.get("scheme", "").lower())


def query_of(query: str) -> dict[str, str]:
    """Return the parameters of a query, the first value of each."""
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def model_in(path: str, template: str) -> str | None:
    """Return the model that a path names by a template, empty where that names none; None for another path."""
    pattern = re.escape(template).replace(re.escape("{model}"), "(?P<model>[^/]+)")
    found = re.fullmatch(pattern, path.rstrip("/"))
    return None if found is None else unquote(found.groupdict().get("model", ""))
