"""Every finding on a stranger's bytes is explained, and every explanation is found."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from explanations import IF_DOCUMENTED, OPENAI_COMPATIBLE, Explanation
from recorded_servers import SERVERS, Found, Server, answers, as_if_documented, exchanges, found

from conformance.answers.answer import AnswerKind
from conformance.checks import CHECKS
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.model.verdict import Verdict

each_server = pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)


def _explained(explanations: Iterable[Explanation]) -> frozenset[Found]:
    return frozenset((each.check, probe) for each in explanations for probe in each.probes.split())


@each_server
def test_every_finding_of_the_general_contract_is_explained(server: Server) -> None:
    """What the contract for any compatible server finds is what the table explains, no more and no less."""
    assert found(server, load("openai-compatible")) == _explained(OPENAI_COMPATIBLE[server.name])


@each_server
def test_every_finding_of_the_stricter_contract_is_explained(server: Server) -> None:
    """The document's stricter clauses find more, each of it explained."""
    stricter = found(server, as_if_documented(server))
    assert stricter == _explained(IF_DOCUMENTED[server.name])
    assert len(stricter) > len(found(server, load("openai-compatible")))


@each_server
def test_every_explanation_quotes_the_recorded_bytes(server: Server) -> None:
    """Status and words that a reason rests on stand in each exchange it is given for."""
    recorded = exchanges(server)
    for each in (*OPENAI_COMPATIBLE[server.name], *IF_DOCUMENTED[server.name]):
        for probe in each.probes.split():
            response = recorded[probe].response
            assert response is not None
            assert (response.status, each.says in response.body) == (each.status, True), (each.check, probe)


@each_server
def test_no_finding_concerns_the_vectors_of_a_healthy_server(server: Server) -> None:
    """On honest servers the checks of vectors, widths, order, structure and transport all pass, having judged much."""
    judged = answers(server, load("openai-compatible"))
    court = Judge(load("openai-compatible"), judged)
    for check in CHECKS.values():
        if check.family in {"vectors", "ordering", "structure", "transport"}:
            result = court.judge(check, server.model)
            assert result.verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE}, check.id
    assert court.judge(CHECKS["dimensions.constant-width"], server.model).verdict is Verdict.PASS
    assert sum(answer.kind is AnswerKind.SUCCESS for answer in judged) >= 12


@each_server
def test_base64_of_a_stranger_decodes_to_its_floats(server: Server) -> None:
    """Asked for base64, one server sends it and one sends arrays; both hold the vectors of the float call."""
    by_probe = {str(answer.case.title): answer for answer in answers(server, load("openai-compatible"))}
    plain, coded = (by_probe[name].vectors[0] for name in ("enc_float", "enc_base64"))
    assert plain is not None
    assert coded is not None
    assert plain.size == server.width
    assert abs(plain - coded).max() < 1e-7
