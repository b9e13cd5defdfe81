"""The vectors that two runs got for the same texts, and what that says of the models behind them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median
from typing import Any

import numpy as np

from conformance.answers.answer import Vector
from conformance.answers.kinship import judge_kinship
from conformance.answers.kinship_verdict import ADVICE, NAMES, Kinship, KinshipVerdict
from conformance.answers.likeness import Likeness, TextPair, measure
from conformance.model.exit_status import ExitStatus
from conformance.model.message import Message
from conformance.model.reference import TextClass
from conformance.results.reading import members
from conformance.results.view import ResultsView

__all__ = ["VectorComparison", "kinship_status", "text_digest", "vector_comparisons"]


@dataclass(frozen=True, slots=True)
class VectorComparison:
    """A model of one run against a model of another: where the runs stand, widths, norms, measures and the verdict."""

    runs: tuple[int, int]
    models: tuple[str, str]
    widths: tuple[int, int]
    norms: tuple[float, float]
    likeness: Likeness
    verdict: KinshipVerdict

    @property
    def texts(self) -> int:
        """How many texts both runs have vectors of."""
        return len(self.likeness.texts)

    @property
    def name(self) -> Message:
        """The relation in a few words."""
        return NAMES[self.verdict.kinship]()

    @property
    def index(self) -> Message:
        """What it means for an index."""
        return ADVICE[self.verdict.index]()

    @property
    def cosines(self) -> tuple[float, float] | None:
        """The smallest and the mean cosine of the same text; None where widths differ."""
        if self.widths[0] != self.widths[1]:
            return None
        found = [1 - row.distance for row in self.likeness.texts]
        return min(found), fmean(found)


def text_digest(text: str) -> str:
    """Return what stands for a text that is too long to be held."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def vector_comparisons(views: Sequence[ResultsView]) -> list[VectorComparison]:
    """Return each pair of models of different runs: those of one name, or all where two runs share no name."""
    vectors = [{model: _vectors(view, model) for model in _models(view)} for view in views]
    return [
        found
        for one, other in combinations(range(len(views)), 2)
        for here, there in _named(vectors[one], vectors[other])
        if (found := _compared((one, other), (here, there), vectors[one][here], vectors[other][there], views))
        is not None
    ]


def kinship_status(compared: Sequence[VectorComparison]) -> ExitStatus:
    """Return 1 where vectors are others, 10 where that cannot be told of any, 0 where all are the same."""
    verdicts = [comparison.verdict for comparison in compared]
    if any(not verdict.same and verdict.kinship is not Kinship.UNKNOWN for verdict in verdicts):
        return ExitStatus.NON_CONFORMANT
    unknown = not verdicts or any(verdict.kinship is Kinship.UNKNOWN for verdict in verdicts)
    return ExitStatus.INCOMPLETE if unknown else ExitStatus.CONFORMANT


_Held = Mapping[str, tuple[str, TextClass, Vector]]
"""By a text's digest: the text as far as it is held, its sort, and its vector."""


def _models(view: ResultsView) -> tuple[str, ...]:
    held = view.measurements.get("sentinels")
    return tuple(held) if isinstance(held, Mapping) else ()


def _vectors(view: ResultsView, model: str) -> _Held:
    held: dict[str, tuple[str, TextClass, Vector]] = {}
    row = _row(view, "sentinels", model)
    for text, vector in zip(row.get("texts") or (), _unpacked(row), strict=False):
        held[text_digest(str(text))] = str(text), TextClass.ORDINARY, vector
    more = _row(view, "texts", model)
    for member, vector in zip(more.get("texts") or (), _unpacked(more), strict=False):
        # What stands for a long text is as long as it is: lengths are what tells how far a text is read.
        held[member["sha256"]] = member["sha256"].ljust(member["bytes"], "."), TextClass(member["sort"]), vector
    return held


def _row(view: ResultsView, name: str, model: str) -> Mapping[str, Any]:
    return members(members(view.measurements.get(name)).get(model))


def _unpacked(row: Mapping[str, Any]) -> list[Vector]:
    count = len(row.get("texts") or ())
    try:
        data = base64.b64decode(row["vectors"], validate=True)
        return list(np.frombuffer(data, "<f4").astype(np.float64).reshape(count, -1)) if count else []
    except (KeyError, TypeError, ValueError, binascii.Error):
        return []


def _named(here: Mapping[str, _Held], there: Mapping[str, _Held]) -> Iterator[tuple[str, str]]:
    shared = [model for model in here if model in there]
    if shared:
        yield from ((model, model) for model in shared)
    else:
        yield from ((one, other) for one in here for other in there)


def _compared(
    runs: tuple[int, int], models: tuple[str, str], here: _Held, there: _Held, views: Sequence[ResultsView]
) -> VectorComparison | None:
    pairs = [
        TextPair(text, sort, vector, there[digest][2])
        for digest, (text, sort, vector) in here.items()
        if digest in there
    ]
    if not pairs:
        return None
    noise = max(_noise(views[at], model) for at, model in zip(runs, models, strict=True))
    likeness = measure(pairs, noise=noise)
    norms = (
        median(float(np.linalg.norm(pair.before)) for pair in pairs),
        median(float(np.linalg.norm(pair.now)) for pair in pairs),
    )
    widths = pairs[0].before.size, pairs[0].now.size
    return VectorComparison(runs, models, widths, norms, likeness, judge_kinship(likeness))


def _noise(view: ResultsView, model: str) -> float:
    floor = _row(view, "noise", model).get("floor", 0.0)
    return float(floor) if isinstance(floor, int | float) else 0.0
