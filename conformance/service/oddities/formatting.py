"""Unusual ways to write the same JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import orjson

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import change_items, put, spell
from conformance.service.registry import oddity
from conformance.service.reply import Reply

__all__: list[str] = []


def _rewritten(reply: Reply, **style: Any) -> Reply:
    """Write a JSON body in another style; leave other bodies unchanged."""
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return reply
    return replace(reply, body=json.dumps(value, **style).encode())


@oddity("pretty-printed", "reply")
def _pretty_printed(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the body over many lines, with indents."""
    return _rewritten(reply, indent=4, ensure_ascii=False)


@oddity("other-key-order", "body")
def _other_key_order(_call: EmbeddingCall, body: Any) -> Any:
    """Writes the members of every object in the reverse of the documented order."""
    backwards = change_items(body, lambda item, _: dict(reversed(item.items())))
    return dict(reversed(backwards.items())) if isinstance(backwards, dict) else backwards


@oddity("sorted-keys", "reply")
def _sorted_keys(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes the members of every object in the order of the alphabet."""
    return _rewritten(reply, sort_keys=True, separators=(",", ":"))


@oddity("white-space-around", "reply")
def _white_space_around(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes blank lines before the body and a newline after it."""
    return replace(reply, body=b"\r\n  \n" + reply.body + b"\t\n\n") if reply.body else reply


@oddity("unicode-escapes", "reply")
def _unicode_escapes(_request: ParsedRequest, reply: Reply) -> Reply:
    r"""Writes everything beyond ASCII as \u escapes."""
    return _rewritten(reply, ensure_ascii=True, separators=(",", ":"))


@oddity("escaped-keys", "reply")
def _escaped_keys(_request: ParsedRequest, reply: Reply) -> Reply:
    """Writes a letter of some keys and every slash as escapes."""
    body = reply.body.replace(b'"data"', b'"d\\u0061ta"').replace(b'"index"', b'"\\u0069ndex"')
    return replace(reply, body=body.replace(b'"error"', b'"err\\u006fr"').replace(b"\\/", b"/").replace(b"/", b"\\/"))


@oddity("exponents", "body")
def _exponents(_call: EmbeddingCall, body: Any) -> Any:
    """Writes every element with an exponent, some of them with capital letters and signs."""
    return spell(body, lambda value, place: f"{value:.8E}" if place % 2 else f"{value:.8e}")


@oddity("float-widening", "body")
def _float_widening(_call: EmbeddingCall, body: Any) -> Any:
    """Writes every element with the seventeen digits of a double."""
    return spell(body, lambda value, _: f"{value:.17g}")


@oddity("trailing-zeros", "body")
def _trailing_zeros(_call: EmbeddingCall, body: Any) -> Any:
    """Writes every element with twenty digits after the point."""
    return spell(body, lambda value, _: f"{value:.20f}")


@oddity("negative-zero", "vectors")
def _negative_zero(_call: EmbeddingCall, vectors: Any) -> Any:
    """Holds a minus zero as the first element of every vector."""
    changed = np.array(vectors, dtype=np.float32)
    changed[:, :1] = -0.0
    return changed


@oddity("extra-fields", "body")
def _extra_fields(_call: EmbeddingCall, body: Any) -> Any:
    """Adds members of its own to the answer, to its items and to the usage."""
    more = change_items(body, lambda item, place: put(item, text_index=place, sparse_embedding=None))
    return put(more, usage={**body["usage"], "image_tokens": 0}, created=1732000000, provider={"region": "x"})


@oddity("null-members", "body")
def _null_members(_call: EmbeddingCall, body: Any) -> Any:
    """Adds members whose value is null."""
    return put(body, service_tier=None, system_fingerprint=None)
