"""Bytes and bits are told from floats by what came, and a parameter is heeded only where something else can come."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from answering import MODEL, answered

from conformance.answers.answer import Answer
from conformance.inference.element_offer import bytes_unasked
from conformance.inference.model_facts import facts_of
from conformance.model.elements import Elements, ElementType
from conformance.model.facts import ElementOffer

FLOATS = [(at - 8) / 16 + 0.01 for at in range(16)]
BYTES = [at * 16 - 128 for at in range(16)]
MOVED = [at * 16 for at in range(16)]
BITS = [-128, 127]
CODED = base64.b64encode(bytes(value % 256 for value in BYTES)).decode()


def offer(*answers: tuple[Any, dict[str, Any]]) -> ElementOffer | None:
    """Return what answers teach: each a vector, or None for a refusal, and the parameters it was asked for with."""
    made = [answered("a text", None if vector is None else [vector], **asked) for vector, asked in answers]
    return facts_of(MODEL, made).elements


def test_a_parameter_that_is_heeded_is_told_with_its_values() -> None:
    """Bytes and bits have their range and their number; what was refused, or came as floats, is left out."""
    assert offer(
        (FLOATS, {}),
        (BYTES, {"output_dtype": "int8"}),
        (FLOATS, {"output_dtype": "float"}),
        (MOVED, {"output_dtype": "uint8"}),
        (BITS, {"output_dtype": "binary"}),
        (None, {"output_dtype": "ubinary"}),
    ) == ElementOffer("output_dtype", ("float", "int8", "uint8", "binary"))


@pytest.mark.parametrize("vector", [FLOATS, None])
def test_a_parameter_that_is_ignored_or_refused_is_not_told(vector: Any) -> None:
    """Floats in answer to int8, or a refusal, are no bytes."""
    assert offer((FLOATS, {}), *((vector, {name: "int8"}) for name in ("encoding_format", "output_dtype"))) is None


def test_bytes_that_come_unasked_need_a_parameter_that_makes_a_difference() -> None:
    """A name that is ignored is answered with bytes for floats as well; one that is heeded refuses them."""
    ignored = [(BYTES, {}), (BYTES, {"embedding_type": "int8"}), (BYTES, {"embedding_type": "float"})]
    assert offer(*ignored) is None
    heeded = [(BYTES, {"output_dtype": "int8"}), (None, {"output_dtype": "float"})]
    assert offer(*ignored, *heeded) == ElementOffer("output_dtype", ("int8",), "int8")


def test_whole_numbers_of_a_mock_are_no_bytes() -> None:
    """A service that answers everything with the same whole numbers heeds nothing."""
    assert offer(([0, 1, 0, 0], {}), *(([0, 1, 0, 0], {"output_dtype": value}) for value in ("int8", "float"))) is None


def unasked(vector: str) -> Answer:
    """Return an answer in base64 to a request that asked for nothing."""
    return answered("a text", [vector])


def test_base64_unasked_is_bytes_where_it_makes_no_floats() -> None:
    """Floats of an embedding are small numbers; bytes read as floats are not."""
    floats = base64.b64encode(struct.pack("<16f", *FLOATS)).decode()
    assert bytes_unasked(unasked(CODED)) == Elements(ElementType.INT8, base64=True)
    assert bytes_unasked(unasked(floats)) is None
    assert bytes_unasked(unasked("no base64")) is None
