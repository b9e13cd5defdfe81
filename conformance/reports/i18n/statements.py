"""What a results document states, in another language: statements whole, the rest by its fixed words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.reports.i18n.catalogue import statements, translator

__all__ = ["translated"]


def translated(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Return a results document whose contract, clauses, checks and observations are told in a language.

    A statement the catalogue does not have, as in an older document or a contract of the user's own, stays in
    English. Findings are left alone: they quote what was recorded. Raises UsageError for a language there is no
    catalogue of.
    """
    say = translator(language)
    if language == "en":
        return document
    known = statements(language)

    def told(row: Mapping[str, Any], *members: str) -> dict[str, Any]:
        return {**row, **{member: known.get(row[member], row[member]) for member in members if member in row}}

    return {
        **document,
        "target": told(document["target"], "contract_title"),
        "clauses": [told(row, "statement", "untestable", "locator") for row in document.get("clauses") or ()],
        "results": [told(row, "title") for row in document["results"]],
        "scenarios": [told(row, "statement") for row in document.get("scenarios") or ()],
        "observations": [
            {**row, **{name: say(str(row[name])) for name in ("statement", "value") if name in row}}
            for row in document.get("observations") or ()
        ],
    }
