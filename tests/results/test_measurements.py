"""What a run measures besides judging."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from planned_models import CONTRACT, FIRST, FakeSender, Remembered, answer

from conformance.answers.answer import Answer
from conformance.engine.run import Run
from conformance.generation.sentences import sentences
from conformance.model.exchange import Exchange, Request
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.results.measurements import measurements, merged

CHECKS = frozenset({"structure.model-echo", "relations.batch-equals-alone"})


def _answered(request: Request) -> Exchange:
    return answer(request)


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """The answers of one model that does everything right."""
    target = Target("http://host/v1", Secret("sk-1"))
    run = Run(
        CONTRACT,
        target,
        {FIRST: CHECKS},
        sender=FakeSender(_answered),
        memory=Remembered(),
        options=PlanOptions(examples=0),
    )
    for check in CHECKS:
        run.judge(check, FIRST)
    found = list(run.collector.answers(FIRST))
    run.close()
    return found


def test_latency_has_one_row_for_each_exchange(answers: list[Answer]) -> None:
    """Each row says what was asked, how long it took, and what was counted."""
    rows = measurements(answers)["latency"]
    assert rows
    assert len(rows) <= len({each.key for each in answers})
    assert {"model", "inputs", "characters", "seconds", "tokens"} == set(rows[0])


def test_long_texts_have_their_vectors_too() -> None:
    """A few, told by digest and length, for comparisons to see how far texts are read."""
    target = Target("http://host/v1", Secret("sk-1"))
    wanted = {FIRST: {"relations.long-text-read"}}
    run = Run(
        CONTRACT,
        target,
        wanted,
        sender=FakeSender(_answered),
        memory=Remembered(),
        options=PlanOptions(examples=0),
    )
    found = measurements(run.collector.answers(FIRST))["texts"][FIRST]
    run.close()
    assert {each["sort"] for each in found["texts"]} == {"long"}
    assert all(each["bytes"] > 400 for each in found["texts"])
    assert len(base64.b64decode(found["vectors"])) == 4 * found["width"] * len(found["texts"])


def test_norms_are_told_by_quantiles(answers: list[Answer]) -> None:
    """From the smallest to the largest, seven of them."""
    norms = measurements(answers)["norms"][FIRST]
    assert norms["quantiles"] == sorted(norms["quantiles"])
    assert (norms["quantiles"][0], norms["quantiles"][-1]) == (norms["min"], norms["max"])
    assert len(norms["quantiles"]) == 7


def test_sentinels_are_the_vectors_of_ordinary_sentences(answers: list[Answer]) -> None:
    """Packed as little-endian float32, one row a sentence, so that two runs can be compared."""
    row = measurements(answers)["sentinels"][FIRST]
    packed = np.frombuffer(base64.b64decode(row["vectors"]), "<f4").reshape(len(row["texts"]), row["width"])
    assert set(row["texts"]) <= set(sentences(12))
    assert np.isfinite(packed).all()
    assert len(row["texts"]) >= 2


def test_nothing_answered_is_nothing_measured() -> None:
    """A dead target has a results document too."""
    assert measurements([]) == {"latency": [], "norms": {}, "noise": {}, "sentinels": {}, "texts": {}}


def test_measurements_of_two_processes_become_one(answers: list[Answer]) -> None:
    """Rows add up, models stand beside each other."""
    part = measurements(answers)
    other = {**part, "norms": {"another": part["norms"][FIRST]}}
    both = merged([part, other])
    assert len(both["latency"]) == 2 * len(part["latency"])
    assert set(both["norms"]) == {FIRST, "another"}


def test_of_a_model_that_two_processes_measured_most_vectors_count(answers: list[Answer]) -> None:
    """A process that saw one vector of a model does not hide what another saw of hundreds."""
    part = measurements(answers)
    few = {"latency": [], "norms": {FIRST: {**part["norms"][FIRST], "count": 1}}}
    for parts in ([part, few], [few, part]):
        assert merged(parts)["norms"][FIRST]["count"] == part["norms"][FIRST]["count"] > 1
        assert merged(parts)["sentinels"] == part["sentinels"]
