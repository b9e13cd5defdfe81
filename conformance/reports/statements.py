"""What a results document states, in another language: statements by their ids, the rest by its fixed words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.reports.translating import statements, translator

__all__ = ["translated"]

_IMPLIED = "client."
"""How the ids of clauses begin that every contract implies."""


def translated(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Return a results document whose contract, clauses, checks and observations are told in a language.

    A statement that is not the one the catalogue translates, as in an older document or another's contract of the
    same name, stays in English. Findings are left alone: they quote what was recorded. Raises UsageError for a
    language there is no catalogue of.
    """
    say = translator(language)
    if language == "en":
        return document
    known, contract = statements(language), str(document["target"]["contract"])

    def told(row: Mapping[str, Any], **places: str) -> dict[str, Any]:
        found = {member: known.get(place) for member, place in places.items()}
        return {**row, **{member: each[1] for member, each in found.items() if each and each[0] == row.get(member)}}

    def clause(row: Mapping[str, Any]) -> dict[str, Any]:
        place = str(row["id"]) if str(row["id"]).startswith(_IMPLIED) else f"{contract}/{row['id']}"
        return told(row, statement=place, untestable=f"{place}/untestable", locator=f"{place}/locator")

    return {
        **document,
        "target": told(document["target"], contract_title=contract),
        "clauses": [clause(row) for row in document.get("clauses") or ()],
        "results": [told(row, title=row["id"]) for row in document["results"]],
        "observations": [
            {**row, **{name: say(str(row[name])) for name in ("statement", "value") if name in row}}
            for row in document.get("observations") or ()
        ],
    }
