"""What the reference service sent for the relations, recorded once."""

from __future__ import annotations

import pytest
from recorded_answers import Evidence
from recorded_relations import noisy, record_relations

from conformance.answers.answer import Answer


@pytest.fixture(scope="session")
def recorded() -> Evidence:
    """The answers to everything relations need of a model with several widths, beside another model."""
    return record_relations()


@pytest.fixture(scope="session")
def jittered(recorded: Evidence) -> tuple[Answer, ...]:
    """The same answers, every number of every vector off by a thousandth of itself."""
    return noisy(recorded)
