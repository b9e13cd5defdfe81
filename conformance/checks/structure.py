"""The members every answer has."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.answers.answer import Answer
from conformance.checks.registry import Scope, check, successes
from conformance.checks.schema_claims import claimed
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.values import wire_value

_answered = successes()

_NO_OBJECT = finding_kind(
    "structure.body-no-object", "the body is no object", expected="an object", observed="{body:json}"
)
_SHARED_ID = finding_kind(
    "structure.id-shared",
    "{calls:call} have one id",
    expected="an id of its own for each call",
    observed="{id:json}",
)
_OTHER_MODEL = finding_kind(
    "structure.model-other",
    "`model` is {observed:json}, though {called:json} was called",
    expected="{called:json}",
    observed="{observed:json}",
)
_MISCOUNTED = finding_kind(
    "structure.items-miscounted", "{inputs:input}, {items:item}", expected="{inputs:item}", observed="{items}"
)


@check(
    "structure.body-object",
    "The body of an answer is a JSON object.",
    selector=_answered,
    after=("transport.json-strict", "errors.no-error-in-success"),
)
def body_is_an_object(answer: Answer) -> Iterator[Finding]:
    """Members can only be looked for in an object."""
    if not isinstance(answer.parsed.value, dict):
        yield _NO_OBJECT(body=wire_value(answer.parsed.value))


_AFTER = ("structure.body-object",)

check("structure.id", "`id` is a non-empty string.", selector=_answered, after=_AFTER)(claimed("/id"))
_named = claimed("/model")


@check("structure.model-present", "`model` is a non-empty string.", selector=_answered, after=_AFTER)
def model_is_named(answer: Answer) -> Iterator[Finding]:
    """What a request names oddly, or leaves out, may come back as it was sent."""
    for finding in _named(answer):
        sent = _sent_model(answer)
        if isinstance(sent, str) or answer.body.get("model") != sent:
            yield finding


def _sent_model(answer: Answer) -> Any:
    """Return the model that the request names; None where it names none, or is no JSON object."""
    try:
        body = json.loads(answer.case.request.body)
    except ValueError:
        return None
    return body.get("model") if isinstance(body, dict) else None


check("structure.object", '`object` is "list".', selector=_answered, after=_AFTER)(claimed("/object"))
check("structure.data", "`data` is a list.", selector=_answered, after=_AFTER)(claimed("/data"))
check(
    "structure.item-object",
    'Every item of `data` is an object whose `object` is "embedding".',
    selector=_answered,
    after=("structure.data",),
)(claimed("/data/*", "/data/*/object"))


@check(
    "structure.id-unique",
    "`id` is different for each call.",
    selector=_answered,
    scope=Scope.ALL,
    after=("structure.id",),
    by_chance=True,
)
def ids_differ(answers: Sequence[Answer]) -> Iterator[Finding]:
    """An id that several calls share identifies none of them."""
    seen: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        seen[answer.body.get("id", answer.key)].append(answer)
    for id_, sharers in seen.items():
        if len(sharers) > 1:
            first, second = sharers[:2]
            beside = (Evidence(first.key, Part.COMPARED_WITH, "/id"),)
            yield _SHARED_ID(at="/id", of=second.key, beside=beside, calls=len(sharers), id=wire_value(id_))


@check(
    "structure.model-echo",
    "`model` names the model that was called.",
    selector=_answered,
    after=("structure.model-present",),
)
def model_is_the_one_called(answer: Answer) -> Iterator[Finding]:
    """An answer under another name may come from another vector space; where none was sent, any name will do."""
    sent, model = _sent_model(answer), answer.body.get("model")
    if sent is not None and model != sent:
        yield _OTHER_MODEL(at="/model", observed=wire_value(model), called=wire_value(sent))


@check(
    "structure.item-count",
    "`data` has one item for each input.",
    selector=successes(where=lambda case: case.inputs is not None),
    after=("structure.data",),
)
def one_item_per_input(answer: Answer) -> Iterator[Finding]:
    """Callers pair items with inputs; one too few shifts or loses rows."""
    wanted = answer.case.inputs or 0
    if len(answer.items) != wanted:
        yield _MISCOUNTED(at="/data", inputs=wanted, items=len(answer.items))
