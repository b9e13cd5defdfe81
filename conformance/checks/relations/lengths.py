"""Long texts are read to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.comparison import (
    Comparison,
    compare,
    differs_at_end,
    have_one_vector,
    surely_differ,
    tail_pairs,
)
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.answers.usage import prompt_tokens
from conformance.checks.registry import OutOfSightError, Scope, check
from conformance.checks.relations.baselines import beside
from conformance.checks.relations.comparing import AFTER, are_claimed, by_role, compared_with, place_of
from conformance.checks.relations.reach import Reach
from conformance.model.case import Expect
from conformance.model.finding import Finding, finding_kind
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId

_UNSEEN = finding_kind(
    "relations.change-unseen",
    "{case}: the change changes nothing{counted}{cut}",
    expected="another vector",
    observed="a cosine of {cosine:.9f}",
)
_UNSEEN_IN_LIST = finding_kind(
    "relations.change-unseen-in-list",
    "{case}: items {other} and {item}, which end otherwise, have one vector, though alone they have two",
    expected="two vectors",
    observed="a cosine of {cosine:.9f}, alone {alone:.9f}",
)
_SEAM_UNREAD = finding_kind(
    "relations.seam-unread",
    "{case}: word {word} makes no difference to the vector, though words beside it do",
    expected="another vector",
    observed="a cosine of {cosine:.9f}",
)
_COUNTED = template("relations.though-counted", ", though `usage` counts {tokens}")
_TOO_NOISY = template(
    "relations.too-noisy-for-long-texts",
    "repeats differ by {distance:.1e} in cosine distance, and what was changed in a long text by hardly more",
)


@check(
    "relations.long-text-read",
    "A change anywhere in a text changes its vector, up to the documented length.",
    selector=beside(by_role(Role.TAIL, Role.CUT, Role.SEAM), Role.BATCH, Role.KINDS, Role.PREFIXES),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.LONG_TEXTS, ProbeName.CUT_POINT),
)
def long_text_is_read_to_its_end(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Text within the documented length that is cut is lost; beyond it, or where none is documented, that is advice."""
    pairs = {name: pair for name, pair in tail_pairs(answers).items() if not _may_be_cut(pair[0].answer)}
    pairs = {name: pair for name, pair in pairs.items() if are_claimed(*pair)}
    unseen = {name: pair for name, pair in pairs.items() if have_one_vector(*pair, space)}
    if not unseen and not all(surely_differ(*pair, space) for pair in pairs.values()):
        raise OutOfSightError(_TOO_NOISY(distance=max(space.noise.repeats, space.noise.load)))
    for name, (one, other) in unseen.items():
        # A cut is named by words, so that only texts made of words can show one.
        reach = Reach.of((one, other), answers, space) if differs_at_end(name) and " " in one.text else None
        yield _unseen(compare(other, one), reach)
    for name in pairs.keys() - unseen.keys():
        yield from _unseen_in_lists(pairs[name], answers, space)
    for answer in answers:
        if answer.case.role is Role.SEAM:
            yield from _unread_at_seam(list(rows_of(answer)), space)


def _unread_at_seam(rows: Sequence[VectorRow], space: EmbeddingSpace) -> Iterator[Finding]:
    """Report a word that changes nothing, where as many as change the vector plainly stand beside it.

    Numbers that are printed or kept with few digits may hide one word of hundreds: plainly is in most of the numbers.
    """
    if not rows or rows[0].place:
        return
    base, *others = rows
    unseen = [row for row in others if have_one_vector(base, row, space)]
    seen = [row for row in others if surely_differ(base, row, space) and _differ_plainly(base, row)]
    if len(seen) + len(unseen) == len(others) and 2 * len(unseen) < len(others):
        for row in unseen:
            yield _SEAM_UNREAD(
                at=place_of(row),
                of=row.answer.key,
                beside=compared_with(base),
                case=row.answer.case.title,
                word=_place_of_change(base.text, row.text),
                cosine=compare(row, base).cosine,
            )


def _differ_plainly(one: VectorRow, other: VectorRow) -> bool:
    return 2 * int((one.vector != other.vector).sum()) > one.vector.size


def _place_of_change(text: str, other: str) -> int:
    """Return which word of two texts, counted from 1, is another one."""
    pairs = zip(text.split(" "), other.split(" "), strict=True)
    return next(at for at, (word, changed) in enumerate(pairs, 1) if word != changed)


def _unseen_in_lists(
    alone: tuple[VectorRow, VectorRow], answers: Sequence[Answer], space: EmbeddingSpace
) -> Iterator[Finding]:
    """Report the lists in which two texts have one vector that have two alone: those of a list may be cut shorter."""
    if not surely_differ(*alone, space):
        return
    for answer in answers:
        rows = {row.text: row for row in rows_of(answer)} if answer.case.role is Role.BATCH else {}
        one, other = (rows.get(row.text) for row in alone)
        if one is not None and other is not None and have_one_vector(one, other, space):
            yield _UNSEEN_IN_LIST(
                at=place_of(other),
                of=answer.key,
                beside=compared_with(one, *alone),
                case=answer.case.title,
                item=other.place,
                other=one.place,
                cosine=compare(other, one).cosine,
                alone=compare(*alone).cosine,
            )


def _may_be_cut(answer: Answer) -> bool:
    """Tell whether a text is over the limit, and the document says that such are answered: then they are cut."""
    rule = RuleId.TEXT_OVER_LENGTH
    return answer.case.rule == rule and answer.contract.policy.get(rule) is Expect.ANSWER


def _unseen(pair: Comparison, reach: Reach | None) -> Finding:
    answer = pair.row.answer
    return _UNSEEN(
        at=place_of(pair.row),
        of=answer.key,
        beside=compared_with(pair.reference, *(() if reach is None else reach.shown_by)),
        advisory=answer.model.max_tokens is None or answer.case.rule == RuleId.TEXT_OVER_LENGTH,
        case=answer.case.title,
        counted=_counted(answer),
        cut=None if reach is None else reach.said,
        cosine=pair.cosine,
    )


def _counted(answer: Answer) -> Message | None:
    tokens = prompt_tokens(answer)
    return _COUNTED(tokens=tokens) if tokens else None
