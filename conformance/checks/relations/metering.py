"""Usage that adds up: the document does not promise it, so all of this is advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace
from conformance.checks.registry import Scope, check
from conformance.checks.relations.comparing import by_role
from conformance.checks.relations.lengths import reacts, tail_pairs
from conformance.checks.relations.texts import TOO_NOISY
from conformance.model.finding import Finding

_ROUNDING = 0.1
_LONGER = 1.3


@check(
    "usage.adds-up",
    "A batch is metered like its texts alone, in any order and form; longer text is metered higher.",
    selector=by_role("alone", "batch", "permuted", "list-of-one", "tail"),
    scope=Scope.SPACE,
    after=("structure.item-count", "usage.prompt-tokens"),
    probes=("noise", "batches", "long-texts"),
)
def usage_adds_up(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Bills follow usage."""
    alone = {(answer.case.texts or ("",))[0]: _tokens(answer) for answer in answers if answer.case.role == "alone"}
    for answer in answers:
        texts = answer.case.texts or ()
        if answer.case.role in {"batch", "permuted", "list-of-one"} and all(text in alone for text in texts):
            yield from _summed(answer, alone)
    yield from _grows(answers)
    yield from _unread(answers, space)


def _tokens(answer: Answer) -> int:
    return int(answer.body["usage"]["prompt_tokens"])


def _summed(answer: Answer, alone: Mapping[str, int]) -> Iterator[Finding]:
    texts = answer.case.texts or ()
    wanted, counted = sum(alone[text] for text in texts), _tokens(answer)
    if abs(wanted - counted) > max(2 * len(texts), _ROUNDING * wanted):
        told = f"{answer.case.title}: {counted} tokens, its texts alone {wanted}"
        yield Finding(told, str(wanted), str(counted), "/usage/prompt_tokens", answer.key, advisory=True)


def _grows(answers: Sequence[Answer]) -> Iterator[Finding]:
    tails = [answer for answer in answers if answer.case.role == "tail" and answer.case.group]
    counts = [(len((answer.case.texts or ("",))[0]), _tokens(answer), answer) for answer in tails]
    for (short, few, _), (long, many, answer) in zip(counts, counts[2:], strict=False):
        if long > 1.3 * short and many <= few:
            told = f"{answer.case.title}: {many} tokens, a much shorter text {few}"
            yield Finding(told, f"more than {few}", str(many), "/usage/prompt_tokens", answer.key, advisory=True)


def _unread(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report usage that grows from one text to a longer one although the end of neither is read."""
    if space.repeat_noise > TOO_NOISY:
        return
    unread = [one.answer for one, other in tail_pairs(answers).values() if not reacts(one, other, space)]
    for short, long in pairwise(unread):
        few, many = _tokens(short), _tokens(long)
        if many > _LONGER * few:
            told = f"{long.case.title}: usage counts {many} tokens, though no more is read than of {few}"
            yield Finding(told, "what is read", str(many), "/usage/prompt_tokens", long.key, advisory=True)
