"""Faults in the way vectors are encoded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from conformance.service.distortion import rotate, scale
from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.packing import asks_base64, pack
from conformance.service.parsed_request import ABSENT, ParsedRequest
from conformance.service.payloads import change_vectors
from conformance.service.registry import fault
from conformance.service.reply import Reply, crash, error_reply

__all__ = ["HANG"]

HANG = 30.0
"""Seconds that a hanging request takes; tests with a short timeout need not change it."""


@fault("format-float-rejected", "call", "encoding.float-accepted")
def _format_float_rejected(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses the one documented encoding format when it is named."""
    text = "encoding_format must be base64 or absent"
    return error_reply(ErrorResponse("encoding", text, param="encoding_format")) if call.encoding == "float" else call


@fault("format-any-500", "call", "encoding.float-accepted")
def _format_any_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 as soon as any encoding format is named."""
    return call if call.encoding is ABSENT else crash("UnsupportedParamsError: encoding_format")


@fault("b64-unasked", "body", "encoding.float-is-list")
def _b64_unasked(_call: EmbeddingCall, body: Any) -> Any:
    """Sends base64 strings whatever encoding was asked for."""
    return change_vectors(body, pack)


@fault("b64-unless-float", "body", "encoding.float-is-list")
def _b64_unless_float(call: EmbeddingCall, body: Any) -> Any:
    """Sends base64 strings unless float is asked for by name."""
    return body if call.encoding == "float" else change_vectors(body, pack)


@fault("b64-float64", "body", "encoding.base64-harmless")
def _b64_float64(call: EmbeddingCall, body: Any) -> Any:
    """Packs doubles where base64 was asked for, so that clients read twice as many numbers."""
    return change_vectors(body, lambda vector: pack(vector, "<f8")) if asks_base64(call) else body


@fault("b64-float16", "body", "encoding.base64-harmless")
def _b64_float16(call: EmbeddingCall, body: Any) -> Any:
    """Packs half-precision numbers where base64 was asked for."""
    return change_vectors(body, lambda vector: pack(vector, "<f2")) if asks_base64(call) else body


@fault("b64-big-endian", "body", "encoding.base64-harmless")
def _b64_big_endian(call: EmbeddingCall, body: Any) -> Any:
    """Packs the bytes of every number the wrong way round where base64 was asked for."""
    return change_vectors(body, lambda vector: pack(_odd_mantissa(vector), ">f4")) if asks_base64(call) else body


def _odd_mantissa(vector: Any) -> Any:
    """Change the low bytes of one number so that it is not finite in the reverse byte order."""
    bits = np.asarray(vector, dtype="<f4").copy().view("<u4")
    bits[0] = (bits[0] & 0xFFFF0000) | 0x807F
    return bits.view("<f4")


@fault("b64-wrapped", "body", "encoding.base64-harmless")
def _b64_wrapped(call: EmbeddingCall, body: Any) -> Any:
    """Puts the base64 string into a list."""
    return change_vectors(body, lambda vector: [pack(vector)]) if asks_base64(call) else body


@fault("b64-bytes-repr", "body", "encoding.base64-harmless")
def _b64_bytes_repr(call: EmbeddingCall, body: Any) -> Any:
    """Sends the way a program prints the bytes of the base64 string, quotes included."""
    return change_vectors(body, lambda vector: f"b'{pack(vector)}'") if asks_base64(call) else body


@fault("b64-cut", "body", "encoding.base64-harmless")
def _b64_cut(call: EmbeddingCall, body: Any) -> Any:
    """Loses the last third of every base64 string."""
    return change_vectors(body, lambda vector: pack(vector[: len(vector) * 2 // 3])) if asks_base64(call) else body


@fault("b64-empty", "body", "encoding.base64-harmless")
def _b64_empty(call: EmbeddingCall, body: Any) -> Any:
    """Sends an empty string where base64 was asked for."""
    return change_vectors(body, lambda _: "") if asks_base64(call) else body


@fault("b64-of-text", "body", "encoding.base64-harmless")
def _b64_of_text(call: EmbeddingCall, body: Any) -> Any:
    """Encodes the JSON text of the vector, not its bytes, where base64 was asked for."""
    return (
        change_vectors(body, lambda vector: pack(list(str(vector.tolist()).encode()), "u1"))
        if asks_base64(call)
        else body
    )


@fault("b64-rejected-500", "call", advice=("encoding.base64-harmless",))
def _b64_rejected_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails with 500 where base64 is asked for."""
    return crash() if asks_base64(call) else call


@fault("b64-hang", "wire", advice=("encoding.base64-harmless",), slow=True)
def _b64_hang(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers half a minute late where base64 is asked for, and then with 500."""
    return replace(crash(), delay=HANG) if request.asked("encoding_format") == "base64" else reply


@fault("b64-documented-refused", "call", "encoding.base64-accepted")
def _b64_documented_refused(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Refuses base64 although it is documented."""
    text = "encoding_format base64 is not supported"
    return error_reply(ErrorResponse("encoding", text, param="encoding_format")) if asks_base64(call) else call


@fault("b64-documented-ignored", "body", "encoding.base64-strings")
def _b64_documented_ignored(call: EmbeddingCall, body: Any) -> Any:
    """Answers in floats although base64 is documented and asked for."""
    return change_vectors(body, lambda vector: vector.tolist()) if asks_base64(call) else body


@fault("b64-slightly-off", "body", advice=("encoding.sdk-default",))
def _b64_slightly_off(call: EmbeddingCall, body: Any) -> Any:
    """Adds noise of one part in ten thousand where base64 is asked for."""
    noise = np.random.default_rng(7)
    return (
        change_vectors(body, lambda vector: pack(vector * (1 + 1e-4 * noise.standard_normal(len(vector)))))
        if asks_base64(call)
        else body
    )


@fault("b64-half-precision", "body", advice=("encoding.sdk-default",))
def _b64_half_precision(call: EmbeddingCall, body: Any) -> Any:
    """Rounds numbers to half precision where base64 is asked for."""
    return change_vectors(body, lambda vector: pack(vector.astype("<f2"))) if asks_base64(call) else body


@fault("format-paths-differ", "body", advice=("encoding.sdk-default",))
def _format_paths_differ(call: EmbeddingCall, body: Any) -> Any:
    """Computes a base64 answer in lower precision than the float answer."""
    return change_vectors(body, lambda vector: pack(_coarse(vector))) if asks_base64(call) else body


@fault("b64-other-half", "body", advice=("encoding.sdk-default",))
def _b64_other_half(call: EmbeddingCall, body: Any) -> Any:
    """Swaps the two halves of a vector where base64 is asked for."""
    return change_vectors(body, lambda vector: pack(np.roll(vector, len(vector) // 2))) if asks_base64(call) else body


@fault("b64-quantised", "vectors", advice=("encoding.sdk-default",))
def _b64_quantised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Sends floats of a few steps only where base64 is asked for."""
    return _coarse(vectors) if asks_base64(call) else vectors


def _coarse(vectors: Any) -> Vectors:
    """Round elements to a quarter of the largest."""
    step = np.abs(vectors).max() / 4
    return np.asarray(np.rint(vectors / step) * step, dtype=np.float32)


@fault("b64-not-normalised", "vectors", "relations.one-norm", advice=("encoding.sdk-default",))
def _b64_not_normalised(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Packs what its model gives before it is normalised, each vector with a length of its own."""
    lengths = [4 + len(text) % 7 / 10 for text in call.texts]
    return scale(vectors, lengths) if asks_base64(call) else vectors


@fault("format-other-500", "error-response", advice=("encoding.other-value",))
def _format_other_500(_request: ParsedRequest, error_response: ErrorResponse) -> ErrorResponse:
    """Fails with 500 where it does not know the encoding format."""
    return (
        replace(error_response, status=500, code="internal_error")
        if error_response.rule == "encoding_format.enum"
        else error_response
    )


@fault("float-asked-other-path", "vectors", "relations.forms-agree")
def _float_asked_other_path(call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Serves floats by another path where they are asked for than where no format is named."""
    return rotate(vectors, 20) if call.encoding == "float" else vectors


@fault("b64-repeated-500", "call", advice=("encoding.base64-harmless",))
def _b64_repeated_500(call: EmbeddingCall) -> EmbeddingCall | Reply:
    """Fails where the same text is asked for as base64 a second time."""
    asked = f"b64 {call.model.name} {call.dimensions} {call.single} {call.texts}"
    return crash() if asks_base64(call) and call.state.tick(asked) else call


@fault("cache-blind-to-format", "body", "encoding.float-is-list")
def _cache_blind_to_format(call: EmbeddingCall, body: Any) -> Any:
    """Keys its cache of answers by model and input, so that the format is that of whoever asked first."""
    key = ("format", call.model.name, call.dimensions, call.single, call.texts)
    return change_vectors(body, pack) if call.state.keep(key, asks_base64(call)) else body
