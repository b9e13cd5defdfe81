"""Vectors are those of a reference: whether an index that was made before may be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.held_against import held_against
from conformance.answers.kinship import judge_kinship
from conformance.answers.kinship_verdict import ADVICE, NAMES, Kinship, KinshipVerdict
from conformance.answers.likeness import Likeness
from conformance.checks.registry import OutOfSightError, Scope, Selector, UndecidedError, check
from conformance.checks.relations.comparing import AFTER
from conformance.model.finding import Finding, FindingKind, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName

_PROBES = (ProbeName.REFERENCE, ProbeName.REFERENCE_AGAIN)
_TOLD = "{kinship}: {why}. For an index: {index}"
_OBSERVED = "{kinship}"

_MODEL = finding_kind("reference.model", _TOLD, expected="the vectors of the reference", observed=_OBSERVED)
_READING = finding_kind("reference.reading", _TOLD, expected="the vectors of the reference", observed=_OBSERVED)
_PRECISION = finding_kind("reference.precision", _TOLD, expected="the vectors of the reference", observed=_OBSERVED)
_OTHER = finding_kind("reference.other", _TOLD, expected="the vectors of the reference", observed=_OBSERVED)
_RENORMALISED = finding_kind("reference.re-normalised", _TOLD, expected="norms as before", observed=_OBSERVED)
_PREFIX = finding_kind("reference.prefix", _TOLD, expected="as many dimensions as before", observed=_OBSERVED)
_TOKENIZER = finding_kind("reference.tokenizer", _TOLD, expected="token counts as before", observed=_OBSERVED)

_VECTORS: dict[Kinship, FindingKind] = {
    Kinship.MODEL: _MODEL,
    Kinship.READING: _READING,
    Kinship.PRECISION: _PRECISION,
    Kinship.OTHER: _OTHER,
}
_OTHERS = template(
    "reference.vectors-are-others", "the vectors are others, so that nothing else can be held against them"
)
_UNCOUNTED = template("reference.nothing-counted", "no token counts are there to hold against each other")

_OF_REFERENCE = Selector(
    picks=lambda answer: answer.case.probe in _PROBES and answer.kind is AnswerKind.SUCCESS,
    wants=lambda case: case.probe == ProbeName.REFERENCE,
)


@check(
    "reference.vectors-kept",
    "Texts have the vectors of the reference, as far as right hardware lets them.",
    selector=_OF_REFERENCE,
    scope=Scope.ALL,
    after=AFTER,
    probes=_PROBES,
)
def vectors_are_kept(answers: Sequence[Answer]) -> Iterator[Finding]:
    """What right hardware does is no finding; where it does not show whether vectors are others, nothing is said."""
    likeness, verdict = _judged(answers)
    if verdict.kinship in _VECTORS:
        yield _kinship_finding(_VECTORS[verdict.kinship], likeness, verdict)


@check(
    "reference.norms-kept",
    "Vectors have the L2 norms of the reference.",
    selector=_OF_REFERENCE,
    scope=Scope.ALL,
    after=AFTER,
    probes=_PROBES,
)
def norms_are_kept(answers: Sequence[Answer]) -> Iterator[Finding]:
    """An index that ranks by the inner product mixes no two norms."""
    yield from _beside(answers, Kinship.RENORMALISED, _RENORMALISED)


@check(
    "reference.width-kept",
    "Vectors have as many dimensions as those of the reference.",
    selector=_OF_REFERENCE,
    scope=Scope.ALL,
    after=AFTER,
    probes=_PROBES,
)
def width_is_kept(answers: Sequence[Answer]) -> Iterator[Finding]:
    """The first numbers of a longer vector are a vector of the same space for some models."""
    likeness, verdict = _judged(answers)
    if verdict.kinship is Kinship.PREFIX:
        yield _kinship_finding(_PREFIX, likeness, verdict)


@check(
    "reference.tokens-kept",
    "Texts count as many tokens as in the reference.",
    selector=_OF_REFERENCE,
    scope=Scope.ALL,
    after=AFTER,
    probes=_PROBES,
)
def tokens_are_kept(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Counts are exact: what counts otherwise reads otherwise, or charges otherwise."""
    likeness, _ = _judged(answers)
    if not likeness.counts:
        raise OutOfSightError(_UNCOUNTED())
    yield from _beside(answers, Kinship.TOKENIZER, _TOKENIZER)


@dataclass(frozen=True, slots=True, eq=False)
class _SameAnswers:
    """Answers that equal others where they are the very same ones: another target may answer the same requests."""

    answers: tuple[Answer, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameAnswers) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)

    @property
    def _ids(self) -> tuple[int, ...]:
        return tuple(map(id, self.answers))


@lru_cache(maxsize=1)
def _measured(same: _SameAnswers) -> tuple[Likeness, KinshipVerdict]:
    """Return measures and verdict, which all checks of a reference share."""
    likeness = held_against(same.answers)
    return likeness, judge_kinship(likeness)


def _judged(answers: Sequence[Answer]) -> tuple[Likeness, KinshipVerdict]:
    """Return measures and verdict; raises UndecidedError where nothing can be told."""
    likeness, verdict = _measured(_SameAnswers(tuple(answers)))
    if verdict.kinship is Kinship.UNKNOWN:
        raise UndecidedError(verdict.message)
    return likeness, verdict


def _beside(answers: Sequence[Answer], kinship: Kinship, kind: FindingKind) -> Iterator[Finding]:
    """Give the finding of one kinship; what is told of vectors that are others is told of nothing beside them."""
    likeness, verdict = _judged(answers)
    if verdict.kinship in _VECTORS:
        raise OutOfSightError(_OTHERS())
    if verdict.kinship is kinship:
        yield _kinship_finding(kind, likeness, verdict)


def _kinship_finding(kind: FindingKind, likeness: Likeness, verdict: KinshipVerdict) -> Finding:
    farthest = max(likeness.texts, key=lambda text: text.distance)
    kinship, index = NAMES[verdict.kinship](), ADVICE[verdict.index]()
    return kind(of=farthest.request, kinship=kinship, why=verdict.why, index=index)
