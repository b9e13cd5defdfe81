"""Facts about a target that no clause speaks of: recorded, never gating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.inference.observations.examples import observe_examples
from conformance.inference.observations.learned import observe_undocumented_limits
from conformance.inference.observations.retry_after import observe_retry_after
from conformance.inference.observations.substitutes import observe_substitutes
from conformance.inference.observations.undocumented import observe_open_cases
from conformance.inference.observations.vectors import observe_vectors
from conformance.inference.observations.version import observe_version
from conformance.model.finding import Observation

__all__ = ["observe", "observe_substitutes"]


def observe(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield every observation on the answers of one model."""
    yield from observe_undocumented_limits(answers)
    yield from observe_open_cases(answers)
    yield from observe_vectors(answers)
    yield from observe_examples(answers)
    yield from observe_retry_after(answers)
    yield from observe_version(answers)
