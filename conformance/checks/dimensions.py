"""How many dimensions the vectors have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.checks.registry import Scope, check, successes
from conformance.model.case import Case
from conformance.model.finding import Evidence, Finding, FindingKind, Part, finding_kind
from conformance.model.message import template

_AFTER = ("structure.data", "vectors.not-empty", "vectors.one-width")
_FIRST = "/data/0/embedding"

_Asked = tuple[str, int | None, str]

_NOT_ASKED = finding_kind(
    "dimensions.not-as-asked",
    "vectors of {dimensions:dimension} where {wanted} were asked for",
    expected="{wanted:dimension}",
    observed="{dimensions}",
)
_NOT_DEFAULT = finding_kind(
    "dimensions.not-the-default",
    "vectors of {dimensions:dimension} where none were asked for and the default is {wanted}",
    expected="{wanted:dimension}",
    observed="{dimensions}",
)
_CHANGING = finding_kind(
    "dimensions.changing",
    "{asking}: mostly {usual:dimension}, here {dimensions} ({case})",
    expected="{usual:dimension}",
    observed="{dimensions}",
)
_NONE_ASKED = template("dimensions.none-asked", "no dimensions asked for")
_ASKED = template("dimensions.so-many-asked", "{dimensions} asked for")


def _dimensions(answer: Answer) -> int | None:
    return next((vector.size for vector in answer.vectors if vector is not None), None)


def _held_to(answer: Answer, wanted: int, kind: FindingKind) -> Iterator[Finding]:
    dimensions = _dimensions(answer)
    if dimensions is not None and dimensions != wanted:
        yield kind(at=_FIRST, dimensions=dimensions, wanted=wanted)


@check(
    "dimensions.asked",
    "Vectors have the dimensions that were asked for.",
    selector=successes(where=lambda case: case.dimensions is not None and case.encoding != "base64"),
    after=_AFTER,
)
def dimensions_are_those_asked_for(answer: Answer) -> Iterator[Finding]:
    """A number of dimensions that is ignored fills a table with rows that do not fit."""
    assert answer.case.dimensions is not None
    yield from _held_to(answer, answer.case.dimensions, _NOT_ASKED)


def _plain(case: Case) -> bool:
    asked = case.dimensions is not None or case.varied or case.rule.startswith("dimensions.")
    return not asked and case.encoding != "base64"


@check(
    "dimensions.default",
    "Without `dimensions`, vectors have the documented default number of dimensions.",
    selector=successes(where=_plain),
    after=_AFTER,
)
def default_dimensions_are_the_documented_ones(answer: Answer) -> Iterator[Finding]:
    """Only where the contract documents a default for the model."""
    if answer.model.default_dimensions is not None:
        yield from _held_to(answer, answer.model.default_dimensions, _NOT_DEFAULT)


@check(
    "dimensions.constant-width",
    "One model gives vectors of one number of dimensions for each value of `dimensions`.",
    selector=successes(where=lambda case: case.comparable and not case.rule.startswith("dimensions.")),
    scope=Scope.ALL,
    after=_AFTER,
)
def dimensions_are_constant(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Dimensions that depend on the text, the batch or the encoding fit no column."""
    by_request: defaultdict[_Asked, dict[int, Answer]] = defaultdict(dict)
    counts: defaultdict[_Asked, Counter[int]] = defaultdict(Counter)
    for answer in answers:
        if (dimensions := _dimensions(answer)) is not None:
            asked = (answer.case.model, answer.case.dimensions, answer.case.variant)
            by_request[asked].setdefault(dimensions, answer)
            counts[asked][dimensions] += 1
    for asked, first in by_request.items():
        usual = counts[asked].most_common(1)[0][0]
        odd = next((answer for dimensions, answer in first.items() if dimensions != usual), None)
        if odd is not None:
            yield _changing(odd, first[usual], usual)


def _changing(odd: Answer, other: Answer, usual: int) -> Finding:
    asked = odd.case.dimensions
    return _CHANGING(
        at=_FIRST,
        of=odd.key,
        beside=(Evidence(other.key, Part.COMPARED_WITH, _FIRST),),
        asking=_NONE_ASKED() if asked is None else _ASKED(dimensions=asked),
        usual=usual,
        dimensions=_dimensions(odd),
        case=odd.case.title,
    )
