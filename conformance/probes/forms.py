"""Every documented form of a request: input forms, widths, formats, batch sizes, kinds of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from conformance.generation.body import encode
from conformance.generation.negative_inputs import TOKENS
from conformance.generation.sentences import sentences
from conformance.generation.texts import ORDINARY
from conformance.model.case import Case
from conformance.probes.plan_context import ENOUGH, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import fitting, longest_list

NAME = "forms"

_CAP_UNKNOWN = 8
"""The largest list sent where the document names no limit."""


@probe(NAME, Stage.FORMS)
def documented_forms(context: PlanContext) -> Iterator[Case]:
    """Send every combination of form, width and format, then batches, then kinds of text."""
    yield from fitting(context, _batches(context))
    yield from fitting(context, _combinations(context))
    yield from _undocumented_string(context)
    yield from fitting(context, _edges(context))
    yield from _tokens(context)
    yield from _further_parameters(context)
    yield from fitting(context, _kinds_of_text(context))


def _batches(context: PlanContext) -> Iterator[Case]:
    """Send lists of the documented maximum first: they tell most."""
    cap, shown = context.model.max_items or _CAP_UNKNOWN, context.as_shown()
    usual = min(cap, ENOUGH)
    decided_by = "limits.items-at-cap" if context.model.max_items else "limits.batch-sizes"
    texts, parameters = longest_list(context, cap)
    yield context.valid(NAME, decided_by, f"a list of {cap} texts", texts, **parameters)
    yield context.valid(NAME, "limits.batch-sizes", "a list of one text", sentences(1, salt=1), **shown)
    first, second = sentences(2, salt=2)
    duplicates = "validation.duplicates-accepted"
    yield context.valid(NAME, duplicates, "a list with one text twice", [first, second, first], **shown)
    yield context.valid(NAME, duplicates, "a list of one text at every place", [second] * usual, **shown)
    for size in sorted({2, usual // 2, usual - 1} - {0, 1, cap}):
        yield context.valid(NAME, "limits.batch-sizes", f"a list of {size} texts", sentences(size, salt=3), **shown)


def _combinations(context: PlanContext) -> Iterator[Case]:
    """Send each form with each width and format; the control lacks the one thing that is tried."""
    widths = ({}, *({"dimensions": width} for width in context.widths))
    formats = ({}, *({"encoding_format": name} for name in context.formats))
    text, listed = context.plain_text, sentences(2, salt=10)
    for width, format_ in product(widths, formats):
        parameters = {**format_, **width}
        told = "".join(f", {name} {value}" for name, value in parameters.items())
        forms = (("string", text, [text]), ("list", listed, listed[0]))
        for form, given, other in forms if context.takes_strings else forms[1:]:
            case = context.valid(NAME, _aim(parameters, form), f"{_FORMS[form]}{told}", given, **parameters)
            control = context.request(given, **(width if format_ else {})) if parameters else context.request(other)
            yield replace(case, control=control)


def _undocumented_string(context: PlanContext) -> Iterator[Case]:
    """Send a single string where only lists are documented: clients of OpenAI do."""
    if not context.takes_strings:
        text, rule = context.plain_text, "input.string"
        case = context.valid(NAME, "validation.string-accepted", "a string, which is not documented", text)
        request = replace(case.request, body=encode({**context.plain_body, "input": text}))
        yield replace(case, request=request, expect=context.policy(rule), rule=rule, single=True, control=context.plain)


def _edges(context: PlanContext) -> Iterator[Case]:
    """Send one text with the smallest and the largest width of a range: a list would not differ in one number."""
    for width in context.edges:
        title = f"a string, dimensions {width}"
        yield context.valid(NAME, "dimensions.documented-accepted", title, context.plain_text, dimensions=width)


def _tokens(context: PlanContext) -> Iterator[Case]:
    """Send token numbers, one list and several, where the contract has such input."""
    one, other = TOKENS
    for title, decided_by, given in (
        ("a list of token numbers", "validation.tokens-accepted", one),
        ("another list of token numbers", "validation.tokens-accepted", other),
        ("two lists of token numbers", "validation.token-lists-accepted", [one, other]),
    ):
        if context.takes(given):
            lists = 2 if given == [one, other] else 1
            case = context.of_tokens(NAME, decided_by, title, given)
            yield replace(case, token_lists=lists, group="tokens", role="tokens")


def _further_parameters(context: PlanContext) -> Iterator[Case]:
    """Send each parameter that is documented beside the usual four, with every value that is listed."""
    for name, value in context.further:
        told = json.dumps(value)
        case = context.valid(
            NAME, "validation.parameters-accepted", f"a string, {name} {told}", context.plain_text, **{name: value}
        )
        yield replace(case, varied=True)


_FORMS = {"string": "a string", "list": "a list of two"}


def _aim(parameters: Mapping[str, object], form: str) -> str:
    if "dimensions" in parameters:
        return "dimensions.documented-accepted"
    asked = parameters.get("encoding_format")
    return f"encoding.{asked}-accepted" if asked in {"float", "base64"} else f"validation.{form}-accepted"


def _kinds_of_text(context: PlanContext) -> Iterator[Case]:
    """Send every kind of text alone and in lists, controlled by English, since the plainest request may be Chinese."""
    english = context.request(ORDINARY["english"][0])
    for kind, texts in ORDINARY.items():
        case = context.valid(NAME, _aim_of(kind), f"{kind} text alone", texts[0])
        yield case if kind == "english" else replace(case, control=english)
    cap = context.model.max_items or _CAP_UNKNOWN
    for kinds in _lists_of_kinds(cap):
        given = [text for kind in kinds for text in ORDINARY[kind][1 : 1 + _TEXTS_A_KIND // len(kinds)]][:cap]
        title = f"a list of {', '.join(kinds)} texts"
        yield replace(context.valid(NAME, _aim_of(kinds[0]), title, given), control=english)


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
