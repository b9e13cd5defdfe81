"""What was learned of limits, widths and refusals that a document leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.inference.error_responses import ErrorResponses, error_responses_of
from conformance.inference.model_facts import facts_of
from conformance.model.contract import Model
from conformance.model.facts_told import describe_beyond, describe_limit
from conformance.model.finding import Observation

__all__ = ["about_the_unwritten"]


def about_the_unwritten(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Tell of a model whose document names no limit, width or error what its answers show of them."""
    if not answers:
        return
    model = answers[0].model
    if None in {model.default_dimensions, model.max_items, model.max_tokens}:
        yield from _limits(model, answers)
    if not answers[0].contract.errors and (error_responses := error_responses_of(answers)).errors:
        yield Observation("learned.refusals", model.name, "shape and status of refusals", _told(error_responses))


def _limits(model: Model, answers: Sequence[Answer]) -> Iterator[Observation]:
    facts = facts_of(model.name, answers)
    if model.default_dimensions is None and facts.width is not None:
        yield Observation("learned.width", model.name, "width of vectors", f"{facts.width} numbers")
    if model.max_items is None and facts.items is not None:
        told = describe_limit(facts.items, "in a request")
        yield Observation("learned.inputs", model.name, "inputs in a request", told)
    if model.max_tokens is None and facts.tokens is not None:
        told = describe_limit(facts.tokens, "in a text") + describe_beyond(facts.beyond)
        yield Observation("learned.tokens", model.name, "tokens in a text", told)


def _told(error_responses: ErrorResponses) -> str:
    shapes = ", ".join(envelope.shape for envelope in error_responses.envelopes) or "of no known shape"
    rows = (
        f"{' or '.join(map(str, row['status']))} for {_KINDS[kind]}" for kind, row in error_responses.errors.items()
    )
    return f"{shapes}; {', '.join(rows)}"


_KINDS = {
    "unknown-model": "an unknown model",
    "wrong-key": "a wrong key",
    "missing-key": "no key",
    "parameter": "what is wrong otherwise",
}
