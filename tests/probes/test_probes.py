"""Probes plan what they declare, and adaptive ones plan from the answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.model.case import Expect
from conformance.model.contract import Auth
from conformance.model.exchange import Attempt, Connection, Exchange, Response
from conformance.model.options import PlanOptions
from conformance.model.role import Role
from conformance.probes import PROBES, PlanContext
from conformance.probes.lengths import just_under, tokens_beside_words, tokens_per_word

CONTRACT = load("dashscope")
CONTEXT = PlanContext.of(CONTRACT, "text-embedding-v3", options=PlanOptions(seed=1, examples=0), first=True)


def _counted(*tokens: object) -> list[Answer]:
    """Answer the calibration texts with these counts of tokens."""
    answers = []
    for case, count in zip(PROBES["token-unit"].plan(CONTEXT, ()), tokens, strict=True):
        body = json.dumps({"usage": {"prompt_tokens": count}}).encode()
        exchange = Exchange(case.request, (Attempt(0.0, 0.1, Response(200, (), body)),))
        answers.append(Reader(CONTRACT).read(case, exchange))
    return answers


@pytest.mark.parametrize(
    ("short", "long", "rate"),
    [
        (64, 131, 1.0),
        (66, 133, 1.0),
        (100, 234, 2.0),
        (1, 1, None),
        (None, 131, None),
        (64, "131", None),
        (9, 99999, None),
    ],
)
def test_what_a_word_costs_is_learnt_from_the_targets_own_count(
    short: object, long: object, rate: float | None
) -> None:
    """A plausible difference of two counts gives the rate; anything else is no count of tokens."""
    assert tokens_per_word(_counted(short, long)) == rate


def test_where_each_word_is_one_token_long_texts_go_to_the_limit() -> None:
    """All but a few tokens are used, and words around the end of a window are changed one by one."""
    counts = _counted(66, 133)
    assert tokens_beside_words(counts) == 2
    assert just_under(8192, counts) == 8192 - 2 - 32
    planned = list(PROBES["long-texts"].plan(CONTEXT, counts))
    assert max(len((case.texts or ("",))[0].split()) for case in planned) == 8158
    (seam,) = (case for case in planned if case.role is Role.SEAM)
    base, *others = (text.split() for text in seam.texts or ())
    changed = [[at for at, word in enumerate(text) if word != base[at]] for text in others]
    assert changed == [[509], [510], [511], [512], [513]]
    assert {len(" ".join(text)) for text in others} == {len(" ".join(base))}


def test_where_a_word_costs_more_some_room_is_left() -> None:
    """Which words cost more is not known, nor where a window ends."""
    counts = _counted(66, 140)
    assert tokens_beside_words(counts) is None
    assert just_under(8192, counts) == int(8192 * 0.93)
    assert Role.SEAM not in {case.role for case in PROBES["long-texts"].plan(CONTEXT, counts)}


def test_what_many_servers_cannot_read_has_a_connection_of_its_own() -> None:
    """A server that drops the body of a proposal to speak HTTP/2 reads what comes next on the connection amid it."""
    cases = list(PROBES["clients"].plan(CONTEXT, ()))
    demanding = [case.request.connection for case in cases if case.role is Role.RARE]
    assert demanding == [Connection.FRESH] * 2
    assert {case.request.connection for case in cases if case.role is not Role.RARE} == {Connection.SHARED}


def test_where_characters_are_counted_a_text_of_thousands_of_tokens_has_as_many_words() -> None:
    """Else three hundred words would be told as two thousand tokens, where no limit is documented."""
    contract = load("openai-compatible")
    context = PlanContext.of(contract, "some-model", options=PlanOptions(seed=1, examples=0), first=True)
    short, long = (len((case.texts or ("",))[0]) for case in PROBES["token-unit"].plan(context, ()))
    longest = [
        max(len((case.texts or ("",))[0].split()) for case in PROBES["long-texts"].plan(context, counted))
        for counted in (_counted(short, long), _counted(short, long - 1))
    ]
    assert longest[0] > 1500
    assert longest[1] < 500


def test_texts_around_the_limit_follow_the_rate() -> None:
    """One text is just under the documented length and two clearly over it, by the target's counting."""
    under, over, other, beside = PROBES["token-limits"].plan(CONTEXT, _counted(128, 262))
    assert CONTEXT.model.max_tokens == 8192
    assert len((under.texts or ("",))[0].split()) == int(8192 * 0.93 / 2)
    assert len((over.texts or ("",))[0].split()) >= 8192 * 1.5
    assert (under.expect, over.expect, other.expect) == (Expect.ANSWER, Expect.EITHER, Expect.EITHER)
    assert (beside.expect, len(beside.texts or ())) == (Expect.EITHER, 2)
    assert len((beside.texts or ("", ""))[1].split()) * 2 > 8192
    assert (over.texts or ("",))[0][:-200] == (other.texts or ("",))[0][: len((over.texts or ("",))[0]) - 200]


@pytest.mark.parametrize("auth", [Auth.OPTIONAL, Auth.NONE])
def test_wrong_keys_go_only_where_a_key_is_required(auth: Auth) -> None:
    """A target that needs no key answers any, so nothing is asked."""
    context = replace(CONTEXT, contract=replace(CONTRACT, auth=auth))
    assert list(PROBES["auth"].plan(context, ())) == []
    assert len(list(PROBES["auth"].plan(CONTEXT, ()))) == 4
