"""Every place a response or error schema speaks of is spoken for by a check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.contract.loading import contract_names, load
from conformance.model.envelope import PARTS

JUDGED_IN_CODE = {
    "": "structure.body-object",
    "/data/*/index": "ordering.index-integer",
    "/data/*/embedding minItems": "vectors.not-empty",
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
    inside = ["/usage/prompt_tokens", "/model"]  # called by judges that know more
    return {claim.partition("!")[0] for claims in judges for claim in claims} | set(inside)


@pytest.mark.parametrize("contract", contract_names())
def test_every_place_of_a_response_schema_is_claimed(contract: str) -> None:
    """A keyword nobody claims would be broken without any verdict."""
    places = set(_places(load(contract).response_schema))
    assert places - _claims() - set(JUDGED_IN_CODE) == set()


@pytest.mark.parametrize("contract", contract_names())
def test_every_place_of_an_error_schema_is_a_part_of_its_envelope(contract: str) -> None:
    """The checks of errors judge the parts; what leads to one is the envelope itself."""
    loaded = load(contract)
    claimed = {part.partition("!")[0] for entry in CHECKS.values() for part in getattr(entry.judge, "parts", ())}
    assert claimed == set(PARTS)
    for envelope in (each for each in loaded.envelopes if each.message is not None):
        parts = {_starred(place) for part in PARTS if (place := envelope.place(part)) is not None}
        ways = {part[: at.start()] for part in parts for at in re.finditer("/", part)}
        assert set(_places(loaded.error_schema_of(envelope))) <= parts | ways


def _starred(place: str) -> str:
    return re.sub(r"/\d+", "/*", place)


def test_checks_that_stand_for_places_exist() -> None:
    """The list of places judged in code names real checks."""
    assert set(JUDGED_IN_CODE.values()) <= set(CHECKS)
