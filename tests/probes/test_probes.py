"""Probes say whom they ask what, and learn from what came back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.errors import SuiteError
from conformance.model.case import Expect
from conformance.model.contract import Auth
from conformance.model.exchange import Attempt, Exchange, Response
from conformance.probes import PROBES, PlanContext
from conformance.probes.broken import DECIDING_CHECK
from conformance.probes.lengths import tokens_per_word
from conformance.probes.registry import Stage, probe

CONTRACT = load("dashscope")
GROUND = PlanContext.of(CONTRACT, "text-embedding-v3", seed=1, examples=0, first=True)


def _counted(*tokens: object) -> list[Answer]:
    """Answer the calibration texts with these counts of tokens."""
    answers = []
    for case, count in zip(PROBES["token-unit"].plan(GROUND, ()), tokens, strict=True):
        body = json.dumps({"usage": {"prompt_tokens": count}}).encode()
        exchange = Exchange(case.request, (Attempt(0.0, 0.1, Response(200, (), body)),))
        answers.append(Reader(CONTRACT).read(case, exchange))
    return answers


@pytest.mark.parametrize(
    ("short", "long", "rate"),
    [
        (64, 128, 1.0),
        (66, 130, 1.0),
        (100, 260, 2.5),
        (1, 1, None),
        (None, 128, None),
        (64, "128", None),
        (9, 99999, None),
    ],
)
def test_what_a_word_costs_is_learnt_from_the_targets_own_count(
    short: object, long: object, rate: float | None
) -> None:
    """A plausible difference of two counts gives the rate; anything else is no count of tokens."""
    assert tokens_per_word(_counted(short, long)) == rate


def test_texts_around_the_limit_follow_the_rate() -> None:
    """One text is just under the documented length and one clearly over it, by the target's counting."""
    under, over = PROBES["token-limits"].plan(GROUND, _counted(128, 256))
    assert GROUND.model.max_tokens == 8192
    assert len((under.texts or ("",))[0].split()) == int(8192 * 0.95 / 2)
    assert len((over.texts or ("",))[0].split()) >= 8192 * 1.5
    assert (under.expect, over.expect) == (Expect.ANSWER, Expect.EITHER)


def test_every_aim_is_a_check() -> None:
    """A broken rule is decided by a check that exists."""
    assert set(DECIDING_CHECK.values()) <= set(CHECKS)


def test_a_name_cannot_be_taken_twice() -> None:
    """Two probes under one name would be one plan."""
    with pytest.raises(SuiteError, match="registered twice"):
        probe("examples", Stage.EXAMPLES)(lambda _: iter(()))


@pytest.mark.parametrize("auth", [Auth.OPTIONAL, Auth.NONE])
def test_wrong_keys_go_only_where_a_key_is_required(auth: Auth) -> None:
    """A target that needs no key answers any, so nothing is asked."""
    context = replace(GROUND, contract=replace(CONTRACT, auth=auth))
    assert list(PROBES["auth"].plan(context, ())) == []
    assert len(list(PROBES["auth"].plan(GROUND, ()))) == 3
