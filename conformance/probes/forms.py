"""Every documented form of a request: forms of input, dimensions, formats, sizes of lists, kinds of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType

from conformance.generation.body import encode
from conformance.generation.negative_inputs import TOKEN_IDS
from conformance.generation.sentences import ordinary_texts
from conformance.generation.text_kind import TEXT_KINDS, list_of_kinds
from conformance.generation.texts import ORDINARY
from conformance.model.case import Case, Expect
from conformance.model.depth import smoke
from conformance.model.exchange import Request
from conformance.model.key_place import BEARER
from conformance.model.message import Template, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.model.rules import RULES
from conformance.probes.plan_context import ENOUGH, PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import list_of_two, longest_list, neutral_list, shorter_lists, text_twice
from conformance.probes.request_title import LIST_OF_TEXTS, LIST_OF_TWO, STRING, TEXT_TWICE, with_parameters

_NAME = ProbeName.FORMS

_ONE_TEXT = template("request.list-of-one-text", "a list of one text")
_EVERYWHERE = template("request.one-text-everywhere", "a list of one text at every place")
_UNDOCUMENTED_STRING = template("request.undocumented-string", "a string, which is not documented")
_TOKEN_IDS = template("request.token-ids", "a list of token IDs")
_OTHER_TOKEN_IDS = template("request.other-token-ids", "another list of token IDs")
_TOKEN_ID_LISTS = template("request.token-id-lists", "two lists of token IDs")
_PLAIN_CALL = template("request.plain-call", "a call with nothing but model, input and a bearer token")
_KIND_ALONE = template("request.kind-alone", "{kind} text alone")
_LIST_OF_KINDS = template("request.list-of-kinds", "a list of {kinds} texts")

_MOST_WITHOUT_LIMIT = 8
"""The longest list sent where the document names no limit."""


@probe(_NAME, Stage.FORMS, share=smoke(7))
def plan_forms(context: PlanContext) -> Iterator[Case]:
    """Send every combination of form, dimensions and format, then lists of every size, then kinds of text."""
    yield from _batches(context)
    yield from _combinations(context)
    yield from _undocumented_string(context)
    yield from _extreme_dimensions(context)
    yield from _token_ids(context)
    yield from _further_parameters(context)
    yield from _plain_call(context)
    yield from _kinds_of_text(context)


def _batches(context: PlanContext) -> Iterator[Case]:
    """Send lists of the documented maximum first: they tell most."""
    most, usual = context.model.max_items or _MOST_WITHOUT_LIMIT, context.usual_parameters
    enough = min(most, ENOUGH)
    decided_by = "limits.items-at-cap" if context.model.max_items else "limits.batch-sizes"
    texts, parameters = longest_list(context, most)
    yield context.valid(_NAME, decided_by, LIST_OF_TEXTS(count=most), texts, **parameters)
    yield context.valid(_NAME, "limits.batch-sizes", _ONE_TEXT(), [context.plain_text], **usual)
    _, second, _ = twice = text_twice(context)
    duplicates = "validation.duplicates-accepted"
    for title, repeated in ((TEXT_TWICE(), twice), (_EVERYWHERE(), [second] * enough)):
        case = context.valid(_NAME, duplicates, title, repeated, **usual)
        yield replace(case, control=context.request(neutral_list(context), **usual))
    for listed in shorter_lists(context):
        yield context.valid(_NAME, "limits.batch-sizes", LIST_OF_TEXTS(count=len(listed)), listed, **usual)


def _combinations(context: PlanContext) -> Iterator[Case]:
    """Send each form with each number of dimensions and each format; the control lacks the one that is tried.

    A list with none of these is controlled by a string, and that by a list of one text.
    """
    sizes = ({}, *({"dimensions": dimensions} for dimensions in context.dimensions))
    formats = ({}, *({"encoding_format": name} for name in context.formats))
    text, listed, usual = context.plain_text, list_of_two(context), context.usual_parameters
    forms = {"string": text, "list": listed} if context.takes_strings else {"list": listed}
    for size, format_ in product(sizes, formats):
        parameters = {**format_, **size}
        for form, input_ in forms.items():
            title = with_parameters(_FORMS[form](), parameters)
            case = context.valid(_NAME, _check_of(parameters, form), title, input_, **parameters)
            if parameters:
                control = context.request(input_, **(format_ if size else {}))
            else:
                control = context.request(text) if form == "list" else context.request([text], **usual)
            yield replace(case, control=control)


def _undocumented_string(context: PlanContext) -> Iterator[Case]:
    """Send a single string where only lists are documented, as clients of OpenAI do."""
    if not context.takes_strings:
        text, rule = context.plain_text, RuleId.INPUT_STRING
        case = context.valid(_NAME, "validation.string-accepted", _UNDOCUMENTED_STRING(), text)
        request = replace(case.request, body=encode({**context.plain_body, "input": text}))
        yield replace(case, request=request, expect=context.policy(rule), rule=rule, single=True, control=context.plain)


def _extreme_dimensions(context: PlanContext) -> Iterator[Case]:
    """Send one text with the least and the most dimensions of a range: a list in one dimension would not differ."""
    for dimensions in context.extreme_dimensions:
        asked = {"dimensions": dimensions}
        title = with_parameters(STRING(), asked)
        yield context.valid(_NAME, "dimensions.documented-accepted", title, context.plain_text, **asked)


def _token_ids(context: PlanContext) -> Iterator[Case]:
    """Send token IDs, as one list and as several, where the contract has such input."""
    one, other = TOKEN_IDS
    for title, decided_by, value in (
        (_TOKEN_IDS(), "validation.tokens-accepted", one),
        (_OTHER_TOKEN_IDS(), "validation.tokens-accepted", other),
        (_TOKEN_ID_LISTS(), "validation.token-lists-accepted", [one, other]),
    ):
        if context.takes(value):
            lists = 2 if value == [one, other] else 1
            case = context.of_token_ids(_NAME, decided_by, title, value)
            yield replace(case, token_lists=lists, group="tokens", role=Role.TOKENS)


def _further_parameters(context: PlanContext) -> Iterator[Case]:
    """Send each parameter that is documented beside the usual four, with every value that is listed."""
    for name, value in context.further:
        title = with_parameters(STRING(), {name: value})
        case = context.valid(_NAME, "validation.parameters-accepted", title, context.plain_text, **{name: value})
        yield replace(case, varied=True, no_effect=name in context.ignored)


def _plain_call(context: PlanContext) -> Iterator[Case]:
    """Where every call carries more, send one that does not, as a client of OpenAI would that knows nothing of it."""
    contract = context.contract
    if context.sent or contract.route.query or contract.key_places[0] != BEARER:
        text, rule = context.plain_text, RuleId.CALL_PLAIN
        case = context.valid(_NAME, RULES[rule].check, _PLAIN_CALL(), text)
        body = encode({"model": context.model.name, "input": text})
        request = Request(body, path=contract.route.plain(context.model.name))
        yield replace(
            case, request=request, expect=Expect.EITHER, rule=rule, single=True, control=context.plain, varied=True
        )


_FORMS: Mapping[str, Template] = MappingProxyType({"string": STRING, "list": LIST_OF_TWO})


def _check_of(parameters: Mapping[str, object], form: str) -> str:
    if "dimensions" in parameters:
        return "dimensions.documented-accepted"
    asked = parameters.get("encoding_format")
    return f"encoding.{asked}-accepted" if asked in {"float", "base64"} else f"validation.{form}-accepted"


def _kinds_of_text(context: PlanContext) -> Iterator[Case]:
    """Send every kind of text alone and in lists, controlled by English, since the plainest request may be Chinese.

    Of English the text is sent that lists hold beside the plainest one.
    """
    _, second = ordinary_texts(context.plain_text, 2)
    usual = context.usual_parameters
    english = context.request(second, **usual)
    for kind, (first, *_) in ORDINARY.items():
        text = second if kind == "english" else first
        case = context.valid(_NAME, _check_of_kind(kind), _KIND_ALONE(kind=TEXT_KINDS[kind]), text, **usual)
        yield case if kind == "english" else replace(case, control=english)
    most = context.model.max_items or _MOST_WITHOUT_LIMIT
    for kinds in _lists_of_kinds(most):
        texts = tuple(text for kind in kinds for text in ORDINARY[kind][1 : 1 + _TEXTS_A_KIND // len(kinds)])[:most]
        title = _LIST_OF_KINDS(kinds=list_of_kinds(kinds))
        yield replace(context.valid(_NAME, _check_of_kind(kinds[0]), title, texts, **usual), control=english)


def _check_of_kind(kind: str) -> str:
    return "validation.languages-accepted" if kind in _LANGUAGES else "validation.ordinary-text-accepted"


def _lists_of_kinds(most: int) -> Iterator[tuple[str, ...]]:
    """Yield one list for each language, and for the other kinds as many as fit into lists of ``most`` texts."""
    yield from ((kind,) for kind in _LANGUAGES)
    others = [kind for kind in ORDINARY if kind not in _LANGUAGES]
    size = min(most, _TEXTS_A_KIND)
    yield from (tuple(others[at : at + size]) for at in range(0, len(others), size))


_LANGUAGES = ("chinese", "english", "mixed")
_TEXTS_A_KIND = 6
