"""Every fault of the reference service is caught as defined, and no oddity raises an alarm, over real HTTP."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from trial import CLIENT_LIMITS, ELSEWHERE, PATIENT, VENDOR, Trial, contract_named, settle, trial

from conformance.checks import CHECKS
from conformance.engine.plan import applicable
from conformance.reference.clauses import REFERENCE_CHECKS
from conformance.service import FAULTS, ODDITIES

MODEL = "text-embedding-v3"
PAIRS = 40
BETWEEN_MODELS = {"relations.history-free", "relations.models-differ", "relations.models-share-space"}
"""Checks that need two models where a fault shows between models."""

SHOWN_ELSEWHERE = {
    "drawn-text-elsewhere",
    "bad-gateway-5pc",
    "drop-5pc",
    "throttle-as-400",
    "cache-blind-to-format",
    "empty-string-no-data",
    "error-as-200",
    "in-order-of-completion",
    "model-unknown-as-200",
    "over-limit-dropped-from-list",
    "page-above-eight",
    "space-turns-with-long",
    "too-long-413",
    "too-long-echo",
    "zeros-after-4700",
    "user-routes-elsewhere",
    "wrong-key-remembered",
}
"""Faults that show in answers to requests sent for another check's sake: the whole run is sent."""

CONTRACTS = (
    "dashscope",
    "dashscope-2025-08",
    "openai",
    "siliconflow",
    "zhipu",
    "nim",
    "azure",
    "voyage",
    VENDOR,
    "openai-compatible",
)
"""The contracts a fault is tried under: the first that has every check it names."""

ANY_MODEL = ("any-model",)
"""The model where a contract lists none."""

TRIED_ELSEWHERE = ("code-missing", "envelope-in-a-list", "last-item-dropped")
"""The faults a plain run tries there."""

# A contract documents what they do (a flat error, a number for a code), leaves it open (a missing model, a status),
# does not have what they break (token numbers, a param), or lets less be asked (no length, no width, English only,
# lists of thousands, of which relations use the first). Where each text of many goes once in a burst, usage that load
# changes is told as usage that changes.
NOT_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "openai": frozenset(
        {
            "b64-hang",
            "b64-rejected-500",
            "cache-key-ascii",
            "b64-repeated-500",
            "chinese-space-collapsed",
            "traditional-simplified",
            "cjk-cut-510",
            "english-refused",
            "dimensions-clipped",
            "dimensions-empty-vectors",
            "fallback-newest-openai-name",
            "fallback-openai-names",
            "index-over-server-batch",
            "any-key-will-do",
            "model-substituted",
            "model-unknown-400",
            "no-spaces-cut-1000",
            "token-list-as-texts",
            "usage-by-place",
            "usage-of-another-in-flight",
        }
    ),
    "tei": frozenset(
        {
            "b64-cut",
            "b64-empty",
            "b64-float16",
            "b64-float64",
            "b64-hang",
            "b64-rejected-500",
            "cache-key-ascii",
            "b64-repeated-500",
            "chinese-space-collapsed",
            "every-fifteenth-metered-twice",
            "traditional-simplified",
            "cjk-cut-510",
            "code-integer",
            "code-missing-for-model",
            "cut-in-lists-only",
            "cut-in-strings-only",
            "cut-just-under-limit",
            "key-refused-before-body",
            "last-token-of-window-lost",
            "last-two-tokens-of-window-lost",
            "dimensions-clipped",
            "dimensions-empty-vectors",
            "dimensions-ignored-in-silence",
            "english-refused",
            "envelope-flat",
            "list-row-half-zero",
            "load-refusal-codeless",
            "long-in-list-by-chunks",
            "model-defaulted",
            "model-type-ignored",
            "model-unknown-400",
            "model-unknown-other-code",
            "no-spaces-cut-1000",
            "null-in-list-skipped",
            "one-answer-late-after-long",
            "param-list",
            "param-missing",
            "residue-after-long",
            "room-shared-in-list",
            "token-array-foreign",
            "usage-of-another-in-flight",
            "token-list-as-texts",
        }
    ),
    "siliconflow": frozenset(
        {
            "dimensions-ignored-in-silence",
            "route-first-character",
            "b64-hang",
            "b64-rejected-500",
            "b64-repeated-500",
            "code-integer",
            "english-refused",
            "envelope-flat",
            "load-refusal-codeless",
            "model-type-ignored",
            "model-unknown-400",
            "null-in-list-skipped",
            "param-list",
            "param-missing",
            "token-array-foreign",
            "type-missing",
            "type-null",
            "usage-of-another-in-flight",
        }
    ),
}
"""Faults that are none there, or that do not show."""

Key = tuple[tuple[str, ...], int]


def _models(names: tuple[str, ...], checks: Collection[str] = (), contract: str = CONTRACTS[0]) -> tuple[str, ...]:
    return (names[:2] if BETWEEN_MODELS & set(checks) else names[:1]) or ELSEWHERE.get(contract, (MODEL,))[:1]


def _contract(fault: str) -> str:
    """Return the first contract that has all checks a fault names, and its models.

    What is to be noticed is tried under the one that documents least.
    """
    checks, models = set(FAULTS[fault].caught), set(FAULTS[fault].models)
    known = {name: {model.name for model in contract_named(name).models} for name in CONTRACTS}
    if any(check.startswith("noticed.") for check in checks):
        return CONTRACTS[-1]
    named = checks - set(REFERENCE_CHECKS)  # those of a reference go with every contract
    return next(name for name in CONTRACTS if named <= set(applicable(contract_named(name))) and models <= known[name])


def _only(fault: str, *, whole: bool) -> tuple[str, ...]:
    """Return the checks to judge by: those a fault names, or none for all; a reference is one more thing to ask."""
    caught = tuple(FAULTS[fault].caught)
    everything = whole and not set(caught) & set(REFERENCE_CHECKS)
    return () if everything or fault in SHOWN_ELSEWHERE else caught


def _thorough(config: pytest.Config) -> bool:
    return bool(config.getoption("--all-seeds", default=False))


def _groups_of_oddities(*, thorough: bool) -> list[tuple[str, ...]]:
    """Draw groups of four under one contract, with every oddity; where time allows, each alone and forty random pairs.

    No group has two that may be warned of. Where a contract names least, each is alone: what one refuses hides another.
    """
    chance = random.Random(20241122)  # noqa: S311  # no secret
    by_contract: dict[str, list[str]] = {}
    for name in sorted(ODDITIES, key=lambda name: (ODDITIES[name].contract, name)):
        by_contract.setdefault(ODDITIES[name].contract, []).append(name)
    if thorough:
        pairs = list(itertools.combinations(by_contract[""], 2))
        return [*((name,) for name in sorted(ODDITIES)), *chance.sample(pairs, PAIRS)]
    groups: list[tuple[str, ...]] = []
    for contract, names in by_contract.items():
        chance.shuffle(names)
        names.sort(key=lambda name: not ODDITIES[name].may_warn)
        count = len(names) if contract == CONTRACTS[-1] else -(-len(names) // 4)
        groups += (tuple(names[at::count]) for at in range(count))
    return groups


def _faults(*, thorough: bool) -> list[str]:
    """Return every fault, or for a plain run the first of each check by name: the others take minutes."""
    if thorough:
        return sorted(FAULTS)
    found: dict[str, str] = {}
    for name in sorted(FAULTS):
        for check in FAULTS[name].caught:
            found.setdefault(check, name)
    return sorted(set(found.values()))


def _elsewhere(*, thorough: bool) -> list[tuple[str, str]]:
    """Return pairs of a contract and a fault that is one there: all that concern every model, or a few in turn."""
    found = []
    for at, (contract, excepted) in enumerate(NOT_ELSEWHERE.items()):
        known, (model, *_) = contract_named(contract), ELSEWHERE[contract]
        # What is documented is not for noticing.
        unasked = {"noticed.model"} if not known.any_model else set()
        unasked |= {"noticed.dimensions"} if known.model(model).dimensions else set()
        judged = set(applicable(known)) - unasked
        found += [
            (contract, name)
            for name in (sorted(FAULTS) if thorough else TRIED_ELSEWHERE[at :: len(NOT_ELSEWHERE)])
            if set(FAULTS[name].caught) <= judged and not FAULTS[name].models and name not in excepted | SHOWN_ELSEWHERE
        ]
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of every fault, and of every group of oddities."""
    thorough = _thorough(metafunc.config)
    if "fault" in metafunc.fixturenames:
        metafunc.parametrize("fault", _faults(thorough=thorough))
    if "elsewhere" in metafunc.fixturenames:
        metafunc.parametrize("elsewhere", _elsewhere(thorough=thorough), ids="-".join)
    if "oddities" in metafunc.fixturenames:
        metafunc.parametrize("oddities", _groups_of_oddities(thorough=thorough), ids="+".join)
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", (1, 2, 3) if thorough else (1,))


@pytest.fixture(scope="module")
def trials(request: pytest.FixtureRequest) -> Iterator[dict[Key, Future[Trial]]]:
    """Trials that run ahead of the tests that ask for them, as many at once as there are cores.

    A fault is judged by the checks it names; with ``--all-seeds``, by every check for the first of the three seeds.
    """
    thorough = _thorough(request.config)
    wanted = [item.callspec.params for item in request.session.items if "trials" in getattr(item, "fixturenames", ())]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=settle) as pool:
        futures: dict[Key, Future[Trial]] = {}
        for params in wanted:
            seed = params["seed"]
            if "fault" in params:
                name = params["fault"]
                caught = FAULTS[name].caught
                futures[(name,), seed] = pool.submit(
                    trial,
                    _contract(name),
                    _models(FAULTS[name].models, caught, _contract(name)),
                    faults=(name,),
                    seed=seed,
                    only=_only(name, whole=thorough and seed == 1),
                    # Lists of thousands take a busy machine more than two seconds.
                    client_limits=CLIENT_LIMITS if _contract(name) == CONTRACTS[0] else PATIENT,
                    depth=FAULTS[name].depth,
                )
            else:
                names = params["oddities"]
                contract = ODDITIES[names[0]].contract or CONTRACTS[0]
                own = tuple(dict.fromkeys(model for name in names for model in ODDITIES[name].models))
                models = own or (_models(()) if contract == CONTRACTS[0] else ELSEWHERE.get(contract, ANY_MODEL)[:1])
                futures[names, seed] = pool.submit(
                    trial, contract, models, oddities=names, seed=seed, examples=5, client_limits=PATIENT
                )
        yield futures
        pool.shutdown(wait=False, cancel_futures=True)


def test_a_fault_is_caught_by_the_checks_it_names(fault: str, seed: int, trials: dict[Key, Future[Trial]]) -> None:
    """Each check named by a fault gives the verdict named, with a finding of its own."""
    done = trials[((fault,), seed)].result()
    assert FAULTS[fault].caught, "a fault names the checks that must catch it"
    for check, verdict in FAULTS[fault].caught.items():
        rows = [row for row in done.results if row.check == check and str(row.verdict) == verdict]
        assert rows, f"{check} says {done.verdict(check)}, not {verdict}; what was said: {done.alarms()[:5]}"
        assert all(row.findings for row in rows)
    assert "error" not in {str(row.verdict) for row in done.results}
    assert done.crashes == ()


def test_a_fault_is_caught_under_another_contract(elsewhere: tuple[str, str]) -> None:
    """Each check named by a fault says so wherever a contract has it, be it as a failure or as advice."""
    contract, fault = elsewhere
    caught = FAULTS[fault].caught
    count = 2 if BETWEEN_MODELS & set(caught) else 1
    done = trial(
        contract,
        ELSEWHERE[contract][:count],
        faults=(fault,),
        only=tuple(caught),
        client_limits=PATIENT,
        depth=FAULTS[fault].depth,
    )
    for check in caught:
        assert done.verdict(check) & {"fail", "advice"}, f"{check} says {done.verdict(check)}"
    assert done.crashes == ()


def test_an_oddity_raises_no_alarm(oddities: tuple[str, ...], seed: int, trials: dict[Key, Future[Trial]]) -> None:
    """A correct but unusual service gets no fail, no advice but what it declares; by its contract, all is judged."""
    done = trials[(oddities, seed)].result()
    borne = {check for name in oddities for check in ODDITIES[name].may_warn}
    assert done.alarms(borne) == []
    if any(ODDITIES[name].contract for name in oddities):
        assert done.undecided() == []
    assert done.crashes == ()


def test_an_oddity_warns_of_checks_there_are() -> None:
    """The warnings that an oddity declares are of checks that its contract has."""
    for oddity in ODDITIES.values():
        judged = applicable(contract_named(oddity.contract or CONTRACTS[0]))
        assert set(oddity.may_warn) <= set(judged), oddity.name


def test_every_check_has_a_fault() -> None:
    """No check is without a fault that turns it red, and no fault names a check that does not exist."""
    named = {check for fault in FAULTS.values() for check in fault.caught}
    assert named == set(CHECKS)
