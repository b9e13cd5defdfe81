"""Facts about a target that no clause speaks of: recorded, never gating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.inference.observations.learned import about_the_unwritten
from conformance.inference.observations.load import about_load
from conformance.inference.observations.undocumented import open_forms
from conformance.inference.observations.vectors import about_vectors
from conformance.model.finding import Observation

__all__ = ["observe"]


def observe(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Give every observation on one model's answers."""
    yield from about_the_unwritten(answers)
    yield from open_forms(answers)
    yield from about_vectors(answers)
    yield from about_load(answers)
