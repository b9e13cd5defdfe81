"""A comparison accuses only where it is seen again; what comes and goes is told once."""

from __future__ import annotations

import json
from dataclasses import replace
from math import hypot
from types import SimpleNamespace

import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered
from spoiled_runs import BATCHES, CHECKS, HISTORY, LOAD, REPEATS, TARGET, Rows, judged_of, service_of, vector_of

from conformance.engine.collect import RESERVE
from conformance.engine.confirming.sides import at_fault
from conformance.engine.offline_sender import OfflineSender
from conformance.engine.run import Run
from conformance.model.exchange import Connection, Exchange, Request
from conformance.model.finding import Evidence, Part, finding_kind
from conformance.model.options import PlanOptions
from conformance.model.verdict import Level, Verdict


def _extra(sender: FakeSender) -> int:
    _, clean = judged_of(lambda _, rows: rows)
    return len(sender.sent) - len(clean.sent)


def _reversed(_: Request, rows: Rows) -> Rows:
    return rows[::-1]


def test_what_is_seen_again_is_confirmed_and_shows_the_repeats() -> None:
    """A list that comes back in another order each time fails, with both sides and their repeats as evidence."""
    results, sender = judged_of(_reversed)
    assert results[BATCHES].verdict is Verdict.FAIL
    for finding in results[BATCHES].findings:
        assert finding.confirmed is True
        repeats = [each.exchange for each in finding.evidence if each.part is Part.REPEAT]
        assert len(repeats) == len(set(repeats)) == 2
        assert set(repeats).isdisjoint(each.exchange for each in finding.evidence if each.part is not Part.REPEAT)
    assert results[REPEATS].verdict is Verdict.PASS
    assert 0 < _extra(sender) <= RESERVE


def test_a_right_service_is_asked_nothing_again() -> None:
    """Where nothing differs, nothing is sent beside the plan."""
    results, sender = judged_of(lambda _, rows: rows)
    assert {result.verdict for result in results.values()} == {Verdict.PASS}
    assert len({request.key for request in sender.sent}) == len(sender.sent)
    assert not any(request.repeat >= 700 for request in sender.sent)


def _other_after_silence(request: Request, rows: Rows) -> Rows:
    return [vector_of(f"another model {row}") for row in rows] if request.pause else rows


def test_what_follows_a_silence_is_confirmed_with_what_came_before_it() -> None:
    """A model that falls asleep is found by the check of history: the first text goes out before the silence again."""
    results, _ = judged_of(_other_after_silence)
    assert results[HISTORY].verdict is Verdict.FAIL
    assert [finding.confirmed for finding in results[HISTORY].findings] == [True]
    assert results[REPEATS].verdict is Verdict.PASS


def test_a_model_that_falls_asleep_while_it_is_judged_is_found_all_the_same() -> None:
    """What wakes it is held against nothing: both sides of what is played again come after that."""
    asleep = [True]

    def spoil(request: Request, rows: Rows) -> Rows:
        after_judging = any(words in request.body for words in (b"Good morning: ", b"Once more: ")) and asleep[0]
        asleep[0] = asleep[0] and not after_judging
        return [vector_of(f"another model {row}") for row in rows] if request.pause or after_judging else rows

    results, _ = judged_of(spoil)
    assert results[HISTORY].verdict is Verdict.FAIL
    assert not asleep[0]


def _only_at_first(request: Request, rows: Rows) -> Rows:
    return rows[::-1] if request.repeat == 0 and len(rows) == 2 else rows


def test_what_is_gone_when_asked_again_is_told_once_and_blames_nothing_else() -> None:
    """Rows swapped once only are no fault of lists: one finding says how often, and when."""
    results, _ = judged_of(_only_at_first)
    assert results[BATCHES].verdict is Verdict.PASS
    (finding,) = results[REPEATS].findings
    assert finding.kind == "relations.gone-when-asked-again"
    assert results[REPEATS].verdict is Verdict.FAIL
    values = finding.message.values
    assert 1 <= values["first"] <= values["last"] <= values["answers"]
    assert values["count"] >= 1
    assert "gone when asked again" in str(finding.message)


def test_what_no_must_forbids_is_no_failure_when_it_is_gone() -> None:
    """What a check of a SHOULD saw once is a warning of the check that tells that it was gone."""
    (clause,) = (each for each in CONTRACT.clauses if BATCHES in each.checks)
    must = replace(clause, checks=(REPEATS,))
    should = replace(clause, id="vectors.batches", level=Level.SHOULD, checks=(BATCHES,))
    results, _ = judged_of(_only_at_first, BATCHES, REPEATS, contract=replace(CONTRACT, clauses=(must, should)))
    assert results[REPEATS].verdict is Verdict.ADVICE
    assert [finding.kind for finding in results[REPEATS].findings] == ["relations.gone-when-asked-again"]


def test_where_nothing_else_tells_of_it_what_is_gone_is_no_more_than_advice() -> None:
    """A check judged by itself says what it saw, that it did not see it again, and accuses nothing."""
    results, _ = judged_of(_only_at_first, BATCHES)
    assert results[BATCHES].verdict is Verdict.ADVICE
    assert {finding.confirmed for finding in results[BATCHES].findings} == {False}


def test_a_sequence_is_played_again_with_fresh_texts() -> None:
    """A cache that answers a text it knows from its first request shows again only to texts it does not know."""
    seen: set[str] = set()

    def stale(request: Request, rows: Rows) -> Rows:
        text = str(json.loads(request.body)["input"])
        if request.connection is not Connection.APART:
            return rows
        known = text in seen
        seen.add(text)
        return [row[::-1] for row in rows] if known else rows

    results, sender = judged_of(stale)
    assert results[HISTORY].verdict is Verdict.FAIL
    assert all(finding.confirmed for finding in results[HISTORY].findings)
    assert any(b"Once more" in request.body for request in sender.sent)


def _spoils_load(request: Request, rows: Rows) -> Rows:
    return [row[::-1] for row in rows] if request.connection is Connection.FRESH else rows


def test_a_burst_is_played_again_and_held_against_the_same_texts_alone() -> None:
    """What shows under load is asked for again under load, and each text then alone."""
    results, sender = judged_of(_spoils_load)
    assert results[LOAD].verdict is Verdict.FAIL
    assert all(finding.confirmed for finding in results[LOAD].findings)
    assert results[BATCHES].verdict is results[REPEATS].verdict is Verdict.PASS
    fresh = [request for request in sender.sent if _is_fresh(request)]
    assert {request.connection for request in fresh} == {Connection.FRESH, Connection.SHARED}


def _is_fresh(request: Request) -> bool:
    return b"Once more" in request.body or b"And again" in request.body


def test_what_only_the_first_texts_bring_out_after_others_is_not_said_to_be_gone() -> None:
    """A text that is spoiled for good once it was asked twice stays so, though fresh texts stay as they are."""
    seen: set[str] = set()

    def spoiled(request: Request, rows: Rows) -> Rows:
        text = str(json.loads(request.body)["input"])
        if request.connection is not Connection.APART or _is_fresh(request):
            return rows
        known = text in seen
        seen.add(text)
        return [row[::-1] for row in rows] if known else rows

    results, _ = judged_of(spoiled)
    assert results[HISTORY].verdict is Verdict.FAIL
    assert {finding.confirmed for finding in results[HISTORY].findings} == {True}
    assert results[REPEATS].verdict is Verdict.PASS


def test_a_list_that_is_wrong_by_itself_is_no_matter_of_load() -> None:
    """Rows that the very texts of a list bring to other places are told of lists, as neither gone nor due to load."""

    def spoiled(request: Request, rows: Rows) -> Rows:
        unit = [[number / hypot(*row) for number in row] for row in rows]
        return unit[::-1] if len(unit) == 5 and not _is_fresh(request) else unit

    results, _ = judged_of(spoiled)
    assert results[LOAD].verdict is results[REPEATS].verdict is Verdict.PASS
    assert results[BATCHES].verdict is Verdict.FAIL
    assert "at once" not in "".join(str(finding.message) for finding in results[BATCHES].findings)


def test_that_load_changes_nothing_is_not_seen_of_lists_that_are_wrong_by_themselves() -> None:
    """A run that asks of load alone would pass a service whose every list is another's."""

    def spoiled(_: Request, rows: Rows) -> Rows:
        return rows[1:] + rows[:1]

    results, _ = judged_of(spoiled)
    assert results[BATCHES].verdict is Verdict.FAIL
    assert results[LOAD].verdict is Verdict.INCONCLUSIVE
    assert "without load, too" in str(results[LOAD].reason)


def test_where_only_what_was_compared_with_changed_that_is_said() -> None:
    """A text alone that came otherwise once accounts for lists that differ from it: these were not gone."""

    def once(request: Request, rows: Rows) -> Rows:
        first = request.repeat == 0 and request.connection is Connection.SHARED
        odd = first and json.loads(request.body)["input"] == "The volcano had been silent for two centuries."
        return [row[::-1] for row in rows] if odd else rows

    results, _ = judged_of(once)
    assert results[BATCHES].verdict is Verdict.PASS
    (finding,) = results[REPEATS].findings
    assert finding.kind == "relations.one-moved"


def test_where_nothing_can_be_asked_the_finding_stands_unconfirmed() -> None:
    """Judged from what was recorded before, a comparison says that it was not asked again; with the repeats it does."""
    memory = Remembered()
    first, _ = judged_of(_reversed, memory=memory)
    for kept, confirmed in ((memory.kept, {True}), (_without_repeats(memory), {None})):
        wanted = {FIRST: frozenset(CHECKS)}
        options = PlanOptions(examples=0, burst=8)
        run = Run(CONTRACT, TARGET, wanted, sender=OfflineSender(), memory=Remembered(dict(kept)), options=options)
        result = run.judge(BATCHES, FIRST)
        run.close()
        assert result.verdict is first[BATCHES].verdict
        assert {finding.confirmed for finding in result.findings} == confirmed


def _without_repeats(memory: Remembered) -> dict[str, Exchange]:
    return {key: each for key, each in memory.kept.items() if each.request.repeat < 700}


def test_repeats_are_counted_as_sent() -> None:
    """What is sent to confirm stands among what was asked beside the plan."""
    sender = FakeSender(service_of(_reversed))
    run = Run(CONTRACT, replace(TARGET), {FIRST: frozenset(CHECKS)}, sender=sender, memory=Remembered())
    run.judge(BATCHES, FIRST)
    again = {exchange.request.key for exchange in run.collector.asked_again}
    run.close()
    assert {request.key for request in sender.sent if request.repeat >= 700} <= again
    assert again


def test_what_many_are_held_against_since_it_was_asked_again_is_no_answer_of_the_run() -> None:
    """Only answers of the run are counted among those that must have been wrong."""
    kind = finding_kind("tests.differs-from-repeat", "{text} differs")
    of_burst = [kind(of=key, beside=(Evidence("repeat", Part.COMPARED_WITH, "/data/0"),), text=key) for key in "abc"]
    judge = SimpleNamespace(answered=dict.fromkeys("abc", "an answer").get)
    assert at_fault(judge, of_burst) == {"a", "b", "c"}


def test_a_sequence_that_was_not_played_again_accuses_nothing_where_anything_else_was_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Steps that differ are no history's where the reserve ends before them and answers come and go."""

    def odd(request: Request, rows: Rows) -> Rows:
        step = request.connection is Connection.APART and request.repeat == 18
        return [row[::-1] for row in rows] if step else _only_at_first(request, rows)

    monkeypatch.setattr("conformance.engine.collect.RESERVE", 8)
    results, sender = judged_of(odd)
    assert not any(b"Once more" in request.body for request in sender.sent)
    assert [name for name, result in results.items() if result.verdict is Verdict.FAIL] == [REPEATS]


def test_what_was_played_again_with_fresh_texts_is_not_taken_for_what_was_asked_again_alone() -> None:
    """Lists of two in another order fail, though the first step of the sequence is what they are held against."""
    results, _ = judged_of(lambda _, rows: rows[::-1] if len(rows) == 2 else rows)
    assert results[BATCHES].verdict is Verdict.FAIL
    assert {finding.confirmed for finding in results[BATCHES].findings} == {True}
    assert results[REPEATS].verdict is Verdict.PASS
