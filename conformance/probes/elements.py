"""The same texts as floats, and with every other type of elements that is documented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation.sentences import sentences
from conformance.model.case import Case
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.request_title import LIST_OF_TEXTS, with_parameters

PLAIN = "elements:plain"
"""The group of the list that is sent plainly."""
_TEXTS = 4
_PLAINLY = template("request.elements-plainly", "{request}, to be compared with other types of elements")


@probe(ProbeName.ELEMENTS, Stage.COMPARISONS)
def plan_elements(context: PlanContext) -> Iterator[Case]:
    """Send a list plainly, then with each type of elements, and the first of them, or the usual, in another width."""
    asked = context.elements
    if not asked and context.contract.default_elements is None:
        return
    plain = _case(context, {})
    yield replace(plain, title=_PLAINLY(request=plain.title), group=PLAIN)
    for parameters in asked:
        yield _case(context, parameters)
    if context.dimensions:
        yield _case(context, {**next(iter(asked), {}), "dimensions": min(context.dimensions)})


def _case(context: PlanContext, parameters: dict[str, object]) -> Case:
    texts = sentences(min(context.model.max_items or _TEXTS, _TEXTS), salt=12)
    title = with_parameters(LIST_OF_TEXTS(count=len(texts)), parameters)
    case = context.valid(ProbeName.ELEMENTS, "elements.accepted", title, texts, **parameters)
    elements = case.elements or context.contract.default_elements
    return replace(case, group="elements:asked", role=Role.ELEMENTS, varied=True, elements=elements)
