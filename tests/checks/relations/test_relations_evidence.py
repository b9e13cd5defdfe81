"""A finding about a relation names both sides of the comparison, and leads into each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from broken_relations import BROKEN, Broken
from recorded_answers import Evidence
from recorded_relations import MODEL, OTHER, Place, edited, embedding

from conformance.answers.answer import Answer
from conformance.model.finding import Finding, Part
from conformance.model.pointer import ABSENT, look_up

WITHIN_ONE_ANSWER = {"relations.like-is-near"}
"""Relations between all rows of one answer, which has no other side."""
BY_CONTROL = {"relations.answered", "relations.load-answered"}
"""Relations that hold an answer against the answer to its control."""
COMPARED = [row for row in BROKEN if row.check not in WITHIN_ONE_ANSWER | BY_CONTROL]


def _by_key(answers: tuple[Answer, ...]) -> Mapping[str, Answer]:
    return {answer.key: answer for answer in answers}


def _sides(finding: Finding) -> list[tuple[str, str]]:
    return [(side.exchange, side.pointer) for side in finding.evidence]


@pytest.mark.parametrize("row", COMPARED, ids=str)
def test_both_sides_are_named_and_there(recorded: Evidence, row: Broken) -> None:
    """The side at fault comes first, then what it was held against; every pointer leads to something in its body."""
    answers = edited(recorded, (row.place, row.edit))
    finding = recorded.judge(row.check, answers).findings[0]
    this, *others = finding.evidence
    assert this.part is Part.THIS
    assert others
    assert {side.part for side in others} - {Part.IN_FLIGHT} == {Part.COMPARED_WITH}
    assert len(set(_sides(finding))) == len(finding.evidence)
    bodies = {key: answer.body for key, answer in _by_key(answers).items()}
    assert [side for side in finding.evidence if look_up(bodies[side.exchange], side.pointer) is ABSENT] == []


ALONE = [row for row in COMPARED if any("alone" in part for part in row.told) and row.check != "usage.adds-up"]


@pytest.mark.parametrize("row", ALONE, ids=str)
def test_what_a_text_gave_alone_is_the_other_side(recorded: Evidence, row: Broken) -> None:
    """Who reads a batch or a burst against the text alone finds the call that sent this text, and nothing else."""
    answers = edited(recorded, (row.place, row.edit))
    finding = recorded.judge(row.check, answers).findings[0]
    this, other = (_by_key(answers)[side.exchange] for side in finding.evidence[:2])
    assert len(other.case.texts or ()) == 1
    assert set(other.case.texts or ()) <= set(this.case.texts or ())


def test_a_foreign_vector_names_whose_it_is(recorded: Evidence) -> None:
    """A row that is nearer to another text than to its own rests on what both of them gave alone."""
    row = next(row for row in BROKEN if any("it is nearer to" in part for part in row.told))
    answers = edited(recorded, (row.place, row.edit))
    finding = recorded.judge(row.check, answers).findings[0]
    alone = [_by_key(answers)[side.exchange].case.texts for side in finding.evidence[1:]]
    assert [len(texts or ()) for texts in alone] == [1, 1]
    assert alone[0] != alone[1]


@pytest.mark.parametrize("row", [row for row in BROKEN if row.check in BY_CONTROL], ids=str)
def test_what_is_not_answered_names_its_control(recorded: Evidence, row: Broken) -> None:
    """A case that has a control is told with it."""
    answers = edited(recorded, (row.place, row.edit))
    finding = recorded.judge(row.check, answers).findings[0]
    control = row.place.of(recorded.answers).case.control
    expected = [] if control is None else [(control.key, Part.CONTROL)]
    others = [side for side in finding.evidence[1:] if side.part is not Part.IN_FLIGHT]
    assert [(side.exchange, side.part) for side in others] == expected


def test_what_fails_under_load_names_what_else_was_in_flight(recorded: Evidence) -> None:
    """Beside a failure in a burst stand other requests of it, which may be its reason."""
    row = next(row for row in BROKEN if row.check == "relations.load-changes-nothing")
    finding = recorded.judge(row.check, edited(recorded, (row.place, row.edit))).findings[0]
    flying = [side.exchange for side in finding.evidence if side.part is Part.IN_FLIGHT]
    answers = _by_key(recorded.answers)
    assert flying
    assert {answers[key].case.role for key in flying} == {"load"}
    assert finding.exchange not in flying


def test_two_models_with_one_vector_are_both_named(recorded: Evidence) -> None:
    """The calls to both models are the sides."""
    own = Place("history", title="step 8").of(recorded.answers).vectors[0]
    assert own is not None
    same = embedding(0, lambda _: own, "the other model's vector")
    answers = edited(recorded, (Place("history", model=OTHER), same))
    finding = recorded.judge("relations.models-differ", answers).findings[0]
    assert {_by_key(answers)[side.exchange].case.model for side in finding.evidence} == {MODEL, OTHER}
    assert (finding.message.values["model"], finding.message.values["other"]) == (MODEL, OTHER)


def test_an_ending_that_changes_nothing_names_both_endings(recorded: Evidence) -> None:
    """The two texts that differ in their endings only are the sides."""
    first = Place("tail", "ending 1", group=":600").of(recorded.answers)
    second = Place("tail", "ending 2", group=":600").of(recorded.answers)
    own = first.vectors[0]
    assert own is not None
    same = embedding(0, lambda _: own, "the same")
    answers = edited(recorded, (Place("tail", "ending 2", group=":600"), same))
    finding = recorded.judge("relations.long-text-read", answers).findings[0]
    assert [side.exchange for side in finding.evidence[:2]] == [second.key, first.key]
