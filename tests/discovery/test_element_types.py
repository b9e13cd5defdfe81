"""Vectors of bytes are found out: which parameter asks for them, and what comes where none is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.discovery.draft import ContractDraft
from conformance.discovery.observed_clauses import everything
from conformance.discovery.questions import ELEMENTS
from conformance.discovery.survey import Survey
from conformance.evidence.store import Store
from conformance.inference.service_facts import Learned
from conformance.model.contract import Auth
from conformance.model.elements import Elements, ElementType
from conformance.model.facts import ElementOffer, Facts
from conformance.model.secret import Secret
from conformance.model.target import Limits, Target
from conformance.service import Service

KEY = "sk-reference"
UNDOCUMENTED = 1536
"""Dimensions that the reference service gives where no document names any."""
INT8 = Elements(ElementType.INT8)
ALL = ("float", "int8", "uint8", "binary", "ubinary")
BYTES = ElementOffer("encoding_format", ("base64_int8", "base64_binary"), "base64_int8")
PLAYED: dict[str, tuple[str, str, dict[str, Any], ElementOffer]] = {
    "asked for": ("nim", "nvidia/nemotron-3-embed-1b", {}, ElementOffer("embedding_type", ALL)),
    "unasked, in base64": ("perplexity", "pplx-embed-v1-0.6b", {}, BYTES),
    "told": ("perplexity", "pplx-embed-v1-0.6b", {"encoding_format": "base64_int8"}, BYTES),
    "told, in a list": (
        "nim",
        "nvidia/nemotron-3-embed-1b",
        {"embedding_type": "int8"},
        ElementOffer("embedding_type", ALL, "int8"),
    ),
}


@pytest.mark.parametrize(("contract", "model", "sent", "offer"), PLAYED.values(), ids=PLAYED)
def test_a_service_is_asked_for_bytes_by_every_name(
    contract: str, model: str, sent: dict[str, Any], offer: ElementOffer
) -> None:
    """The parameter that is heeded is told with its values, and the width is that of the vectors."""
    with Service(contract, key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), limits=Limits(requests=40))
        with Client(target, sleep=lambda _: None) as client:
            survey = Survey(target, [model], sender=client, memory=Store(), date="2026-11-28", sent=sent)
            assert survey.first() is None
            facts = next(known for question, known in survey.explore() if question == ELEMENTS)
    assert facts.elements == offer
    assert facts.width == (load(contract).model(model).default_dimensions or UNDOCUMENTED)


@pytest.mark.parametrize(
    ("offer", "default"),
    [
        (BYTES, Elements(ElementType.INT8, base64=True)),
        (ElementOffer("output_dtype", ("int8",), "int8"), INT8),
        (ElementOffer("output_dtype", ALL), None),
    ],
    ids=["base64", "list", "floats unasked"],
)
def test_what_was_found_is_written_so_that_a_run_reads_it(
    offer: ElementOffer, default: Elements | None, tmp_path: Path
) -> None:
    """The contract names the parameter, its values and what comes unasked."""
    facts = (Facts("m", width=384, elements=offer), Facts("n", width=384, elements=offer))
    learned = Learned(auth=Auth.NONE)
    draft = ContractDraft("http://127.0.0.1:9/v1", "2026-11-28", "a test", facts, learned, clauses=everything())
    contract = draft.write(tmp_path / "observed.toml")
    assert contract.default_elements == default
    assert contract.request_schema["properties"][offer.parameter]["enum"] == [*offer.values]
    asked = contract.elements_asked({offer.parameter: offer.values[-1]})
    assert asked is not None
    assert asked.type is {"base64_binary": ElementType.BINARY, "int8": ElementType.INT8}.get(
        offer.values[-1], ElementType.UBINARY
    )
