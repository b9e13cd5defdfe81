"""The conformance suite: one test for every check and model, made by the plugin."""

from __future__ import annotations

import pytest

from conformance.errors import SuiteError
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.plugin import outcomes
from conformance.plugin.session import session_of


@pytest.fixture
def result(request: pytest.FixtureRequest, check: str, model: str) -> Result:
    """The verdict of one check for one model; a check that crashes is an error, not a failure."""
    session = session_of(request.config)
    judged = session.judge(check, model)
    outcomes.attach(request.node, session.evidence_of(judged))
    if judged.verdict is Verdict.ERROR:
        raise SuiteError(str(judged.reason))
    return judged


def test_conformance(result: Result) -> None:
    """The target keeps what the contract says under this id."""
    outcomes.settle(result)
