"""The texts of a reference, sent again: in lists as long as they may be, the longest alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.held_against import strangers
from conformance.model.case import Case, Expect, Manner
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.reference import Reference, TextClass
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.request_title import LIST

__all__ = ["KEPT_VECTORS"]

KEPT_VECTORS = "reference.vectors-kept"
"""The check that decides on a text of the reference."""

_ONE = template("request.reference-text", "a text of {count:character} from the reference")
_AGAIN = template("request.reference-again", "a list of {count:text} from the reference, in reverse")
_ONCE_MORE = template("request.reference-once-more", "{title}, once more")

_ALONE = 1000
"""Characters beyond which a text goes alone, as long as three requests suffice for such."""
_LONG_REQUESTS = 3
_LONGEST_LIST = 64
_BESIDE_LISTS = 6
_MOST_AGAIN = 2
_FEWEST_LISTS = 2
"""Vectors of another model show beside those of another list, where one list would hold nearly all texts."""
_LEAST_PARTED = 6
"""Shorter lists are not worth a request each."""
_WITHOUT_LIMIT = 10
"""Texts of a list where no limit is documented: no service is known to take fewer and still take lists."""


@probe(ProbeName.REFERENCE, Stage.COMPARISONS, manner=Manner.SEQUENCE)
def plan_reference_texts(context: PlanContext) -> Iterator[Case]:
    """Send every text of the reference once, one request after another, in as many lists as may be asked."""
    reference = context.contract.reference
    if reference is None or context.model.name != reference.model:
        return
    yield from (_case(context, reference, texts) for texts in _lists(reference, _longest_list(context)))


@adaptive_probe(
    ProbeName.REFERENCE_AGAIN,
    Stage.COMPARISONS,
    needs=(ProbeName.REFERENCE,),
    decided=(),
    estimate=Estimate(1, 0.1),
)
def plan_reference_again(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Ask once more for vectors that are all another model's, where those of other requests are not; else for noise.

    In all that is one request for each list that the texts fill, and six more.
    """
    reference = context.contract.reference
    asked = [answer for answer in answers if answer.case.probe == ProbeName.REFERENCE]
    if reference is None or not asked:
        return
    most = _longest_list(context)
    strange = [answer.case for answer in strangers(answers)[:1]]
    for case in strange:
        for repeat in range(1, min(_most_requests(reference, most) - len(asked), _MOST_AGAIN) + 1):
            request = replace(case.request, repeat=repeat)
            yield replace(case, title=_ONCE_MORE(title=case.title), probe=ProbeName.REFERENCE_AGAIN, request=request)
    if not strange:
        first = next(_lists(reference, most))
        backwards = (*reversed(first), *first[:1])[:most]
        case = _case(context, reference, backwards, repeat=1)
        yield replace(case, title=_AGAIN(count=len(backwards)), probe=ProbeName.REFERENCE_AGAIN)


def _longest_list(context: PlanContext) -> int:
    return min(context.model.max_items or _WITHOUT_LIMIT, _LONGEST_LIST)


def _most_requests(reference: Reference, most: int) -> int:
    return -(-len(reference.texts) // most) + _BESIDE_LISTS


def _lists(reference: Reference, most: int) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each request: odd ones by themselves, since one that is refused takes its list with it.

    The others go in as many lists as may be asked: of several models behind a name, each request may meet another.
    """
    alone = [entry.text for entry in reference.texts if len(entry.text) > _ALONE]
    beside = [entry for entry in reference.texts if len(entry.text) <= _ALONE]
    odd = [*_parted([entry.text for entry in beside if entry.sort is TextClass.ODD], most)]
    long = [*_parted(alone, min(most, max(1, -(-len(alone) // _LONG_REQUESTS))))]
    left = _most_requests(reference, most) - len(odd) - len(long)
    plain = [entry.text for entry in beside if entry.sort is not TextClass.ODD]
    several = min(max(_FEWEST_LISTS, left - _MOST_AGAIN), left - 1, len(plain) // _LEAST_PARTED)
    yield from _parted(plain, min(most, max(1, -(-len(plain) // max(1, several)))))
    yield from odd
    yield from long


def _parted(texts: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    return (tuple(texts[at : at + most]) for at in range(0, len(texts), most))


def _case(context: PlanContext, reference: Reference, texts: Sequence[str], repeat: int = 0) -> Case:
    """Return a case that may be answered or refused: whether a text must be answered is for other checks to say."""
    width = {} if reference.dimensions is None else {"dimensions": reference.dimensions}
    title: Message = LIST(count=len(texts)) if len(texts) > 1 else _ONE(count=len(texts[0]))
    input_ = list(texts) if len(texts) > 1 or not context.takes_strings else texts[0]
    case = context.valid(ProbeName.REFERENCE, KEPT_VECTORS, title, input_, **{**context.usual_parameters, **width})
    return replace(
        case,
        request=replace(case.request, repeat=repeat),
        expect=Expect.EITHER,
        control=None,
        group="reference",
        ordinary=False,
    )
