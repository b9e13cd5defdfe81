"""Long texts are read to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.answers.answer import Answer
from conformance.answers.comparison import Comparison, compare, reacts, tail_pairs
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, rows_of
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role, compared_with, place_of
from conformance.checks.relations.texts import TOO_NOISY
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
_COUNTED = template("relations.though-counted", ", though usage counts {tokens:token}")
_CUT = template("relations.cut-between", "; it seems to be cut between word {after} and word {before}")
_TOO_NOISY = template(
    "relations.too-noisy-for-long-texts",
    "repeats differ by {distance:.1e} in cosine distance, more than the end of a long text would",
)


@check(
    "relations.long-text-read",
    "A change anywhere in a text changes its vector, up to the documented length.",
    selector=by_role(Role.TAIL, Role.CUT),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.LONG_TEXTS, ProbeName.CUT_POINT),
)
def long_text_is_read_to_its_end(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Text within the documented length that is cut is lost; beyond it, or where none is documented, that is advice."""
    pairs = tail_pairs(answers)
    if pairs and space.repeat_noise > TOO_NOISY:
        raise UndecidedError(_TOO_NOISY(distance=space.repeat_noise))
    for name, (one, other) in pairs.items():
        if not reacts(one, other, space):
            cut = _Cut.between(answers, space) if name.startswith("tail") else None
            yield _unseen(compare(other, one), cut)


def _unseen(pair: Comparison, cut: _Cut | None) -> Finding:
    answer = pair.row.answer
    return _UNSEEN(
        at=place_of(pair.row),
        of=answer.key,
        beside=compared_with(pair.reference, *(() if cut is None else cut.shown_by)),
        advisory=answer.model.max_tokens is None or answer.case.rule == RuleId.TEXT_OVER_LENGTH,
        case=answer.case.title,
        counted=_counted(answer),
        cut=None if cut is None else _CUT(after=cut.after, before=cut.before),
        cosine=pair.cosine,
    )


def _counted(answer: Answer) -> Message | None:
    tokens = (answer.body.get("usage") or {}).get("prompt_tokens")
    return _COUNTED(tokens=tokens) if type(tokens) is int and tokens else None


@dataclass(frozen=True, slots=True)
class _Cut:
    """Between which words a long text seems to be cut: changes before the cut show, changes after it do not."""

    after: int
    before: int
    shown_by: tuple[VectorRow, ...]
    """The unchanged text, the last change that shows and the first one that does not."""

    @classmethod
    def between(cls, answers: Sequence[Answer], space: EmbeddingSpace) -> _Cut | None:
        """Return the cut that the probes of one show, or None where none was asked for or all changes show."""
        probes = [row for answer in answers if answer.case.role is Role.CUT for row in rows_of(answer)]
        whole = next((row for row in probes if row.answer.case.group == "whole"), None)
        if whole is None:
            return None
        changed = {int(row.answer.case.group): row for row in probes if row.answer.case.group != "whole"}
        seen = max((word for word, row in changed.items() if reacts(whole, row, space)), default=0)
        unseen = min((word for word, row in changed.items() if not reacts(whole, row, space)), default=None)
        if unseen is None:
            return None
        brackets = [changed[word] for word in (seen, unseen) if word in changed]
        return cls(seen, unseen, (whole, *brackets))
