"""Relations bear honest noise, stay undecided where there is nothing to compare, and know whose rows are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from recorded_answers import Evidence
from recorded_relations import BEARABLE, OTHER, RELATIONS, Place, blurred, edited, embedding, noisy, scaled, without
from single_edits import elements, reply, swapped

from conformance.answers.answer import FAILURES, Answer, AnswerKind
from conformance.answers.embedding_space import space_of
from conformance.model.exchange import Failure
from conformance.model.verdict import Verdict

LOADED = reply(429, b'{"error": {"message": "slow down", "type": "rate_limit", "param": null, "code": "rate"}}')


@pytest.mark.parametrize("check", RELATIONS)
def test_noise_below_the_tolerance_is_silent(recorded: Evidence, jittered: Sequence[Answer], check: str) -> None:
    """Every vector off by a thousandth of itself, as on honest hardware, breaks no relation."""
    assert space_of(jittered).noise.floor > 0
    result = recorded.judge(check, jittered)
    assert result.findings == ()
    assert result.verdict is Verdict.PASS, str(result.reason)


def test_the_measured_floor_widens_the_tolerance(recorded: Evidence) -> None:
    """What is told beside steady repeats is borne beside repeats that differ as much."""
    place = Place("batch")
    steady = edited(recorded, (place, blurred(0, BEARABLE)))
    repeat_noise = noisy(recorded, 0.04, "noise")
    at = recorded.answers.index(place.of(recorded.answers))
    both = (*repeat_noise[:at], steady[at], *repeat_noise[at + 1 :])
    assert recorded.judge("relations.batch-equals-alone", steady).verdict is Verdict.ADVICE
    assert recorded.judge("relations.batch-equals-alone", both).verdict is Verdict.PASS


def test_noise_excuses_nothing_beyond_the_cap_of_harm(recorded: Evidence) -> None:
    """However much repeats differ, a batch that changes what a search finds fails, and so do the repeats."""
    wild = noisy(recorded, 0.3, "noise", "batch")
    verdicts = [recorded.judge(f"relations.{name}", wild).verdict for name in ("batch-equals-alone", "repeats-agree")]
    assert verdicts == [Verdict.FAIL, Verdict.FAIL]


def test_items_in_another_place_under_their_own_index_are_no_foreign_vectors(recorded: Evidence) -> None:
    """Position is judged by the ordering checks; a client that goes by index gets what it asked for."""
    answers = edited(recorded, (Place("batch"), swapped(0, 1)))
    # The same request is among the documented forms, and one answer is judged once.
    alone = [answer for answer in answers if answer.case.role == "batch"]
    assert recorded.judge("ordering.index-position", alone).findings != ()
    assert recorded.judge("relations.batch-equals-alone", answers).verdict is Verdict.PASS


@pytest.mark.parametrize("check", ["equal-lengths", "unequal-lengths", "neighbours-unharmed", "batch-equals-alone"])
def test_without_texts_alone_nothing_is_decided(recorded: Evidence, check: str) -> None:
    """Rows that have no own vector to be held against are not called right."""
    lists = [answer for answer in recorded.answers if len(answer.case.texts or ()) > 1]
    result = recorded.judge(f"relations.{check}", lists)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert str(result.reason) == "none of the texts was answered alone, so there is nothing to compare with"


UNDECIDED = {
    "order-follows-input": (("permuted",), "no batch was answered in two orders"),
    "widths-agree": ((), "fewer than two numbers of dimensions were answered"),
}


@pytest.mark.parametrize("check", UNDECIDED)
def test_one_side_alone_decides_nothing(recorded: Evidence, check: str) -> None:
    """Where the other side of a comparison is missing the reason is told."""
    roles, reason = UNDECIDED[check]
    answers = without(recorded, *roles)
    if not roles:
        answers = tuple(answer for answer in answers if answer.case.role != "dimensions" or not answer.case.dimensions)
    result = recorded.judge(f"relations.{check}", answers)
    assert (result.verdict, str(result.reason)) == (Verdict.INCONCLUSIVE, reason)


def test_repeats_that_hide_an_ending_leave_long_texts_out_of_sight(recorded: Evidence) -> None:
    """Where a change moves a long text by hardly more than repeats, nothing is said of it, and nothing gates."""
    wild, place = noisy(recorded, 0.1, "noise"), Place("tail", "ending 2", group=":600")
    first = Place("tail", "ending 1", group=":600").of(recorded.answers).vectors[0]
    assert first is not None
    near = first * (1 + 0.05 * np.random.default_rng(9).standard_normal(first.size))
    told = edited(replace(recorded, answers=wild), (place, embedding(0, lambda _: near, "hardly moved")))
    result = recorded.judge("relations.long-text-read", told)
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert str(result.reason).startswith("repeats differ by")
    assert str(result.reason).endswith("and what was changed in a long text by hardly more")


def test_what_is_larger_than_the_noise_is_judged_all_the_same(recorded: Evidence) -> None:
    """Endings that move a text by more than repeats do are seen to be read."""
    result = recorded.judge("relations.long-text-read", noisy(recorded, 0.01, "noise"))
    assert result.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("check", "role", "item", "cause"),
    [
        ("list-of-one", "list-of-one", 0, ""),
        ("unequal-lengths", "unequal", 0, "another kernel for the padded length"),
        ("batch-equals-alone", "batch", 0, "another kernel for the shape of the list"),
        ("load-changes-nothing", "load", 0, "what shares its batch under load"),
        ("repeats-agree", "noise", 0, "replicas that differ, or sums that come out otherwise each time"),
    ],
)
def test_what_hardware_may_do_is_advice_with_its_cause(
    recorded: Evidence, check: str, role: str, item: int, cause: str
) -> None:
    """From 1e-3 to 1e-2 in cosine distance a row that is nobody else's is told with the figure, and gates nothing."""
    turn = 1 if role in {"load", "noise"} else 0
    answers = edited(recorded, (Place(role, turn=turn), blurred(item, BEARABLE)))
    result = recorded.judge(f"relations.{check}", answers)
    assert result.verdict is Verdict.ADVICE
    assert "0.998" in str(result.findings[0].message)
    assert str(result.findings[0].message).partition("; ")[2].removesuffix(" may do as much").rstrip(",") == cause


def test_what_is_in_one_number_is_no_noise(recorded: Evidence) -> None:
    """Noise is spread over many numbers: of one that is wrong it is said which one it is."""

    def one_wrong(vector: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(np.arange(vector.size) == 1, vector + 0.06 * np.linalg.norm(vector), vector)

    answers = edited(recorded, (Place("batch"), embedding(0, one_wrong, "one number")))
    result = recorded.judge("relations.batch-equals-alone", answers)
    assert result.verdict is Verdict.ADVICE
    assert str(result.findings[0].message).endswith("; only number 2 of 1024 differs")


def test_refused_repeats_leave_repetition_undecided(recorded: Evidence) -> None:
    """A check whose every request was refused has judged nothing, and does not pass."""
    turns = [(Place("noise", turn=0), LOADED)] * 6
    result = recorded.judge("relations.repeats-agree", edited(recorded, *turns))
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "answered 429" in str(result.reason)


def test_one_cut_connection_under_load_is_not_held_against_the_target(recorded: Evidence) -> None:
    """One request of many lost to the network is no finding, and no pass."""
    answers = list(recorded.answers)
    at = answers.index(Place("load").of(answers))
    answers[at] = replace(answers[at], kind=AnswerKind.UNANSWERED, reason=FAILURES[Failure.RESET]())
    result = recorded.judge("relations.load-answered", answers)
    assert (result.verdict, result.findings) == (Verdict.INCONCLUSIVE, ())


def test_refusals_for_load_leave_what_was_answered_to_be_judged(recorded: Evidence) -> None:
    """Some requests at once refused with 429: the others are still held against what they give alone."""
    refused = [(Place("load", turn=0), LOADED)] * 3
    shifted = edited(recorded, *refused, (Place("load", turn=1), blurred(0)))
    assert recorded.judge("relations.load-changes-nothing", shifted).verdict is Verdict.FAIL
    assert recorded.judge("relations.load-answered", shifted).findings == ()


def _elsewhere(vector: np.ndarray) -> np.ndarray:
    return np.random.default_rng(5).standard_normal(vector.size)


@pytest.mark.parametrize("check", ["history-free", "one-norm", "models-differ", "batch-equals-alone"])
@pytest.mark.parametrize("edit", [embedding(0, _elsewhere, "elsewhere"), scaled(0, 3.0)], ids=["elsewhere", "longer"])
def test_rows_of_another_model_are_not_held_against_this_ones(recorded: Evidence, check: str, edit: object) -> None:
    """What the other model of a sequence gives is its own affair."""
    place = Place("history", model=OTHER)
    assert callable(edit)
    result = recorded.judge(f"relations.{check}", edited(recorded, (place, edit)))
    assert result.verdict is Verdict.PASS, str(result.reason)


def _in_base64_only(recorded: Evidence, *roles: str) -> tuple[Answer, ...]:
    """Return all answers, those that were asked for as base64 in some roles with other vectors than floats have."""

    def turn(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**item, "embedding": item["embedding"][::-1]} for item in items]

    edit = elements("data", by=turn, name="turned")
    return tuple(
        recorded.read(answer, edit)
        if answer.kind is AnswerKind.SUCCESS and answer.case.role in roles and answer.case.encoding == "base64"
        else answer
        for answer in recorded.answers
    )


@pytest.mark.parametrize(
    ("roles", "verdict"),
    [
        (("base64", "history"), Verdict.PASS),
        (("history",), Verdict.FAIL),
    ],
    ids=["at any time", "in a sequence"],
)
def test_a_history_is_not_blamed_for_what_an_encoding_does_at_any_time(
    recorded: Evidence, roles: tuple[str, ...], verdict: Verdict
) -> None:
    """Floats are held against base64 that came before them, unless base64 has other vectors beside any sequence."""
    answers = _in_base64_only(recorded, *roles)
    assert recorded.judge("relations.history-free", answers).verdict is verdict
    assert (recorded.judge("encoding.sdk-default", answers).findings != ()) is ("base64" in roles)
