"""Which kind of finding explains which, and where their data must agree for it.

A kind stands for what is wrong; others follow from it. What follows is listed under it, where the two tell of the same
exchanges, the same texts, or differences of about the same size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from conformance.model.finding import Part
from conformance.model.message import Message
from conformance.results.finding_view import FindingView

__all__ = ["ONE_VECTOR", "VECTORS", "explains", "order_of", "sharing_one_place"]

_Findings = Sequence[FindingView]
_Agreement = Callable[[_Findings, _Findings], bool]

_TIMES = 6.0
"""Medians of differences that are further apart than this factor are of two defects."""

_BEGINNING = 12
"""Characters: texts with a common beginning have one vector where both are cut."""

_LONG_BEGINNING = 1000
"""Characters: that texts which begin alike so far have one vector says less than between which words texts are cut."""

_UNSTABLE = ("relations.repeat-differs", "relations.differs-from-before", "relations.differs-under-load")
"""One and the same request has two vectors."""
_GONE = ("relations.gone-when-asked-again", "relations.one-moved")
"""What was seen once, and not when it was asked again."""
_COMES_AND_GOES = ("relations.repeat-differs", *_GONE)
_FORMS = (
    "relations.differs-from-alone",
    "relations.differs-from-elsewhere",
    "relations.differs-from-other-order",
    "relations.differs-from-first-place",
    "relations.differs-from-other-form",
    "relations.token-list-differs",
)
"""A text has other vectors in other lists."""
ONE_VECTOR = ("relations.texts-alike", "relations.texts-confused", "vectors.shared", "relations.texts-share-vector")
"""Two texts have one vector."""
_ALIKE = (*ONE_VECTOR, "relations.alike-once-cleaned", "relations.pairs-mostly-alike")
"""The same, and what is told of texts that something on the way made one."""
_NEAR = (
    "relations.twins-apart",
    "relations.twin-astray",
    "relations.long-twins-apart",
    "relations.one-word-twins-apart",
    "relations.lengths-apart",
)
"""What should be near is not."""
_WIDTHS = ("dimensions.not-as-asked", "dimensions.not-the-default", "dimensions.changing", "vectors.dimensions-differ")
_LOAD_METERED = ("relations.load-metered-otherwise", "relations.load-metered-variously")
_CUTS = ("relations.cut-between", "relations.cut-or-length-between")
"""What is said of how far a text is read."""
_NO_NUMBERS = (
    "encoding.other-numbers",
    "schema.wrong",
    "vectors.element-infinite",
    "vectors.empty",
    "encoding.string-for-array",
    "encoding.array-for-string",
)
"""What is no vector of numbers in whatever form."""
_UNREADABLE = ("transport.body-undecodable", "transport.not-strict-json", "transport.body-cut")

VECTORS = re.compile(r"/data(/[0-9]+(/embedding(/.*)?)?)?")
"""The pointers to vectors, and to what holds them: most defects show there."""


def _always(_one: _Findings, _other: _Findings) -> bool:
    return True


def _vectors(one: _Findings, other: _Findings) -> bool:
    """Tell whether what is wrong is wrong in the vectors of answers, or in what holds them."""
    return all(VECTORS.fullmatch(finding.pointer) for finding in (*one, *other))


def _lost_vectors(one: _Findings, _other: _Findings) -> bool:
    """Tell whether there are no vectors that anything else could be told by."""
    return all(VECTORS.fullmatch(finding.pointer) for finding in one)


def _like_a_neighbour(one: _Findings, other: _Findings) -> bool:
    """Tell whether rows are nearer to another text, in lists of which some have rows with one vector."""
    return _foreign(one, other) and _shared_exchange(one, other)


def _same_members(one: _Findings, other: _Findings) -> bool:
    """Tell whether both found fault mostly with the same objects of the same answers."""
    objects = [{(finding.exchange, finding.pointer.rpartition("/")[0]) for finding in found} for found in (one, other)]
    fewer = min(map(len, objects))
    return 2 * len(objects[0] & objects[1]) > fewer


def _shared_exchange(one: _Findings, other: _Findings) -> bool:
    """Tell whether any exchange has a part in what both found."""
    here, there = ({part.id for finding in found for part in finding.exchanges} for found in (one, other))
    return bool(here & there)


def _any_exchange(one: _Findings, other: _Findings) -> bool:
    """Tell whether what one found fault with has any part in what the other found."""
    accused = {finding.exchange for finding in one}
    return any(part.id in accused for finding in other for part in finding.exchanges if part.part != Part.CONTROL)


def _same_size(one: _Findings, other: _Findings) -> bool:
    """Tell whether the vectors of both differ by about as much."""
    sizes = tuple(sorted(map(_difference, (one, other))))
    return sizes[0] > 0 and sizes[1] <= _TIMES * sizes[0]


def _no_larger(one: _Findings, other: _Findings) -> bool:
    """Tell whether the vectors of the other differ by no more than those of the one do: drift, seen for longer."""
    return 0 < _difference(other) <= _difference(one)


def _same_text(one: _Findings, other: _Findings) -> bool:
    """Tell whether both are about one text."""
    return bool(_texts(one) & _texts(other))


def _foreign(_one: _Findings, other: _Findings) -> bool:
    """Tell whether most rows of the other are nearer to another text than to their own."""
    return 2 * sum(finding.values.get("nearer") is not None for finding in other) >= len(other)


def _as_base64(_one: _Findings, other: _Findings) -> bool:
    """Tell whether all of the other was seen of vectors from base64 that are floats elsewhere."""
    return all(finding.said("form") == "relations.as-base64" for finding in other)


def _of_another_text(one: _Findings, _other: _Findings) -> bool:
    """Tell whether what is wrong is that the vector of another text came, so that two texts have one."""
    return _foreign(one, one)


def _not_a_cut(one: _Findings, other: _Findings) -> bool:
    """Tell whether changes stay unseen for the reason that texts have one vector: no cut, or one behind a beginning.

    Where most of the texts differ in other ways, they have one vector for another reason than a cut.
    """
    cut = any(finding.said("cut") in _CUTS for finding in other)
    return not cut or _mostly_of_one_beginning(one, other)


def _mostly_of_one_beginning(one: _Findings, _other: _Findings) -> bool:
    """Tell whether most of the texts that have one vector begin alike, on purpose."""
    return 2 * sum(_common_beginning(finding) > 0 for finding in one) > len(one)


def _as_wide(one: _Findings, other: _Findings) -> bool:
    """Tell whether elements are as many as vectors have that came in other dimensions than were asked for."""
    came = {pair for finding in one for pair in _numbers(finding, "wanted", "dimensions")}
    sized = [row for finding in other for row in _numbers(finding, "dimensions", "wanted", "numbers")]
    return len(sized) == len(other) and all(
        any(asked == dimensions and numbers * dimensions == few * width for asked, width in came)
        for dimensions, few, numbers in sized
    )


def _numbers(finding: FindingView, *names: str) -> Iterator[tuple[int, ...]]:
    """Yield the values of a finding by their names, where all are whole numbers."""
    values = [finding.values.get(name) for name in names]
    whole = tuple(value for value in values if isinstance(value, int))
    if len(whole) == len(names):
        yield whole


def _dwarfed(_one: _Findings, other: _Findings) -> bool:
    """Tell whether changes stay unseen because one number of a vector dwarfs all that they change."""
    return any(finding.said("cut") == "relations.vector-dwarfed" for finding in other)


def _was(*kinds: str) -> _Agreement:
    """Return what tells whether all that was gone when it was asked again was of some kinds."""

    def agree(one: _Findings, other: _Findings) -> bool:
        return all(each.said("what") in kinds for each in (*one, *other) if each.kind in _GONE)

    return agree


def _once_nothing(one: _Findings, _other: _Findings) -> bool:
    """Tell whether what was counted otherwise at another time was counted as nothing at one of both."""
    return any(0 in (finding.values.get("tokens"), finding.values.get("other")) for finding in one)


def _stale(one: _Findings, _other: _Findings) -> bool:
    """Tell whether a text got the vector of another one, sent before it: that shows in some orders of requests only."""
    return any(finding.said("cut") == "relations.vector-of-other" for finding in one)


def _stale_rows(one: _Findings, other: _Findings) -> bool:
    """Tell the same where rows of the other, too, have the vector of another text."""
    return _stale(one, other) and _foreign(one, other)


def _begin_alike(_one: _Findings, other: _Findings) -> bool:
    """Tell whether texts that have one vector have one beginning, which is all that is read of them."""
    pairs = [(str(finding.values.get("text", "")), str(finding.values.get("other_text", ""))) for finding in other]
    return all(text[:_BEGINNING] == another[:_BEGINNING] != "" for text, another in pairs)


def _of_long_beginnings(_one: _Findings, other: _Findings) -> bool:
    """Tell whether all texts that have one vector are long and begin alike on purpose: what is cut makes them one."""
    return all(_common_beginning(finding) >= _LONG_BEGINNING for finding in other)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Kinds that explain others, where their findings agree."""

    causes: Collection[str]
    effects: Collection[str]
    agreement: _Agreement


_RULES = (
    _Rule(("schema.missing",), ("schema.missing",), _same_members),
    _Rule(("schema.wrong",), ("schema.wrong",), _same_members),
    _Rule(_UNREADABLE, ("errors.body-not-json", "transport.content-type-other", "structure.body-no-object"), _always),
    _Rule(_NO_NUMBERS, ("encoding.undecodable", "encoding.base64-size", *_NO_NUMBERS), _vectors),
    _Rule(_NO_NUMBERS, ("usage.unread-counted",), _lost_vectors),
    _Rule(("encoding.other-numbers",), (*_WIDTHS, "relations.other-dimensions", "relations.norm-differs"), _always),
    _Rule(_WIDTHS, ("encoding.base64-size", "encoding.formats-differ-in-dimensions", *_WIDTHS), _always),
    _Rule(("dimensions.not-as-asked",), ("elements.other-size",), _as_wide),
    _Rule(_WIDTHS, ("relations.other-dimensions", "relations.norm-differs"), _always),
    _Rule(("relations.other-dimensions",), ("relations.other-dimensions", "relations.norm-differs"), _always),
    _Rule(("vectors.all-zeros",), (*_FORMS, *_ALIKE, *_UNSTABLE, "encoding.formats-differ"), _always),
    _Rule(
        ("vectors.tail-zeros", "vectors.zeros-at-width"),
        (*_FORMS, *_UNSTABLE, *_GONE, *_NEAR, "relations.norm-differs"),
        _any_exchange,
    ),
    _Rule(("vectors.number-dwarfs",), (*_NEAR, "relations.dimensions-disagree", "relations.space-crowded"), _always),
    _Rule(("vectors.number-dwarfs",), ("relations.change-unseen",), _dwarfed),
    _Rule(("ordering.index-misplaced",), (*_FORMS, *_UNSTABLE), _foreign),
    _Rule(_UNSTABLE, (*_UNSTABLE, *_FORMS, "encoding.formats-differ", "encoding.formats-differ-slightly"), _same_size),
    _Rule(_WIDTHS, _GONE, _was("relations.other-dimensions", *_WIDTHS)),
    _Rule(_GONE, ("relations.norm-differs",), _was("relations.norm-differs")),
    _Rule(("relations.repeat-differs",), ("relations.differs-from-before",), _no_larger),
    _Rule(_UNSTABLE, _GONE, _always),
    _Rule(_COMES_AND_GOES, ("clients.differs-from-plain",), _always),
    _Rule(("relations.repeat-differs",), ("relations.texts-alike",), _always),
    _Rule(("relations.repeat-differs",), ("encoding.formats-differ", "encoding.formats-differ-slightly"), _always),
    _Rule(_UNSTABLE, (*_ALIKE, "relations.change-unseen"), _any_exchange),
    _Rule(("relations.differs-from-before",), _ALIKE, _of_another_text),
    _Rule(_UNSTABLE, ("relations.models-alike", "relations.norm-differs"), _same_text),
    _Rule(_LOAD_METERED, ("usage.not-repeated", "usage.not-summed", "usage.not-growing"), _always),
    _Rule(ONE_VECTOR, (*_ALIKE, *_NEAR, "relations.space-crowded"), _always),
    _Rule(ONE_VECTOR, ("relations.dimensions-disagree",), _always),
    _Rule(ONE_VECTOR, _FORMS, _like_a_neighbour),
    _Rule(ONE_VECTOR, ("relations.change-unseen",), _not_a_cut),
    _Rule(ONE_VECTOR, ("relations.change-unseen-in-list",), _mostly_of_one_beginning),
    _Rule(("relations.change-unseen", *ONE_VECTOR), ("usage.unread-counted", "usage.not-growing"), _shared_exchange),
    _Rule(("relations.change-unseen-in-list",), _FORMS, _any_exchange),
    _Rule(("clients.differs-from-plain",), _FORMS, _shared_exchange),
    _Rule(("clients.differs-from-plain",), ("usage.not-repeated",), _any_exchange),
    _Rule(_FORMS, _FORMS, _always),
    _Rule(("encoding.formats-differ-in-norm",), ("relations.norm-differs",), _as_base64),
    _Rule(("relations.norm-differs",), ("relations.norm-differs",), _always),
    _Rule(_FORMS, ("relations.norm-differs", "relations.differs-under-load"), _same_text),
    _Rule((*_UNSTABLE, *_FORMS), _NEAR, _always),
    _Rule(("relations.twins-apart", "relations.twin-astray"), _NEAR, _always),
    _Rule(_FORMS, ("relations.dimensions-disagree",), _always),
    _Rule(_FORMS, _ALIKE, _any_exchange),
    _Rule(("relations.change-unseen",), _FORMS, _any_exchange),
    _Rule(("relations.change-unseen",), _FORMS, _stale_rows),
    _Rule(("relations.change-unseen",), ("vectors.shared",), _begin_alike),
    _Rule(("relations.change-unseen",), ("relations.texts-alike",), _of_long_beginnings),
    _Rule(("relations.change-unseen",), _GONE, _stale),
    _Rule(ONE_VECTOR, _GONE, _any_exchange),
    _Rule(("usage.not-repeated",), ("usage.none-for-text",), _once_nothing),
)
"""In the order of what rests on what: of two kinds that explain each other, the one of the earlier rule leads."""

_SEVERAL = 3
"""Fewer texts that stand at one place of lists do so by chance."""
_FIRST_PLACES = frozenset({"/data/0/embedding", "/data/1/embedding"})
"""Where single texts, and the later of two, always stand."""
_PLACES = [kind for rule in _RULES for kind in rule.causes]
_ORDER: Mapping[str, int] = MappingProxyType({kind: _PLACES.index(kind) for kind in _PLACES})


def order_of(findings: _Findings) -> int:
    """Return a number that is the smaller the more the findings explain, and the largest where they explain nothing."""
    return min(map(_place, findings), default=2 * len(_PLACES))


def sharing_one_place(findings: _Findings) -> bool:
    """Tell whether all that have one vector stand at one place of lists: then it is the place, and not their texts."""
    places = [finding.pointer for finding in findings if finding.kind in ONE_VECTOR]
    return len(places) >= _SEVERAL and len(set(places)) == 1 and _FIRST_PLACES.isdisjoint(places)


def explains(one: _Findings, other: _Findings) -> bool:
    """Tell whether what one check found explains all that another found."""
    kinds = {finding.kind for finding in other}
    return bool(kinds) and all(
        any(_by_rule(rule, one, [finding for finding in other if finding.kind == kind]) for rule in _RULES)
        for kind in kinds
    )


def _place(finding: FindingView) -> int:
    if finding.said("nearer") == "relations.in-other-order":
        # Two items of a list have one vector where that of a text sent twice went to another one, too.
        return 2 * _ORDER["vectors.shared"] - 1
    if _common_beginning(finding) >= _LONG_BEGINNING:
        return 2 * _ORDER["relations.change-unseen"] + 1
    return 2 * _ORDER.get(finding.kind, len(_PLACES))


def _common_beginning(finding: FindingView) -> int:
    """Return with how many characters two texts begin alike on purpose."""
    case = finding.values.get("case")
    if isinstance(case, Message) and case.id == "request.with-parameter":
        case = case.values["request"]
    return case.values["characters"] if isinstance(case, Message) and case.id == "request.one-beginning" else 0


def _by_rule(rule: _Rule, one: _Findings, other: _Findings) -> bool:
    causes = [finding for finding in one if finding.kind in rule.causes]
    return bool(causes) and other[0].kind in rule.effects and rule.agreement(causes, other)


def _difference(findings: _Findings) -> float:
    """Return the median of the cosine distances, 0 where there is none."""
    cosines = [finding.values["cosine"] for finding in findings if isinstance(finding.values.get("cosine"), float)]
    return 1 - median(cosines) if cosines else 0.0


def _texts(findings: Iterable[FindingView]) -> set[str]:
    named = (finding.values.get(name) for finding in findings for name in ("text", "one", "other"))
    return {text for text in named if isinstance(text, str)}
