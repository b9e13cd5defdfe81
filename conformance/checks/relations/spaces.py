"""Vectors that the document calls comparable are: whatever model of a space they come from, with whatever parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, rows_of
from conformance.answers.likeness import Likeness, TextPair, measure
from conformance.checks.registry import OutOfSightError, Scope, check
from conformance.checks.relations.comparing import AFTER, by_role
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.reference import TextClass
from conformance.model.role import Role

_FEWEST = 4
"""Fewer texts tell nothing of a space."""
_SURELY, _PERHAPS = 0.5, 0.1
"""Shares of texts that are nearer to another: of no space in common, and of one that is shared roughly at best."""
_ITEMS = "/data"

_TOLD = (
    "{case}: {strayed} of {texts:text} lie nearer to another text of the plain list than to themselves there "
    "(cosine {cosine:.2f} typically)"
)
_EXPECTED, _OBSERVED = "each text nearest to itself", "{strayed} of {texts:text} nearer to another"
_MODELS = finding_kind("relations.models-apart", _TOLD, expected=_EXPECTED, observed=_OBSERVED)
_PARAMETER = finding_kind("relations.parameter-changes-space", _TOLD, expected=_EXPECTED, observed=_OBSERVED)
_FEW = template("relations.few-in-common", "no other answer has as many numbers in its vectors for as many texts")


@check(
    "relations.models-share-space",
    "By two models of one space, a text is nearer to itself than to any other.",
    selector=by_role(Role.OF_ONE_SPACE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.SHARED_SPACES),
)
def models_share_a_space(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """An index of the one is searched by the other: how near is left open, which text is nearest is not."""
    own = [answer for answer in answers if answer.case.model == space.model]
    others = [answer for answer in answers if answer.case.model != space.model]
    yield from _apart(_MODELS, own, others, space)


@check(
    "relations.parameters-keep-space",
    "With a parameter that keeps the space and without it, a text is nearer to itself than to any other.",
    selector=by_role(Role.KEEPING_SPACE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.SHARED_SPACES),
)
def parameters_keep_the_space(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """An index that was made with one value is searched with another."""
    own = [answer for answer in answers if not answer.case.varied]
    others = [answer for answer in answers if answer.case.varied]
    yield from _apart(_PARAMETER, own, others, space)


def _apart(
    kind: FindingKind, own: Sequence[Answer], others: Sequence[Answer], space: EmbeddingSpace
) -> Iterator[Finding]:
    """Report the answers of which texts are nearer to others: of most, or a warning of some.

    Raises OutOfSightError where no other answer can be held against the own one.
    """
    compared = [(answer, *both) for plain in own[:1] for answer in others if (both := _both_ways(plain, answer))]
    if not compared:
        raise OutOfSightError(_FEW())
    for answer, one, other in compared:
        leads = [min(pair) for pair in zip(_leads(one), _leads(other), strict=True)]
        strayed = sum(lead < -space.noise.visible for lead in leads)
        if strayed > _PERHAPS * len(leads):
            yield kind(
                at=_ITEMS,
                of=answer.key,
                beside=(Evidence(own[0].key, Part.COMPARED_WITH, _ITEMS),),
                advisory=strayed <= _SURELY * len(leads),
                case=answer.case.title,
                strayed=strayed,
                texts=len(leads),
                cosine=1 - median(row.distance for row in one.texts),
            )


def _both_ways(plain: Answer, answer: Answer) -> tuple[Likeness, Likeness] | None:
    """Measure two answers to the same texts, each against the other; None where they have too little in common."""
    before = {row.text: row.vector for row in rows_of(plain)}
    pairs = [(row.text, before[row.text], row.vector) for row in rows_of(answer) if row.text in before]
    if len(pairs) < _FEWEST or any(one.size != other.size for _, one, other in pairs):
        return None
    there = measure([TextPair(text, TextClass.ORDINARY, one, other) for text, one, other in pairs])
    back = measure([TextPair(text, TextClass.ORDINARY, other, one) for text, one, other in pairs])
    return there, back


def _leads(likeness: Likeness) -> list[float]:
    return [row.lead for row in likeness.texts]
