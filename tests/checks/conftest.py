"""What the reference service really sent, recorded once for all tests of checks."""

from __future__ import annotations

import pytest
from recorded_answers import Evidence, record


@pytest.fixture(scope="session")
def evidence() -> dict[str, Evidence]:
    """The answers to everything planned for a model with widths to choose, and for one without, by model."""
    return {model: record(model) for model in ("text-embedding-v3", "text-embedding-v1")}
