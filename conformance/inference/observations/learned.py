"""What was learned of limits, dimensions and error responses that a document leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from conformance.answers.answer import Answer
from conformance.inference.alternatives import join_alternatives
from conformance.inference.error_responses import ErrorResponses, error_responses_of
from conformance.inference.fact_messages import describe_input_limit, describe_text_limit, describe_usage
from conformance.inference.model_facts import facts_of
from conformance.model.contract import Model
from conformance.model.finding import Observation
from conformance.model.message import Message, Template, template

__all__ = ["observe_undocumented_limits"]

_DIMENSIONS = template("learned.default-dimensions", "dimensions of the vectors")
_INPUTS = template("learned.input-limit", "inputs in a request")
_TOKENS = template("learned.token-limit", "tokens in a text")
_TEXT = template("learned.text-limit", "length of a text")
_USAGE = template("learned.usage-unit", "what usage counts")
_ERRORS = template("learned.error-responses", "shape and status of error responses")

_SHAPES_AND_STATUSES = template("learned.shapes-and-statuses", "{shapes}; {statuses}")
_NO_SHAPE = template("learned.no-known-shape", "of no known shape")
_STATUS_FOR = template("learned.status-for", "{statuses} for {mistake}")
_MISTAKES: Mapping[str, Template] = MappingProxyType(
    {
        "unknown-model": template("mistake.unknown-model", "an unknown model"),
        "wrong-key": template("mistake.wrong-key", "a wrong key"),
        "missing-key": template("mistake.missing-key", "no key"),
        "parameter": template("mistake.parameter", "what is wrong otherwise"),
    }
)


def observe_undocumented_limits(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield what the answers of one model show of each limit, default and error that its document does not name."""
    if not answers:
        return
    model = answers[0].model
    if None in {model.default_dimensions, model.max_items, model.max_tokens}:
        yield from _limits(model, answers)
    if not answers[0].contract.errors and (error_responses := error_responses_of(answers)).errors:
        yield Observation("learned.refusals", model.name, _ERRORS(), _describe_error_responses(error_responses))


def _limits(model: Model, answers: Sequence[Answer]) -> Iterator[Observation]:
    facts = facts_of(model.name, answers)
    if model.default_dimensions is None and facts.width is not None:
        yield Observation("learned.width", model.name, _DIMENSIONS(), facts.width)
    if model.max_items is None and facts.items is not None:
        yield Observation("learned.inputs", model.name, _INPUTS(), describe_input_limit(facts.items))
    if model.max_tokens is None and (limit := describe_text_limit(facts)) is not None:
        yield Observation("learned.tokens", model.name, _TOKENS() if facts.words is None else _TEXT(), limit)
    if (counted := describe_usage(facts.usage)) is not None:
        yield Observation("learned.usage", model.name, _USAGE(), counted)


def _describe_error_responses(error_responses: ErrorResponses) -> Message:
    shapes = tuple(envelope.shape for envelope in error_responses.envelopes)
    statuses = tuple(
        _STATUS_FOR(statuses=join_alternatives(row["status"]), mistake=_MISTAKES[mistake]())
        for mistake, row in error_responses.errors.items()
    )
    return _SHAPES_AND_STATUSES(shapes=shapes or _NO_SHAPE(), statuses=statuses)
