"""The probes of relations go out in the manner they declare, and send more only after a failure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest
from pretending_server import Embed, Flight, Pretender, as_alone

from conformance.checks import CHECKS, Scope
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.generation.sentences import sentences
from conformance.model.exchange import Exchange
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target

CONTRACT = load("dashscope")
MODEL, OTHER = "text-embedding-v3", "text-embedding-v2"
COMPARING = frozenset(check for check in applicable(CONTRACT) if CHECKS[check].scope is Scope.SPACE)


@dataclass
class Recorded:
    """A memory in a dictionary."""

    exchanges: dict[str, Exchange] = field(default_factory=dict)

    def get(self, key: str) -> Exchange | None:
        """Return a recorded exchange, or None."""
        return self.exchanges.get(key)

    def append(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.exchanges[exchange.request.key] = exchange


def _run(server: Pretender, wanted: Collection[str] = COMPARING, models: Sequence[str] = (MODEL, OTHER)) -> Run:
    target = Target("http://host/v1", Secret("sk-1"), client_limits=ClientLimits(concurrency=8))
    checks = dict.fromkeys(models, frozenset(wanted))
    return Run(CONTRACT, target, checks, sender=server, memory=Recorded(), options=PlanOptions(examples=0, burst=12))


@pytest.fixture(scope="module")
def flown() -> tuple[Pretender, Run]:
    """Two models asked for everything that compares, the second already on its way while the first is judged."""
    server = Pretender(seconds=0.002)
    run = _run(server)
    run.collector.prefetch()
    for model in (MODEL, OTHER):
        run.collector.answers(model)
    run.close()
    return server, run


def _others_in_flight(server: Pretender, own: Sequence[Flight]) -> list[Flight]:
    return [each for each in server.flights if each not in own and any(each.meets(one) for one in own)]


@pytest.mark.parametrize("model", [MODEL, OTHER])
def test_a_sequence_goes_out_in_its_order_with_nothing_beside_it(flown: tuple[Pretender, Run], model: str) -> None:
    """Each step leaves when the one before is answered, while another model's requests wait."""
    server, run = flown
    requests = [case.request for case in run.collector.plans[model].cases if case.probe == "history"]
    flights = server.of(requests)
    assert len(requests) >= 10
    assert [flight.request for flight in flights] == requests
    assert {flight.beside for flight in flights} == {0}
    assert _others_in_flight(server, flights) == []


@pytest.mark.parametrize("model", [MODEL, OTHER])
def test_a_burst_is_in_flight_together_and_alone(flown: tuple[Pretender, Run], model: str) -> None:
    """All requests of the burst meet one another, more than concurrency allows, and meet nobody else."""
    server, run = flown
    requests = [case.request for case in run.collector.plans[model].cases if case.probe == "load"]
    flights = server.of(requests)
    assert len(flights) == 12
    assert max(flight.beside for flight in flights) <= 11
    assert max(flight.beside for flight in flights) >= 6
    assert _others_in_flight(server, flights) == []


def test_other_requests_do_go_out_beside_each_other(flown: tuple[Pretender, Run]) -> None:
    """What needs no order is sent with the concurrency allowed, so that a run is short."""
    server, run = flown
    free = [case.request for case in run.collector.plans[MODEL].cases if case.probe in {"batches", "differing"}]
    assert 2 <= max(flight.beside for flight in server.of(free)) <= 7


def test_nothing_more_is_planned_where_nothing_failed(flown: tuple[Pretender, Run]) -> None:
    """Smaller batches and places of a cut are looked for after a failure only."""
    _, run = flown
    answers = run.collector.answers(MODEL)
    assert not {answer.case.probe for answer in answers} & {"smaller-batches", "cut-point"}
    assert {str(run.judge(check, MODEL).verdict) for check in ("relations.batch-equals-alone",)} == {"pass"}


def _drifting_from(size: int, wrong: str) -> Embed:
    """Embed one text wrongly in every list of some size, or longer."""
    return lambda texts: as_alone([f"{text} wrong" if text == wrong and len(texts) >= size else text for text in texts])


def test_smaller_batches_are_sent_around_the_row_that_differs() -> None:
    """A failing list is followed by at most six smaller ones that keep the row, and the smallest failing is named."""
    run = _run(
        Pretender(_drifting_from(4, sentences(5)[4])), {"relations.batch-equals-alone", "relations.answered"}, [MODEL]
    )
    result = run.judge("relations.batch-equals-alone", MODEL)
    whole = next(answer.case for answer in run.collector.answers(MODEL) if str(answer.case.title) == "a list of 6")
    smaller = [answer.case for answer in run.collector.answers(MODEL) if answer.case.probe == "smaller-batches"]
    run.close()
    sizes = [len(case.texts or ()) for case in smaller]
    assert 3 <= len(sizes) <= 6
    assert sizes == sorted(sizes)
    assert sizes[0] >= 2
    assert sizes[-1] < 6
    assert all((whole.texts or ())[4] in (case.texts or ()) for case in smaller)
    assert str(result.findings[0].message).startswith("a list of 4 around the row that differs: item 3 of 4, «")


def _reading(most: int) -> Embed:
    """Embed the first so many words of a text, and no more."""
    return lambda texts: as_alone([" ".join(text.split()[:most]) for text in texts])


def test_the_place_of_a_cut_is_found_in_six_requests() -> None:
    """Where an ending is not read, changes from five places on show between which words the text is cut."""
    run = _run(Pretender(_reading(400)), {"relations.long-text-read"}, [MODEL])
    result = run.judge("relations.long-text-read", MODEL)
    cuts = [answer.case for answer in run.collector.answers(MODEL) if answer.case.probe == "cut-point"]
    run.close()
    assert len(cuts) == 6
    places = sorted({int(case.group) for case in cuts[1:]})
    before, after = max(at for at in places if at < 400), min(at for at in places if at >= 400)
    message = str(result.findings[0].message)
    assert str(result.verdict) == "fail"
    assert message.startswith(
        "a text of about 600 tokens in sentences, ending 2: the change changes nothing, though `usage`"
    )
    told = result.findings[0].message.values["cut"]
    assert (told.id, told.values) == ("relations.cut-between", {"after": before, "before": after})


def _known_by(characters: int) -> Embed:
    """Embed a text as the first one that had as many characters and began with the same ones."""
    known: dict[tuple[str, int], str] = {}
    return lambda texts: as_alone([known.setdefault((text[:characters], len(text)), text) for text in texts])


def test_a_change_that_makes_a_text_longer_shows_no_cut() -> None:
    """What goes by the beginning and the length sees such a change behind its beginning, too."""
    run = _run(Pretender(_known_by(256)), {"relations.long-text-read"}, [MODEL])
    result = run.judge("relations.long-text-read", MODEL)
    run.close()
    told = result.findings[0].message.values["cut"]
    assert told.id == "relations.cut-or-length-between"
    assert told.values["after"] == 0
    assert told.values["before"] > 400


def test_without_the_uncut_text_no_place_of_a_cut_is_named() -> None:
    """Changes can be looked at beside the unchanged text only; where it is lost the finding stands without a place."""
    run = _run(Pretender(_reading(400)), {"relations.long-text-read"}, [MODEL])
    answers = [answer for answer in run.collector.answers(MODEL) if answer.case.group != "whole"]
    run.close()
    result = Judge(CONTRACT, answers).judge(CHECKS["relations.long-text-read"], MODEL)
    assert str(result.verdict) == "fail"
    assert "cut between" not in str(result.findings[0].message)
