"""Every fault and oddity is well described."""

from __future__ import annotations

import re

import pytest

from conformance.checks import CHECKS
from conformance.service import FAULTS, ODDITIES, Service
from conformance.service.behaviour import PipelineStage
from conformance.service.registry import fault
from conformance.service.served_contract import read_served_contract


def test_a_behaviour_has_a_name_and_one_sentence() -> None:
    """A behaviour has a slug of a name and one sentence that begins with a verb and ends with a full stop."""
    for behaviour in (*FAULTS.values(), *ODDITIES.values()):
        assert re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", behaviour.name), behaviour.name
        assert re.fullmatch(r"[A-Z].*[a-z0-9A-Z]\.", behaviour.sentence), behaviour.name
        assert len(behaviour.sentence) < 130, behaviour.name
        assert behaviour.stage in PipelineStage, behaviour.name


def test_a_fault_names_the_checks_that_must_find_it() -> None:
    """A fault names at least one check that exists, with a verdict that a check can give."""
    for behaviour in FAULTS.values():
        assert behaviour.caught, behaviour.name
        assert set(behaviour.caught) <= set(CHECKS), behaviour.caught
        assert set(behaviour.caught.values()) <= {"fail", "advice"}, behaviour.name


def test_an_oddity_names_no_check() -> None:
    """No check may find an oddity."""
    assert not any(behaviour.caught for behaviour in ODDITIES.values())


def test_there_are_enough_of_them() -> None:
    """There are at least 80 faults and 25 oddities, with names and sentences of their own."""
    everything = [*FAULTS.values(), *ODDITIES.values()]
    assert len(FAULTS) >= 80
    assert len(ODDITIES) >= 25
    assert len({behaviour.sentence for behaviour in everything}) == len(everything)


def test_every_behaviour_names_known_models() -> None:
    """A fault that shows with some models only names models of one contract."""
    models = [
        {model.name for model in read_served_contract(name).models}
        for name in ("dashscope", "openai", "zhipu", "nim", "voyage")
    ]
    for behaviour in FAULTS.values():
        assert any(names.issuperset(behaviour.models) for names in models), behaviour.name


def test_two_behaviours_cannot_share_a_name() -> None:
    """Registering a name twice is refused."""
    with pytest.raises(ValueError, match="two behaviours are called 'id-missing'"):
        fault("id-missing", "body")(lambda _call, body: body)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    """A misspelt fault is refused, and the nearest known one is named."""
    with pytest.raises(ValueError, match="did you mean 'index-constant'"):
        Service(faults=["index-konstant"])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("index-wrongly-counted", "data-keyed-by-index, duplicate-index, "),
        ("banana", "embedding-conformance faults list tells all there are"),
    ],
)
def test_a_far_off_name_is_answered_with_what_there_is(name: str, told: str) -> None:
    """Names that share a word are told, else where all are; never one that happens to have some of its letters."""
    with pytest.raises(ValueError, match=told):
        Service(faults=[name])
