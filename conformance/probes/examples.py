"""The document's worked examples, verbatim and before anything else."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.case import Case
from conformance.probes.ground import Ground
from conformance.probes.registry import probe

NAME = "examples"


@probe(NAME)
def worked_examples(ground: Ground) -> Iterator[Case]:
    """Send each worked example with the model under test in place of the one shown."""
    for example in ground.contract.examples:
        title = f"the document's example «{example.id}»"
        yield ground.valid(NAME, "validation.examples-answered", title, example.input, **ground.as_shown())
