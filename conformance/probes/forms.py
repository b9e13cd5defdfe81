"""Every documented form of a request: input forms, widths, formats, batch sizes, kinds of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from conformance.model.case import Case
from conformance.probes.company import fitting, longest_list
from conformance.probes.ground import ENOUGH, Ground
from conformance.probes.registry import probe
from conformance.strategies.body import encode
from conformance.strategies.input_breakages import TOKENS
from conformance.strategies.sentences import sentences
from conformance.strategies.texts import ORDINARY

NAME = "forms"

_CAP_UNKNOWN = 8
"""The largest list sent where the document names no limit."""


@probe(NAME)
def documented_forms(ground: Ground) -> Iterator[Case]:
    """Send every combination of form, width and format, then batches, then kinds of text."""
    yield from fitting(ground, _batches(ground))
    yield from fitting(ground, _combinations(ground))
    yield from _undocumented_string(ground)
    yield from fitting(ground, _edges(ground))
    yield from _tokens(ground)
    yield from _further_parameters(ground)
    yield from fitting(ground, _kinds_of_text(ground))


def _batches(ground: Ground) -> Iterator[Case]:
    """Send lists of the documented maximum first: they tell most."""
    cap, shown = ground.model.max_items or _CAP_UNKNOWN, ground.as_shown()
    usual = min(cap, ENOUGH)
    aim = "limits.items-at-cap" if ground.model.max_items else "limits.batch-sizes"
    texts, parameters = longest_list(ground, cap)
    yield ground.valid(NAME, aim, f"a list of {cap} texts", texts, **parameters)
    yield ground.valid(NAME, "limits.batch-sizes", "a list of one text", sentences(1, salt=1), **shown)
    first, second = sentences(2, salt=2)
    duplicates = "validation.duplicates-accepted"
    yield ground.valid(NAME, duplicates, "a list with one text twice", [first, second, first], **shown)
    yield ground.valid(NAME, duplicates, "a list of one text at every place", [second] * usual, **shown)
    for size in sorted({2, usual // 2, usual - 1} - {0, 1, cap}):
        yield ground.valid(NAME, "limits.batch-sizes", f"a list of {size} texts", sentences(size, salt=3), **shown)


def _combinations(ground: Ground) -> Iterator[Case]:
    """Send each form with each width and format; the control lacks the one thing that is tried."""
    widths = ({}, *({"dimensions": width} for width in ground.widths))
    formats = ({}, *({"encoding_format": name} for name in ground.formats))
    text, listed = ground.plain_text, sentences(2, salt=10)
    for width, format_ in product(widths, formats):
        parameters = {**format_, **width}
        told = "".join(f", {name} {value}" for name, value in parameters.items())
        forms = (("string", text, [text]), ("list", listed, listed[0]))
        for form, given, other in forms if ground.takes_strings else forms[1:]:
            case = ground.valid(NAME, _aim(parameters, form), f"{_FORMS[form]}{told}", given, **parameters)
            control = ground.request(given, **(width if format_ else {})) if parameters else ground.request(other)
            yield replace(case, control=control)


def _undocumented_string(ground: Ground) -> Iterator[Case]:
    """Send a single string where only lists are documented: clients of OpenAI do."""
    if not ground.takes_strings:
        text, rule = ground.plain_text, "input.string"
        case = ground.valid(NAME, "validation.string-accepted", "a string, which is not documented", text)
        request = replace(case.request, body=encode({**ground.plain_body, "input": text}))
        yield replace(case, request=request, expect=ground.policy(rule), rule=rule, single=True, control=ground.plain)


def _edges(ground: Ground) -> Iterator[Case]:
    """Send one text with the smallest and the largest width of a range: a list would not differ in one number."""
    for width in ground.edges:
        title = f"a string, dimensions {width}"
        yield ground.valid(NAME, "dimensions.documented-accepted", title, ground.plain_text, dimensions=width)


def _tokens(ground: Ground) -> Iterator[Case]:
    """Send token numbers, one list and several, where the contract has such input."""
    one, other = TOKENS
    for title, aim, given in (
        ("a list of token numbers", "validation.tokens-accepted", one),
        ("another list of token numbers", "validation.tokens-accepted", other),
        ("two lists of token numbers", "validation.token-lists-accepted", [one, other]),
    ):
        if ground.takes(given):
            lists = 2 if given == [one, other] else 1
            case = ground.of_tokens(NAME, aim, title, given)
            yield replace(case, token_lists=lists, group="tokens", role="tokens")


def _further_parameters(ground: Ground) -> Iterator[Case]:
    """Send each parameter that is documented beside the usual four, with every value that is listed."""
    for name, value in ground.further:
        told = json.dumps(value)
        case = ground.valid(
            NAME, "validation.parameters-accepted", f"a string, {name} {told}", ground.plain_text, **{name: value}
        )
        yield replace(case, varied=True)


_FORMS = {"string": "a string", "list": "a list of two"}


def _aim(parameters: Mapping[str, object], form: str) -> str:
    if "dimensions" in parameters:
        return "dimensions.documented-accepted"
    asked = parameters.get("encoding_format")
    return f"encoding.{asked}-accepted" if asked in {"float", "base64"} else f"validation.{form}-accepted"


def _kinds_of_text(ground: Ground) -> Iterator[Case]:
    """Send every kind of text alone and in lists, controlled by English, since the plainest request may be Chinese."""
    english = ground.request(ORDINARY["english"][0])
    for kind, texts in ORDINARY.items():
        case = ground.valid(NAME, _aim_of(kind), f"{kind} text alone", texts[0])
        yield case if kind == "english" else replace(case, control=english)
    cap = ground.model.max_items or _CAP_UNKNOWN
    for kinds in _lists_of_kinds(cap):
        given = [text for kind in kinds for text in ORDINARY[kind][1 : 1 + _TEXTS_A_KIND // len(kinds)]][:cap]
        title = f"a list of {', '.join(kinds)} texts"
        yield replace(ground.valid(NAME, _aim_of(kinds[0]), title, given), control=english)


def _aim_of(kind: str) -> str:
    return "validation.languages-accepted" if kind in _LANGUAGES else "validation.ordinary-text-accepted"


def _lists_of_kinds(cap: int) -> Iterator[tuple[str, ...]]:
    """Give one list to each language, and to the other kinds as many as the cap asks for."""
    yield from ((kind,) for kind in _LANGUAGES)
    others = [kind for kind in ORDINARY if kind not in _LANGUAGES]
    size = min(cap, _TEXTS_A_KIND)
    yield from (tuple(others[at : at + size]) for at in range(0, len(others), size))


_LANGUAGES = ("chinese", "english", "mixed")
_TEXTS_A_KIND = 6
