"""A service with one defect gets one cause, however many checks see it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from trial import PATIENT, Trial, trial

from conformance.results.causes import find_causes
from conformance.results.finding_view import CauseView
from conformance.results.partial_results import result_row
from conformance.results.result_view import ResultView
from conformance.service import FAULTS

MODEL = "text-embedding-v3"
ONE_CAUSE = (
    "bag-of-words-cache",
    "cache-by-64-characters",
    "call-without-attention-mask",
    "cut-at-512",
    "digits-500",
    "dim-ignored",
    "every-tenth-metered-twice",
    "long-504",
    "merged-requests-metered-together",
    "replicas-disagree",
    "route-lists-over-four",
    "semantic-cache",
)
BY_SCHEDULE = ("eighth-replica-wrong", "long-text-gets-vector-before", "residue-after-long")
"""Faults that show in other requests each time, so that now and then what explains another goes unseen."""
APART = (("dim-ignored", "id-missing"), ("digits-500", "cut-at-512"), ("rows-reversed", "usage-constant"))
"""Pairs of faults that have nothing to do with each other."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take three seeds where time allows, else one."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", (1, 2, 3) if thorough else (1,))
    if "one" in metafunc.fixturenames:
        metafunc.parametrize("one", (*ONE_CAUSE, *BY_SCHEDULE) if thorough else ONE_CAUSE)


def _causes(done: Trial) -> tuple[CauseView, ...]:
    return find_causes(tuple(ResultView.of(result_row(result)) for result in done.results))


def _told(done: Trial, causes: Sequence[CauseView]) -> str:
    return f"{[(cause.kind, cause.checks) for cause in causes]}; {done.alarms()}"


def test_one_defect_is_one_cause(one: str, seed: int) -> None:
    """All that is found is explained by one cause, and the check the fault names is among it."""
    done = trial("dashscope", [MODEL], faults=(one,), seed=seed, client_limits=PATIENT)
    causes = _causes(done)
    assert len(causes) == 1, _told(done, causes)
    assert set(FAULTS[one].caught) <= set(causes[0].checks), _told(done, causes)


@pytest.mark.parametrize("names", APART, ids="+".join)
def test_two_defects_are_two_causes(names: tuple[str, str], seed: int) -> None:
    """What has nothing to do with each other is not put together."""
    done = trial("dashscope", [MODEL], faults=names, seed=seed, client_limits=PATIENT)
    causes = _causes(done)
    assert len(causes) == 2, _told(done, causes)


LOAD_IS_NOT_TO_BLAME = ("every-tenth-metered-twice", "call-without-attention-mask")


@pytest.mark.parametrize("name", LOAD_IS_NOT_TO_BLAME)
def test_what_happens_without_load_is_not_blamed_on_it(name: str, seed: int) -> None:
    """Neither load nor history is accused of what the same request does without them."""
    only = {"relations.load-changes-nothing", "relations.history-free", *FAULTS[name].caught}
    done = trial("dashscope", [MODEL], faults=(name,), seed=seed, only=only, client_limits=PATIENT)
    assert not done.verdict("relations.load-changes-nothing") & {"fail", "advice"}, done.alarms()
    assert not done.verdict("relations.history-free") & {"fail", "advice"}, done.alarms()


NO_CUT = (
    "bag-of-words-cache",
    "cache-by-64-characters",
    "cache-by-length-and-beginning",
    "cache-by-short-hash",
    "long-text-gets-vector-before",
    "semantic-cache",
)


@pytest.mark.parametrize("name", NO_CUT)
def test_what_is_no_cut_is_not_called_one(name: str, seed: int) -> None:
    """A cache or a stale vector is told by what was seen."""
    only = {"relations.long-text-read", "relations.different-texts-differ"}
    done = trial("dashscope", [MODEL], faults=(name,), seed=seed, only=only, client_limits=PATIENT)
    told = [finding.message.values.get("cut") for result in done.results for finding in result.findings]
    assert [cut for cut in told if cut is not None and cut.id == "relations.cut-between"] == []


def test_a_cut_is_called_one() -> None:
    """Where a text is read up to a place only, the finding says between which words; marks are tokens, too."""
    done = trial(
        "dashscope", [MODEL], faults=("cut-at-1536",), only={"relations.long-text-read"}, client_limits=PATIENT
    )
    told = [finding.message.values["cut"] for result in done.results for finding in result.findings]
    cuts = [cut.values for cut in told if cut is not None]
    assert any(cut["after"] < 1536 and cut["before"] > 1200 for cut in cuts), cuts
