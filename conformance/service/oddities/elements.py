"""Right but unusual ways to make vectors of whole numbers and bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import change_vectors
from conformance.service.quantizing import elements_of, in_form
from conformance.service.registry import oddity

__all__: list[str] = []


@oddity("binary-as-bytes", "body", contract="nim")
def _binary_as_bytes(call: EmbeddingCall, body: Any) -> Any:
    """Writes packed bits as signed bytes as they are, and does not take 128 from them."""
    elements = elements_of(call)
    if elements is None or elements.type != "binary":
        return body
    return change_vectors(
        body, lambda row: in_form(np.packbits(np.asarray(row) > 0).view(np.int8), base64=elements.base64)
    )


@oddity("int8-fixed-scale", "body", contract="nim")
def _int8_fixed_scale(call: EmbeddingCall, body: Any) -> Any:
    """Scales all vectors alike, and cuts what is beyond."""
    elements = elements_of(call)
    if elements is None or elements.type != "int8":
        return body
    return change_vectors(
        body,
        lambda row: in_form(
            np.clip(np.rint(np.asarray(row) * 127 * np.sqrt(len(row)) / 3), -128, 127).astype(np.int8),
            base64=elements.base64,
        ),
    )
