"""Faults of vectors that are made of whole numbers or bits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.payloads import change_vectors
from conformance.service.quantizing import elements_of, in_form, quantize
from conformance.service.registry import fault
from conformance.service.reply import Reply, error_reply

__all__: list[str] = []


def _of_type(call: EmbeddingCall, *kinds: str) -> bool:
    elements = elements_of(call)
    return elements is not None and elements.type in kinds


@fault("elements-refused", "call", "elements.accepted")
def _elements_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses every type of elements but floats."""
    refused = elements_of(call) is not None
    return error_reply(ErrorResponse("elements", "unsupported type of embeddings")) if refused else call


@fault("elements-ignored", "body", "elements.form")
def _elements_ignored(call: EmbeddingCall, body: Any) -> Any:
    """Sends floats, whatever type of elements was asked for."""
    return change_vectors(body, lambda row: row.tolist()) if elements_of(call) is not None else body


@fault("int8-unsigned", "body", "elements.form")
def _int8_unsigned(call: EmbeddingCall, body: Any) -> Any:
    """Sends bytes without a sign where signed ones were asked for, in lists."""
    elements = elements_of(call)
    if elements is None or elements.type != "int8" or elements.base64:
        return body
    return change_vectors(body, lambda row: quantize(row, replace(elements, type="uint8")).tolist())


@fault("binary-unpacked", "body", "elements.width")
def _binary_unpacked(call: EmbeddingCall, body: Any) -> Any:
    """Sends a number for each bit, and does not pack eight of them into one."""
    elements = elements_of(call)
    if elements is None or elements.type not in {"binary", "ubinary"} or elements.base64:
        return body
    return change_vectors(body, lambda row: (np.asarray(row) > 0).astype(int).tolist())


@fault("int8-halved", "vectors", "elements.width")
def _int8_halved(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends half of the bytes."""
    return vectors[:, : vectors.shape[1] // 2] if _of_type(call, "int8", "uint8") else vectors


@fault("int8-unscaled", "body", "elements.agree")
def _int8_unscaled(call: EmbeddingCall, body: Any) -> Any:
    """Rounds floats to whole numbers without scaling them, which leaves zeros."""
    elements = elements_of(call)
    if elements is None or elements.type != "int8":
        return body
    return change_vectors(body, lambda row: in_form(np.rint(row).astype(np.int8), base64=elements.base64))


@fault("int8-half-scale", "body", "elements.scale")
def _int8_half_scale(call: EmbeddingCall, body: Any) -> Any:
    """Scales floats to 63 where a signed byte goes to 127."""
    elements = elements_of(call)
    if elements is None or elements.type != "int8":
        return body
    return change_vectors(body, lambda row: in_form(quantize(row, elements) // 2, base64=elements.base64))


@fault("binary-bits-reversed", "body", "elements.agree")
def _binary_bits_reversed(call: EmbeddingCall, body: Any) -> Any:
    """Packs eight bits from the lowest on."""
    elements = elements_of(call)
    if elements is None or elements.type != "ubinary":
        return body
    return change_vectors(
        body, lambda row: in_form(np.packbits(np.asarray(row) > 0, bitorder="little"), base64=elements.base64)
    )


@fault("elements-inverted", "vectors", "elements.agree")
def _elements_inverted(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Turns every sign."""
    return -vectors if elements_of(call) is not None else vectors


@fault("elements-of-another-text", "vectors", "elements.agree")
def _elements_of_another_text(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends the rows of a list in another order where they are no floats."""
    return np.roll(vectors, 1, axis=0) if elements_of(call) is not None else vectors
