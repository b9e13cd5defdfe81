"""The document's worked examples, verbatim and before anything else."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.case import Case
from conformance.model.depth import smoke
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

_EXAMPLE = template("request.example", "the document's example «{example}»")


@probe(ProbeName.EXAMPLES, Stage.EXAMPLES, share=smoke(2))
def plan_examples(context: PlanContext) -> Iterator[Case]:
    """Send each worked example with the model under test in place of the one in the document."""
    for example in context.contract.examples:
        title = _EXAMPLE(example=example.id)
        decided_by = "validation.examples-answered"
        yield context.valid(ProbeName.EXAMPLES, decided_by, title, example.input, **context.usual_parameters)
