"""Vectors as base64 strings."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np

from conformance.service.embedding_call import EmbeddingCall

__all__ = ["asks_base64", "pack", "packs"]


def asks_base64(call: EmbeddingCall) -> bool:
    """Tell whether a call requests base64."""
    return bool(call.encoding == "base64")


def packs(call: EmbeddingCall) -> bool:
    """Tell whether a call requests base64 and the contract documents it."""
    return asks_base64(call) and "base64" in call.request.served_contract.formats


def pack(vector: Any, kind: str = "<f4") -> str:
    """Return the base64 of a vector's bytes; ``kind`` is a numpy type, by default little-endian float32."""
    return b64encode(np.asarray(vector).astype(kind).tobytes()).decode("ascii")
