"""A run has a minute of patience, for all its models together."""

from __future__ import annotations

from planned_models import answered

from conformance.engine.readiness import Readiness
from conformance.model.exchange import Request

REQUEST = Request(b"{}")


def test_waiting_in_vain_uses_up_all_patience() -> None:
    """A target that is down for one model is asked once for each other."""
    readiness = Readiness()
    first = readiness.patient(REQUEST)
    assert (first.patience, first.key, readiness.waiting) == (60.0, REQUEST.key, True)
    readiness.spend(answered(REQUEST, 503, times=12))
    assert not readiness.waiting
    assert 0 < readiness.patient(REQUEST).patience < 0.1


def test_an_answer_at_once_spends_nothing() -> None:
    """A model that is there leaves all patience to the next."""
    readiness = Readiness()
    readiness.spend(answered(readiness.patient(REQUEST)))
    assert readiness.patient(REQUEST).patience == 60.0
