"""How long the vectors are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.checks.registry import Scope, check, successes
from conformance.model.case import Case
from conformance.model.finding import Finding

_AFTER = ("structure.data", "vectors.not-empty", "vectors.one-width")


def _width(answer: Answer) -> int | None:
    return next((vector.size for vector in answer.vectors if vector is not None), None)


def _length_is(answer: Answer, wanted: int) -> Iterator[Finding]:
    width = _width(answer)
    if width is not None and width != wanted:
        yield Finding(f"vectors of {width} numbers", f"{wanted} numbers", str(width), "/data/0/embedding")


@check(
    "dimensions.asked",
    "Vectors have the width that was asked for.",
    selector=successes(where=lambda case: case.dimensions is not None and case.encoding != "base64"),
    after=_AFTER,
)
def width_is_the_one_asked(answer: Answer) -> Iterator[Finding]:
    """A width ignored fills a table with rows that do not fit."""
    assert answer.case.dimensions is not None
    yield from _length_is(answer, answer.case.dimensions)


def _plain(case: Case) -> bool:
    return case.dimensions is None and case.encoding != "base64" and not case.rule.startswith("dimensions.")


@check(
    "dimensions.default",
    "Without `dimensions`, vectors have the documented default width.",
    selector=successes(where=_plain),
    after=_AFTER,
)
def default_width_is_the_documented_one(answer: Answer) -> Iterator[Finding]:
    """Only where the contract documents a default for the model."""
    if answer.model.default_dimensions is not None:
        yield from _length_is(answer, answer.model.default_dimensions)


@check(
    "dimensions.constant-width",
    "One model has one width for each value of `dimensions`.",
    selector=successes(where=lambda case: not case.rule.startswith("dimensions.")),
    scope=Scope.ALL,
    after=_AFTER,
)
def width_is_constant(answers: Sequence[Answer]) -> Iterator[Finding]:
    """A width that depends on the text, the batch or the encoding fits no column."""
    widths: defaultdict[tuple[str, int | None], list[tuple[int, Answer]]] = defaultdict(list)
    for answer in answers:
        if (width := _width(answer)) is not None:
            widths[answer.case.model, answer.case.dimensions].append((width, answer))
    for (_, asked), seen in widths.items():
        usual = Counter(width for width, _ in seen).most_common(1)[0][0]
        odd = next((answer for width, answer in seen if width != usual), None)
        if odd is not None:
            asking = "no width asked for" if asked is None else f"{asked} asked for"
            yield Finding(
                f"{asking}: mostly {usual} numbers, here {_width(odd)} ({odd.case.title})",
                expected=f"{usual} numbers",
                observed=str(_width(odd)),
                pointer="/data/0/embedding",
                exchange=odd.key,
            )
