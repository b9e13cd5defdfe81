"""The members every answer has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.checks.registry import Scope, check, successes
from conformance.checks.schema_claims import claimed
from conformance.checks.wording import shown
from conformance.model.finding import Finding

_answered = successes()


@check(
    "structure.body-object",
    "The body of an answer is a JSON object.",
    selector=_answered,
    after=("transport.json-strict", "errors.no-error-in-success"),
)
def body_is_an_object(answer: Answer) -> Iterator[Finding]:
    """Members can only be looked for in an object."""
    if not isinstance(answer.parsed.value, dict):
        yield Finding("the body is no object", "an object", shown(answer.parsed.value))


_AFTER = ("structure.body-object",)

check("structure.id", "`id` is a non-empty string.", selector=_answered, after=_AFTER)(claimed("/id"))
check("structure.model-present", "`model` is a non-empty string.", selector=_answered, after=_AFTER)(claimed("/model"))
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
)
def ids_differ(answers: Sequence[Answer]) -> Iterator[Finding]:
    """An id that several calls share identifies none of them."""
    seen: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        seen[answer.body.get("id", answer.key)].append(answer)
    for id_, sharers in seen.items():
        if len(sharers) > 1:
            yield Finding(
                f"{len(sharers)} calls have one id", "an id of its own for each call", shown(id_), "/id", sharers[1].key
            )


@check(
    "structure.model-echo",
    "`model` names the model that was called.",
    selector=_answered,
    after=("structure.model-present",),
)
def model_is_the_one_called(answer: Answer) -> Iterator[Finding]:
    """An answer under another name may come from another vector space."""
    if (model := answer.body.get("model")) != answer.case.model:
        yield Finding("`model` is another than the one called", shown(answer.case.model), shown(model), "/model")


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
        yield Finding(f"{wanted} inputs, {len(answer.items)} items", f"{wanted} items", str(len(answer.items)), "/data")
