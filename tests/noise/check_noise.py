"""No right service is accused for its noise; `tox -e noise` runs this and `pytest tests` does not: it takes minutes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from noisy_services import CONTRACT, KINDS, MODEL, NoisyService, recorded, seen

from conformance.answers.answer import Answer
from conformance.answers.noise import SAME
from conformance.checks import CHECKS
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.model.result import Result
from conformance.model.role import Role
from conformance.model.verdict import Verdict

SIZES = (1e-7, 1e-5, 1e-4, 7e-4, 3e-3)
COSINES = (0.0, 0.75, 0.95)
SEEDS = tuple(range(10))
SERVICES = tuple(NoisyService(*each) for each in itertools.product(KINDS, SIZES, COSINES))
VECTORS = frozenset({"relations", "encoding", "vectors", "dimensions", "ordering", "structure"})
CHECKED = tuple(name for name in applicable(CONTRACT) if CHECKS[name].family in VECTORS or name == "usage.adds-up")


def _judged(answers: Sequence[Answer], checks: Sequence[str] = CHECKED) -> list[Result]:
    judge = Judge(CONTRACT, answers)
    return [judge.judge(CHECKS[name], None if CHECKS[name].whole_target else MODEL) for name in checks]


def test_there_are_enough_services() -> None:
    """Forty are asked for: none of 400 runs that fails means at most 0.75 % do, with 95 % confidence."""
    assert len(SERVICES) >= 40
    assert 1 - 0.05 ** (1 / (40 * len(SEEDS))) < 0.0075


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: f"{each.kind}-{each.size:g}-{each.cosine:g}")
def test_noise_is_never_held_against_a_service(service: NoisyService) -> None:
    """In ten seeds nothing fails and nothing is left open; only what moves vectors by a thousandth may be told of."""
    for seed in SEEDS:
        results = _judged(service.answers(seed))
        bad = {Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE} | ({Verdict.ADVICE} if service.size < SAME else set())
        told = [(seed, each.check, str(each.verdict), str(each.reason)) for each in results if each.verdict in bad]
        assert told == [], [str(finding.message) for each in results for finding in each.findings][:3]


@pytest.mark.parametrize("cosine", [0.0, 0.95, 0.98, 0.995, 0.998])
@pytest.mark.parametrize("kind", KINDS)
def test_a_swap_in_noise_is_found(kind: str, cosine: float) -> None:
    """Two rows of a list exchanged fail, though noise moves all by a tenth of what unrelated texts differ by."""
    service = NoisyService(kind, min((1 - cosine) / 10, 3e-3), cosine)
    for seed in SEEDS:
        answers = [_swapped(answer) if answer.case.role is Role.BATCH else answer for answer in service.answers(seed)]
        (result,) = _judged(answers, ["relations.batch-equals-alone"])
        assert result.verdict is Verdict.FAIL, (seed, str(result.reason))
        assert any("nearer to the vector of" in str(finding.message) for finding in result.findings)


def _swapped(answer: Answer) -> Answer:
    first, second, *others = answer.vectors
    return seen(answer, [second, first, *others])


def test_the_recorded_run_is_clean() -> None:
    """What noise is laid upon has nothing to be told of."""
    assert {each.verdict for each in _judged(recorded())} <= {Verdict.PASS, Verdict.NOT_APPLICABLE}
