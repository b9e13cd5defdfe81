"""The same text as floats and as base64, which SDKs ask for when told nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.model.case import Case
from conformance.probes.ground import Ground, Input
from conformance.probes.registry import probe
from conformance.strategies.sentences import sentences

NAME = "encodings"

_RULE = "encoding_format.base64"


@probe(NAME)
def floats_and_base64(ground: Ground) -> Iterator[Case]:
    """Send pairs: a documented request, and the same with base64 asked for."""
    text, listed = ground.plain_text, sentences(2, salt=10)
    yield from _pair(ground, "string", text)
    yield from _pair(ground, "list", listed)
    for width in ground.widths:
        yield from _pair(ground, f"width {width}", text, dimensions=width)


def _pair(ground: Ground, name: str, text: Input, **parameters: Any) -> Iterator[Case]:
    group = f"base64:{name}"
    plain = ground.valid(NAME, "encoding.float-accepted", f"{name} as floats", text, **ground.as_shown(), **parameters)
    documented = "base64" in ground.formats
    aim = "encoding.base64-accepted" if documented else "encoding.base64-harmless"
    coded = ground.valid(NAME, aim, f"{name} as base64", text, encoding_format="base64", **parameters)
    yield replace(plain, group=group, role="float")
    coded = replace(coded, group=group, role="base64", control=plain.request)
    yield coded if documented else replace(coded, rule=_RULE, expect=ground.policy(_RULE))
