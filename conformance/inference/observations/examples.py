"""Whether the document's worked examples count as many tokens as it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.usage import prompt_tokens
from conformance.model.contract import Example
from conformance.model.finding import Observation
from conformance.model.message import template
from conformance.model.probe_name import ProbeName

__all__ = ["observe_examples"]

_TOKENS = template("examples.tokens", "tokens of the document's example «{example}», where it says {documented}")
_AS_DOCUMENTED = template("examples.as-documented", "{tokens}, as documented")
_OTHERWISE = template("examples.otherwise", "{tokens}, not {documented}")


def observe_examples(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield what each example counted by the model of the document's, once."""
    ids: set[str] = set()
    for answer in answers:
        example = _example(answer)
        tokens = prompt_tokens(answer)
        if example is None or example.tokens is None or tokens is None or example.id in ids:
            continue
        ids.add(example.id)
        documented = example.tokens
        agree = tokens == documented
        value = _AS_DOCUMENTED(tokens=tokens) if agree else _OTHERWISE(tokens=tokens, documented=documented)
        statement = _TOKENS(example=example.id, documented=documented)
        yield Observation(f"examples.tokens-{example.id}", answer.case.model, statement, value, answer.key)


def _example(answer: Answer) -> Example | None:
    if answer.case.probe != ProbeName.EXAMPLES or answer.kind is not AnswerKind.SUCCESS:
        return None
    inputs = answer.case.texts or ()
    single = answer.case.single
    return next(
        (
            example
            for example in answer.contract.examples
            if example.model == answer.case.model and example.input == (inputs[0] if single and inputs else inputs)
        ),
        None,
    )
