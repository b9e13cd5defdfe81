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
_WITHOUT_LIMIT = 10
"""Texts of a list where no limit is documented: no service is known to take fewer and still take lists."""


@probe(ProbeName.REFERENCE, Stage.COMPARISONS, manner=Manner.SEQUENCE)
def plan_reference_texts(context: PlanContext) -> Iterator[Case]:
    """Send every text of the reference once, one request after another, and the first list twice, for its noise."""
    reference = context.contract.reference
    if reference is None or context.model.name != reference.model:
        return
    most = _longest_list(context)
    lists = list(_lists(reference, most))
    if not lists:
        return
    yield from (_case(context, reference, texts) for texts in lists)
    first = lists[0]
    backwards = (*reversed(first), *first[:1])[:most]
    yield replace(_case(context, reference, backwards, repeat=1), title=_AGAIN(count=len(backwards)))


@adaptive_probe(
    ProbeName.REFERENCE_AGAIN,
    Stage.COMPARISONS,
    needs=(ProbeName.REFERENCE,),
    decided=(),
    estimate=Estimate(_MOST_AGAIN, 0.1, reserved=True),
)
def plan_strangers_again(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Ask again for the first request whose vectors are all another model's, where those of others are not.

    In all that is one request for each list that the texts fill, and six more.
    """
    reference = context.contract.reference
    asked = sum(answer.case.probe == ProbeName.REFERENCE for answer in answers)
    if reference is None or not asked:
        return
    left = -(-len(reference.texts) // _longest_list(context)) + _BESIDE_LISTS - asked
    for answer in strangers(answers)[:1]:
        case = answer.case
        for turn in range(1, min(left, _MOST_AGAIN) + 1):
            request = replace(case.request, repeat=case.request.repeat + turn + 1)
            yield replace(case, title=_ONCE_MORE(title=case.title), probe=ProbeName.REFERENCE_AGAIN, request=request)


def _longest_list(context: PlanContext) -> int:
    return min(context.model.max_items or _WITHOUT_LIMIT, _LONGEST_LIST)


def _lists(reference: Reference, most: int) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each request: odd ones by themselves, since one that is refused takes its list with it."""
    alone = [each.text for each in reference.texts if len(each.text) > _ALONE]
    beside = [each for each in reference.texts if len(each.text) <= _ALONE]
    yield from _parted([each.text for each in beside if each.sort is not TextClass.ODD], most)
    yield from _parted([each.text for each in beside if each.sort is TextClass.ODD], most)
    yield from _parted(alone, min(most, max(1, -(-len(alone) // _LONG_REQUESTS))))


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
