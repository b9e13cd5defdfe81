"""Usage that adds up: the document does not promise it, so all of this is advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector, tail_pairs
from conformance.answers.embedding_space import EmbeddingSpace
from conformance.answers.usage import prompt_tokens
from conformance.checks.registry import Scope, check
from conformance.checks.relations.baselines import beside
from conformance.checks.relations.comparing import are_claimed, by_role
from conformance.checks.relations.counts import Metering, tokens_at
from conformance.checks.relations.reach import OF_SHORT_TEXTS, may_be_cut
from conformance.inference.usage_unit import usage_unit_of
from conformance.model.facts import CountUnit
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

_OF_TEXTS_ALONE = frozenset({Role.BATCH, Role.PERMUTED, Role.LIST_OF_ONE, Role.DUPLICATES})
"""Roles of lists whose texts are also sent alone."""
_SIZES = frozenset({CountUnit.CHARACTERS, CountUnit.BYTES})
_ROUNDING = 0.1
_LONGER = 1.3

_NOT_REPEATED = finding_kind(
    "usage.not-repeated",
    "{case}: {tokens:token}, the same input at another time {other}",
    expected="{other}",
    observed="{tokens}",
)
_NOT_SUMMED = finding_kind(
    "usage.not-summed",
    "{case}: {tokens:token}, its texts alone {other}",
    expected="{other}",
    observed="{tokens}",
)
_NOT_GROWING = finding_kind(
    "usage.not-growing",
    "{case}: {tokens:token}, a much shorter text {other}",
    expected="more than {other}",
    observed="{tokens}",
)
_UNREAD_COUNTED = finding_kind(
    "usage.unread-counted",
    "{case}: usage counts {tokens:token}, and {other} for a shorter text, though of neither a change at its end shows",
    expected="a count of what is read",
    observed="{tokens}",
)


@check(
    "usage.adds-up",
    "A batch is metered like its texts alone, in any order and form; longer text is metered higher.",
    selector=beside(
        by_role(Role.ALONE, Role.BATCH, Role.PERMUTED, Role.LIST_OF_ONE, Role.TAIL),
        Role.NOISE,
        Role.HISTORY,
        Role.DUPLICATES,
        Role.LOAD,
        Role.NONE,
        Role.CLIENT,
        Role.FLOAT,
        Role.BASE64,
        *OF_SHORT_TEXTS,
    ),
    scope=Scope.SPACE,
    after=("structure.item-count", "usage.prompt-tokens"),
    probes=(ProbeName.NOISE, ProbeName.BATCHES, ProbeName.LONG_TEXTS),
)
def usage_adds_up(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Bills follow usage; a request that is metered now so, now otherwise is told first."""
    everything = answers
    # Some documents know the total only.
    answers = [a for a in everything if prompt_tokens(a) is not None and a.case.role not in OF_SHORT_TEXTS]
    contested: set[tuple[str, ...] | None] = set()
    for metering in Metering.among(answers):
        yield _differs(_NOT_REPEATED, metering.odd, _tokens(metering.usual), metering.usual)
        contested.add(metering.odd.case.texts)
    # What is metered now so, now otherwise is no measure of anything else.
    steady = [answer for answer in answers if answer.case.texts not in contested]
    alone = {(answer.case.texts or ("",))[0]: answer for answer in steady if answer.case.role is Role.ALONE}
    for answer in steady:
        if answer.case.role in _OF_TEXTS_ALONE and all(text in alone for text in answer.case.texts or ()):
            yield from _summed(answer, alone)
    yield from _grows(answers)
    yield from _unread(answers, everything, space)


def _tokens(answer: Answer) -> int:
    return int(answer.body["usage"]["prompt_tokens"])


def _differs(kind: FindingKind, answer: Answer, other: int, *held_against: Answer) -> Finding:
    """Return a finding about the tokens of an answer, held against a number of tokens that other answers give."""
    return kind(
        at=tokens_at(answer),
        of=answer.key,
        beside=tuple(Evidence(sent.key, Part.COMPARED_WITH, tokens_at(sent)) for sent in held_against),
        advisory=True,
        case=answer.case.title,
        tokens=_tokens(answer),
        other=other,
    )


def _summed(answer: Answer, alone: Mapping[str, Answer]) -> Iterator[Finding]:
    texts = answer.case.texts or ()
    wanted, counted = sum(_tokens(alone[text]) for text in texts), _tokens(answer)
    if abs(wanted - counted) > max(2 * len(texts), _ROUNDING * wanted):
        yield _differs(_NOT_SUMMED, answer, wanted, *(alone[text] for text in dict.fromkeys(texts)))


def _grows(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Report usage that does not grow with a text; where nothing is counted at all, that is told by itself."""
    tails = [answer for answer in answers if answer.case.role is Role.TAIL and answer.case.group]
    sized = [(len(text), answer) for answer in tails for text in answer.case.texts or () if " " in text]
    for (short, shorter), (long, longer) in zip(sized, sized[2:], strict=False):
        if long > _LONGER * short and 0 < _tokens(longer) <= _tokens(shorter):
            yield _differs(_NOT_GROWING, longer, _tokens(shorter), shorter)


def _unread(answers: Sequence[Answer], everything: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report tokens that grow from one text to a longer one although the end of neither is read.

    Usage that is the size of the texts says nothing of what is read, and what is taken for another text, short or long,
    need not be cut: that is told by what compares vectors.
    """
    if usage_unit_of(answers) in _SIZES:
        return
    pairs = ((one, other) for one, other in tail_pairs(answers).values() if " " in one.text and are_claimed(one))
    alike = [pair for pair in pairs if have_one_vector(*pair, space) and may_be_cut(pair, everything, space)]
    unread = [(one.answer, other.answer) for one, other in alike]
    for (short, like_short), (long, like_long) in pairwise(unread):
        if _tokens(long) > _LONGER * _tokens(short):
            yield _differs(_UNREAD_COUNTED, long, _tokens(short), short, like_long, like_short)
