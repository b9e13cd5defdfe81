"""The document's worked examples, verbatim and before anything else."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.case import Case
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

NAME = "examples"


@probe(NAME, Stage.EXAMPLES)
def worked_examples(context: PlanContext) -> Iterator[Case]:
    """Send each worked example with the model under test in place of the one shown."""
    for example in context.contract.examples:
        title = f"the document's example «{example.id}»"
        yield context.valid(NAME, "validation.examples-answered", title, example.input, **context.as_shown())
