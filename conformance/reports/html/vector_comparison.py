"""The vectors two runs got for the same sentences, side by side, and what that says of the models behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import fmean, median

from conformance.reports.html.measured import Measured
from conformance.reports.html.sentinels import Sentinels, cosine, norm
from conformance.results.view import ResultsView

__all__ = ["SentinelKinship", "VectorPair", "vector_pairs"]

_SAME = 0.9995
_NEARLY = 0.98
_NORMS_ALIKE = 0.01
_FEWEST = 2


class SentinelKinship(StrEnum):
    """How two models are related, as far as their vectors tell."""

    DROP_IN = "Drop-in: the same vectors."
    RENORMALISED = "The same model, re-normalised: one direction, other lengths."
    NEARLY = "Nearly the same: one model, in another precision or version."
    OTHER = "Another model: vectors of one text point elsewhere."
    OTHER_WIDTH = "Another model: vectors have other dimensions."


@dataclass(frozen=True, slots=True)
class VectorPair:
    """A model of one run against a model of another: widths, lengths, and how the same sentences lie.

    ``cosines`` are the smallest and the mean cosine of the same sentence (None where widths differ); ``neighbours`` is
    the share of sentences whose nearest other sentence is the same in both.
    """

    runs: tuple[int, int]
    models: tuple[str, str]
    widths: tuple[int, int]
    norms: tuple[float, float]
    sentences: int
    cosines: tuple[float, float] | None
    neighbours: float
    kinship: SentinelKinship


def vector_pairs(views: Sequence[ResultsView]) -> list[VectorPair]:
    """Return each pair of models of different runs: those of one name, or all where two runs share no name."""
    known = [Measured.of(view.measurements).sentinels for view in views]
    return [
        pair
        for one, other in combinations(range(len(views)), 2)
        for here, there in _named(known[one], known[other])
        if (pair := _pair((one, other), (here, there), known[one][here], known[other][there])) is not None
    ]


def _named(here: Mapping[str, Sentinels], there: Mapping[str, Sentinels]) -> Iterator[tuple[str, str]]:
    shared = [model for model in here if model in there]
    if shared:
        yield from ((model, model) for model in shared)
    else:
        yield from ((one, other) for one in here for other in there)


def _pair(runs: tuple[int, int], models: tuple[str, str], here: Sentinels, there: Sentinels) -> VectorPair | None:
    texts = [text for text in here.texts if text in there.texts]
    if len(texts) < _FEWEST:
        return None
    one = [here.vectors[here.texts.index(text)] for text in texts]
    other = [there.vectors[there.texts.index(text)] for text in texts]
    norms = median(map(norm, one)), median(map(norm, other))
    cosines = None
    if here.width == there.width:
        same = [cosine(left, right) for left, right in zip(one, other, strict=True)]
        cosines = min(same), fmean(same)
    alike = fmean(left == right for left, right in zip(_nearest(one), _nearest(other), strict=True))
    widths = here.width, there.width
    return VectorPair(runs, models, widths, norms, len(texts), cosines, alike, _kinship(cosines, norms))


def _nearest(vectors: Sequence[Sequence[float]]) -> list[int]:
    places = range(len(vectors))
    return [
        max((other for other in places if other != place), key=lambda other: cosine(vectors[place], vectors[other]))
        for place in places
    ]


def _kinship(cosines: tuple[float, float] | None, norms: tuple[float, float]) -> SentinelKinship:
    if cosines is None:
        return SentinelKinship.OTHER_WIDTH
    if cosines[0] < _NEARLY:
        return SentinelKinship.OTHER
    if cosines[0] < _SAME:
        return SentinelKinship.NEARLY
    alike = abs(norms[0] - norms[1]) <= _NORMS_ALIKE * max(norms)
    return SentinelKinship.DROP_IN if alike else SentinelKinship.RENORMALISED
