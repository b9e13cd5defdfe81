"""Every place a response or error schema speaks of is spoken for by a check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.contract.loading import known, load

JUDGED_IN_CODE = {
    "": "structure.body-object",
    "/error": "errors.envelope",
    "/data/*/index": "ordering.index-integer",
    "/data/*/embedding minItems": "vectors.not-empty",
    "/error/message": "errors.message",
}
"""Places that checks look at without the schema's help."""


def _places(schema: Any, location: str = "") -> Iterator[str]:
    """Yield the locations a schema constrains."""
    if not isinstance(schema, Mapping):
        return
    yield location
    for name, member in schema.get("properties", {}).items():
        yield from _places(member, f"{location}/{name}")
    if "items" in schema:
        yield from _places(schema["items"], f"{location}/*")


def _claims() -> set[str]:
    judges = [getattr(entry.judge, "claims", ()) for entry in CHECKS.values()]
    inside = ["/usage/prompt_tokens"]  # called by a judge that adds to it
    return {claim.partition("!")[0] for claims in judges for claim in claims} | set(inside)


@pytest.mark.parametrize("contract", known())
@pytest.mark.parametrize("schema", ["response_schema", "error_schema"])
def test_every_place_of_a_schema_is_claimed(contract: str, schema: str) -> None:
    """A keyword nobody claims would be broken without any verdict."""
    places = set(_places(getattr(load(contract), schema)))
    assert places - _claims() - set(JUDGED_IN_CODE) == set()


def test_checks_that_stand_for_places_exist() -> None:
    """The list of places judged in code names real checks."""
    assert set(JUDGED_IN_CODE.values()) <= set(CHECKS)
