"""Measures of how like two sets of vectors of the same texts are: by text, by length, by neighbours, by token counts.

All are figures, and nothing here judges; ``conformance.answers.kinship`` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.answers.answer import Vector
from conformance.answers.vector_row import cosine_distance
from conformance.model.reference import TextClass

__all__ = [
    "CountPair",
    "Likeness",
    "NeighbourAgreement",
    "PairwiseAgreement",
    "TextLikeness",
    "TextPair",
    "measure",
]

_Matrix = NDArray[np.float64]
_MANY = 10
_ANOTHERS = 0.02
"""Cosine distance within which a vector is that of another text, where its own is farther."""
_FEW_VALUES, _MANY_VALUES = 0.5, 0.9
"""Shares of the numbers of a vector that differ from all others in it: of numbers of few bits few do."""
_ONE_VECTOR, _APART = 0.98, 0.05
"""Above the first cosine different texts have nearly one vector, where they were so much farther apart before."""
_WIDE = 64
"""Fewer numbers need not repeat, however few values there are."""


@dataclass(frozen=True, slots=True)
class TextPair:
    """A text with the vector it had before and the one it has now, and the key of the request that brought that."""

    text: str
    sort: TextClass
    before: Vector
    now: Vector
    request: str = ""


@dataclass(frozen=True, slots=True)
class CountPair:
    """The tokens of some texts together, before and now."""

    texts: int
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class TextLikeness:
    """How like the two vectors of one text are.

    ``distance`` is their cosine distance, over the numbers that both have; ``norm`` the L2 norm now, as a multiple of
    that before. ``related`` is 1 for one direction and about 0 for vectors of unrelated spaces: the cosine above that
    of the vectors of different texts.
    """

    text: str
    sort: TextClass
    distance: float
    norm: float
    related: float
    request: str = ""
    anothers: bool = False
    """Whether it is now another text's vector of before; not of its own beginning, which may be all that is read."""
    lead: float = 0.0
    """How much nearer it is to its own vector of before than to any other text's; below 0, another is nearer."""

    @property
    def size(self) -> int:
        """How long the text is, in bytes, which go with tokens in every script."""
        return len(self.text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class NeighbourAgreement:
    """Shares of the nearest, and of the ten nearest, texts of each text that are the same before and now."""

    nearest: float = 1.0
    ten: float = 1.0
    changed: int = 0
    """How many texts have another nearest text."""


@dataclass(frozen=True, slots=True)
class PairwiseAgreement:
    """How the cosines between the texts of one side agree with those of the other.

    ``deviation`` is their root mean square difference, ``by_chance`` what vectors that moved each by itself would
    show, ``correlation`` Pearson's.
    """

    deviation: float = 0.0
    by_chance: float = 0.0
    correlation: float = 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """All that is measured of two sets of vectors; ``noise`` is what repeats of a text differ by on either side.

    ``widths`` are the numbers of a vector before and now. ``few_values`` tells that the numbers of vectors are of few
    bits now, and were not before, ``collapsed`` that all texts have nearly one
    vector now. ``unanswered`` texts have no vector to hold against.
    """

    texts: tuple[TextLikeness, ...]
    widths: tuple[int, int] = (0, 0)
    noise: float = 0.0
    neighbours: NeighbourAgreement = NeighbourAgreement()
    pairwise: PairwiseAgreement = PairwiseAgreement()
    few_values: bool = False
    collapsed: bool = False
    counts: tuple[CountPair, ...] = ()
    unanswered: int = 0

    @property
    def typical(self) -> float:
        """The median distance."""
        return median(row.distance for row in self.texts)

    @property
    def largest(self) -> float:
        """The largest distance."""
        return max(row.distance for row in self.texts)

    @property
    def trend(self) -> float:
        """Spearman's correlation of the distances with the length of the texts."""
        if len(self.texts) < 3:
            return 0.0
        return _correlation(_ranks([row.size for row in self.texts]), _ranks([text.distance for text in self.texts]))


def measure(
    pairs: Sequence[TextPair], counts: Sequence[CountPair] = (), *, noise: float = 0.0, unanswered: int = 0
) -> Likeness:
    """Measure pairs of vectors; of the same text in several requests each counts, and the first alone has neighbours.

    Vectors that are zero or hold what is no number are left out, and count as unanswered.
    """
    sound = [pair for pair in pairs if _is_sound(pair.before) and _is_sound(pair.now)]
    lost = unanswered + len({pair.text for pair in pairs} - {pair.text for pair in sound})
    if not sound:
        return Likeness((), noise=noise, counts=tuple(counts), unanswered=lost)
    widths = _width([pair.before for pair in sound]), _width([pair.now for pair in sound])
    fitting = [pair for pair in sound if (pair.before.size, pair.now.size) == widths]
    shared = min(widths)
    first = list({pair.text: pair for pair in reversed(fitting)}.values())[::-1]
    before, now = _unit([pair.before[:shared] for pair in first]), _unit([pair.now[:shared] for pair in first])
    unrelated = _unrelated(before, now)
    return Likeness(
        texts=tuple(_text(pair, first, before, widths, unrelated) for pair in sound),
        widths=widths,
        noise=noise,
        neighbours=_neighbours(before, now),
        pairwise=_pairwise(before, now),
        few_values=_few_values([pair.now for pair in first]) and _all_values([pair.before for pair in first]),
        collapsed=_crowd(now) > _ONE_VECTOR > _crowd(before) + _APART,
        counts=tuple(counts),
        unanswered=lost,
    )


def _crowd(rows: _Matrix) -> float:
    """Return the usual cosine between the vectors of different texts."""
    return float(np.median((rows @ rows.T)[np.triu_indices(len(rows), 1)])) if len(rows) > 1 else 0.0


def _is_sound(vector: Vector) -> bool:
    with np.errstate(all="ignore"):
        numbers = vector.astype(np.float32)
        return bool(numbers.size and np.isfinite(numbers).all() and numbers.any())


def _width(vectors: Sequence[Vector]) -> int:
    sizes = [vector.size for vector in vectors]
    return max(set(sizes), key=sizes.count)


def _unit(vectors: Sequence[Vector]) -> _Matrix:
    rows = np.stack(vectors).astype(np.float64)
    rows /= np.maximum(np.abs(rows).max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    unit: _Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    return unit


def _unrelated(before: _Matrix, now: _Matrix) -> float:
    """Return the usual cosine between the vectors of different texts, one before and one now."""
    off = ~np.eye(len(before), dtype=bool)
    return float(np.median((before @ now.T)[off])) if len(before) > 1 else 0.0


def _text(
    pair: TextPair, first: Sequence[TextPair], before: _Matrix, widths: tuple[int, int], unrelated: float
) -> TextLikeness:
    if (pair.before.size, pair.now.size) != widths:
        return TextLikeness(pair.text, pair.sort, 2.0, 1.0, 0.0, pair.request)
    shared = min(widths)
    distance = cosine_distance(pair.before[:shared], pair.now[:shared])
    cosines = before @ _unit([pair.now[:shared]])[0]
    others = [
        (1 - float(cosine), other.text) for other, cosine in zip(first, cosines, strict=True) if other.text != pair.text
    ]
    nearest = min((distance for distance, _ in others), default=2.0)
    nearest_foreign = min((distance for distance, text in others if not pair.text.startswith(text)), default=2.0)
    return TextLikeness(
        text=pair.text,
        sort=pair.sort,
        distance=distance,
        norm=float(np.linalg.norm(pair.now) / np.linalg.norm(pair.before)),
        related=(1 - distance - unrelated) / max(1e-9, 1 - unrelated),
        request=pair.request,
        anothers=nearest_foreign < _ANOTHERS and nearest_foreign < distance / 4,
        lead=nearest - distance,
    )


def _neighbours(before: _Matrix, now: _Matrix) -> NeighbourAgreement:
    if len(before) < 3:
        return NeighbourAgreement()
    many = min(_MANY, len(before) - 1)
    orders = [_nearest(side) for side in (before, now)]
    same = orders[0][:, 0] == orders[1][:, 0]
    ten = [len({*one[:many].tolist()} & {*other[:many].tolist()}) / many for one, other in zip(*orders, strict=True)]
    return NeighbourAgreement(float(same.mean()), float(np.mean(ten)), int((~same).sum()))


def _nearest(rows: _Matrix) -> NDArray[Any]:
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    return np.argsort(-cosines, axis=1, kind="stable")


def _pairwise(before: _Matrix, now: _Matrix) -> PairwiseAgreement:
    if len(before) < 3:
        return PairwiseAgreement()
    at = np.triu_indices(len(before), 1)
    one, other = (before @ before.T)[at], (now @ now.T)[at]
    moved = float(np.median(np.square(before - now).sum(axis=1)))
    return PairwiseAgreement(
        deviation=float(np.sqrt(np.square(one - other).mean())),
        by_chance=float(np.sqrt(2 * moved / before.shape[1])),
        correlation=_correlation(one, other),
    )


def _correlation(one: Any, other: Any) -> float:
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum() / scale) if scale else 0.0


def _ranks(values: Sequence[float]) -> _Matrix:
    _, places, counts = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    ranks: _Matrix = (np.cumsum(counts) - (counts - 1) / 2.0)[places]
    return ranks


def _few_values(vectors: Sequence[Vector]) -> bool:
    return all(vector.size >= _WIDE and _distinct(vector) < _FEW_VALUES for vector in vectors)


def _all_values(vectors: Sequence[Vector]) -> bool:
    return all(_distinct(vector) > _MANY_VALUES for vector in vectors)


def _distinct(vector: Vector) -> float:
    return len(np.unique(vector)) / vector.size
