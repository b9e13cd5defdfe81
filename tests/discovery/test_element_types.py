"""Vectors of bytes are found out: which parameter asks for them, and what comes where none is asked for."""

from __future__ import annotations

import shutil
from dataclasses import replace
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
from conformance.locations import schemas_folder
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
    "told": (
        "perplexity",
        "pplx-embed-v1-0.6b",
        {"encoding_format": "base64_int8"},
        replace(BYTES, sent=True),
    ),
    "told, in a list": (
        "nim",
        "nvidia/nemotron-3-embed-1b",
        {"embedding_type": "int8"},
        ElementOffer("embedding_type", ALL, "int8", sent=True),
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


def test_a_parameter_of_another_name_is_asked_where_it_is_told(tmp_path: Path) -> None:
    """It is not sent with anything else, so that floats come where nothing is asked for."""
    shutil.copytree(schemas_folder() / "nim", tmp_path / "acme")
    for file in (tmp_path / "acme").iterdir():
        file.write_text(file.read_text("utf-8").replace("embedding_type", "precision"), "utf-8")
    model = "nvidia/nemotron-3-embed-1b"
    with Service(str(tmp_path / "acme"), key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), limits=Limits(requests=40))
        with Client(target, sleep=lambda _: None) as client:
            memory = Store()
            survey = Survey(target, [model], sender=client, memory=memory, date="2026-11-28", element_type="precision")
            facts = next(known for question, known in survey.explore() if question == ELEMENTS)
        asking = [received for received in service.received if b"precision" in received.body]
    assert facts.elements == ElementOffer("precision", ALL)
    assert len(asking) == len(ALL)


@pytest.mark.parametrize(
    ("offer", "default"),
    [
        (BYTES, Elements(ElementType.INT8, base64=True)),
        (ElementOffer("output_dtype", ("int8",), "int8"), INT8),
        (ElementOffer("output_dtype", ALL), None),
        (ElementOffer("output_dtype", ("float", "int8"), "int8", sent=True), INT8),
    ],
    ids=["base64", "list", "floats unasked", "asked for by every request"],
)
def test_what_was_found_is_written_so_that_a_run_reads_it(
    offer: ElementOffer, default: Elements | None, tmp_path: Path
) -> None:
    """The contract names the parameter, its values and what comes unasked, if that is known."""
    facts = (Facts("m", width=384, elements=offer), Facts("n", width=384, elements=offer))
    learned = Learned(auth=Auth.NONE)
    sent = {offer.parameter: offer.default} if offer.sent else {}
    draft = ContractDraft("http://127.0.0.1:9/v1", "2026-11-28", "a test", facts, learned, everything(), sent)
    contract = draft.write(tmp_path / "observed.toml")
    assert contract.default_elements == default
    written = contract.request_schema["properties"][offer.parameter]
    assert written["enum"] == [*offer.values]
    assert written.get("default", "") == ("" if offer.sent else offer.default)
    asked = contract.elements_asked({offer.parameter: offer.values[-1]})
    assert asked is not None
    assert asked.type is {"base64_binary": ElementType.BINARY, "int8": ElementType.INT8}.get(
        offer.values[-1], ElementType.UBINARY
    )
