"""The order of a plan: whole, controlled, and the first requests tell most."""

from __future__ import annotations

from collections import Counter

import pytest
from planned_models import CONTRACT, SEED, plan

from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.order import Step
from conformance.engine.plan import ModelPlan, applicable, plan_model
from conformance.model.case import Case, Manner
from conformance.model.options import PlanOptions
from conformance.model.role import Role
from conformance.probes import PROBES, PlanContext

MODELS = tuple(model.name for model in CONTRACT.models)
ALL = applicable(CONTRACT)


def _whole(model: str, examples: int = 0) -> ModelPlan:
    context = PlanContext.of(
        CONTRACT, model, options=PlanOptions(seed=SEED, examples=examples, burst=32), first=True, others=MODELS[:1]
    )
    return plan_model(context, ALL)


def _sent(steps: tuple[Step, ...]) -> list[Case]:
    """Return the case each request is sent for first, in the order of sending."""
    first: dict[str, Case] = {}
    for step in steps:
        for case in step.cases:
            first.setdefault(case.request.key, case)
    return list(first.values())


@pytest.mark.parametrize("model", MODELS)
def test_every_case_and_every_adaptive_probe_is_taken_once(model: str) -> None:
    """The steps are the plan, in another order."""
    planned = _whole(model, examples=2)
    steps = planned.steps
    assert sorted(map(repr, planned.cases)) == sorted(repr(case) for step in steps for case in step.cases)
    assert {probe.name for probe in planned.later} == {step.probe.name for step in steps if step.probe}
    assert len([step for step in steps if step.probe]) == len(planned.later)


@pytest.mark.parametrize("model", MODELS)
def test_controls_and_texts_alone_go_before_what_needs_them(model: str) -> None:
    """Where a run ends early, what was sent can be judged."""
    sent = _sent(_whole(model).steps)
    place = {case.request.key: at for at, case in enumerate(sent)}
    alone = [(at, case) for at, case in enumerate(sent) if case.role == "alone"]
    own = {(text, case.dimensions): at for at, case in alone for text in case.texts or ()}
    for at, case in enumerate(sent):
        assert case.control is None or place[case.control.key] < at, str(case.title)
        if case.role in {"batch", "permuted", "load"}:
            needed = [own[asked] for text in case.texts or () if (asked := (text, case.dimensions)) in own]
            assert max(needed, default=-1) < at, str(case.title)


def test_an_adaptive_probe_comes_after_the_probes_it_needs() -> None:
    """A plan from answers needs those answers, be they planned or adaptive themselves."""
    seen: set[str] = set()
    for step in _whole(MODELS[-1]).steps:
        if step.probe:
            assert seen >= set(step.probe.needs)
            seen.add(step.probe.name)
        seen |= {case.probe for case in step.cases}


def test_sequences_and_bursts_stay_whole_and_by_themselves() -> None:
    """A step has one manner, and the cases of a sequence or burst stand together in their order."""
    planned = _whole(MODELS[-1])
    for step in planned.steps:
        manners = {PROBES[case.probe].manner if case.probe in PROBES else Manner.FREE for case in step.cases}
        assert len(manners) <= 1
    for probe in ("history", "load"):
        groups = {case.group for case in planned.cases if case.probe == probe}
        for group in groups:
            wanted = [case for case in planned.cases if case.group == group]
            found = [case for step in planned.steps for case in step.cases if case.group == group]
            assert found == wanted
            assert len([step for step in planned.steps if wanted[0] in step.cases]) == 1


@pytest.mark.parametrize(("requests", "share"), [(1, 0.3), (20, 0.65), (60, 0.75)])
@pytest.mark.parametrize("model", MODELS)
def test_the_first_requests_serve_most_checks(model: str, requests: int, share: float) -> None:
    """After so many requests, so large a part of all checks has something to judge."""
    sent = {case.request.key for case in _sent(_whole(model).steps)[:requests]}
    cases = [case for case in _whole(model).cases if case.request.key in sent]
    served = {
        check for check in ALL for case in cases if CHECKS[check].selector.wants(case) or case.decided_by == check
    }
    assert len(served) >= share * len(ALL)


def test_pairs_that_may_be_refused_go_out_among_the_others() -> None:
    """Once they are answered they tell as much: no list of pairs waits for the load."""
    sent = _sent(_whole(MODELS[-1]).steps)
    pairs = {case.expect: at for at, case in enumerate(sent) if case.role == "cleaned"}
    assert len(pairs) == len({"answer", "either"})
    assert max(pairs.values()) < min(at for at, case in enumerate(sent) if case.probe == "load")


@pytest.mark.parametrize("role", ["cleaned", "scripts"])
def test_lists_of_pairs_go_out_as_they_are_planned(role: str) -> None:
    """The pairs of a probe begin with what is most common, and a list is worth less than the one before it."""
    planned = _whole(MODELS[-1])
    lists = dict.fromkeys(case.request.key for case in planned.cases if case.role == role and case.expect == "answer")
    sent = [case.request.key for case in _sent(planned.steps)]
    assert len(lists) > 2
    assert sorted(lists, key=sent.index) == [*lists]


@pytest.mark.parametrize("model", MODELS)
def test_what_a_plain_client_sends_is_among_the_first(model: str) -> None:
    """A string with nothing beside it is what most see of a service that use no SDK."""
    bare = [case.single and {case.encoding, case.dimensions} == {None} for case in _sent(_whole(model).steps)]
    assert bare.index(True) < 20


def test_neighbours_of_a_text_that_may_be_refused_are_compared_early() -> None:
    """Where it is answered they are held against themselves alone, which shows more than another wrong request."""
    roles = [case.role for case in _sent(_whole(MODELS[-1]).steps)]
    assert roles.index(Role.NEIGHBOURS) < 60


@pytest.mark.parametrize("model", MODELS)
def test_two_long_texts_twins_and_base64_are_among_the_first(model: str) -> None:
    """Each shows more than another request does: long texts at any of their lengths, what most clients get, a space."""
    roles = [case.role for case in _sent(_whole(model).steps)]
    assert max(map(roles.index, ("prefixes", "base64", "like"))) < 10


@pytest.mark.parametrize("model", MODELS)
def test_the_first_text_alone_goes_out_with_what_is_held_against_it(model: str) -> None:
    """By itself it tells nothing, unless its request serves another case as well."""
    steps = _whole(model).steps
    served = Counter(case.request.key for step in steps for case in step.cases)
    sent = _sent(steps)
    first = next(at for at, case in enumerate(sent) if case.role == "alone" and served[case.request.key] == 1)
    following = next(case for case in sent[first:] if case.role != "alone")
    assert {*(sent[first].texts or ())} & {*(following.texts or ())}, str(following.title)


def test_random_examples_come_last_as_they_were_drawn() -> None:
    """Boundaries before randomness, and a seed tells the order too."""
    planned = _whole(MODELS[0], examples=3)
    cases = [case for step in planned.steps for case in step.cases]
    random = [case for case in cases if case.random]
    assert random == [case for case in planned.cases if case.random]
    assert cases[-len(random) :] == random


def test_what_is_not_wanted_does_not_count() -> None:
    """A narrowed plan begins with what its own checks need."""
    planned = plan(MODELS[-1], wanted=["auth.wrong-key-code", "limits.items-over-cap"])
    assert {case.decided_by for case in _sent(planned.steps)[:8]} >= {"auth.wrong-key-refused", "limits.items-over-cap"}


def test_the_longest_lists_go_last_and_alone() -> None:
    """Where a list may have thousands of texts, nothing waits behind it; a list of 25 keeps its place."""
    contract = load("openai")
    model = contract.models[0].name
    context = PlanContext.of(contract, model, options=PlanOptions(seed=SEED, examples=2, burst=8), first=True)
    *others, last = plan_model(context, applicable(contract)).steps
    assert last.alone
    assert min(len(case.texts or ()) for case in last.cases) > 1024
    assert all(len(case.texts or ()) <= 1024 for step in others for case in step.cases)
    assert not any(step.alone for model in MODELS for step in _whole(model).steps)
