"""Results with one probable cause are one entry."""

from __future__ import annotations

from typing import Any

from sample_audit import measured
from sample_results import MODELS

from conformance.reports.summary.causes import Cause, causes

SERVER_ERROR = 'status 500: {"message": "no (request 8c1f0a2b-77)", "code": "internal_error"}'


def _result(check: str, *findings: dict[str, str], **more: Any) -> dict[str, Any]:
    row = {"id": check, "model": MODELS[0], "level": "MUST", "verdict": "fail", "title": "It holds.", "reason": ""}
    return {**row, "findings": list(findings), "found": len(findings), "clauses": [], **more}


def _finding(message: str = "it does not", exchange: str = "x1", pointer: str = "", **more: str) -> dict[str, str]:
    return {"message": message, "expected": "", "observed": "", "exchange": exchange, "pointer": pointer, **more}


def _causes(*results: dict[str, Any]) -> tuple[Cause, ...]:
    return causes({"results": list(results)})


def test_one_check_on_several_models_is_one_cause() -> None:
    """A defect all models share is told once, with all of them."""
    found = [cause for cause in causes(measured()) if cause.id == "ordering.index-position"]
    assert [cause.models for cause in found] == [(MODELS[0], MODELS[1])]


def test_failures_come_before_advice() -> None:
    """What gates stands first."""
    verdicts = [cause.verdict for cause in causes(measured())]
    assert verdicts == ["error", "fail", "fail", "advice", "waived"]


def test_checks_that_see_the_same_places_share_a_cause() -> None:
    """Two checks that point at one spot of one answer tell of one defect."""
    places = [_finding(exchange=f"x{number}", pointer="/data/0/index") for number in range(4)]
    (cause,) = _causes(_result("ordering.index-set", *places), _result("ordering.index-integer", *places[1:]))
    assert cause.checks == ("ordering.index-set", "ordering.index-integer")


def test_checks_that_share_few_places_are_apart() -> None:
    """One shared answer among many does not make two defects one."""
    one = [_finding(exchange=f"x{number}", pointer="/id") for number in range(6)]
    other = [_finding(exchange=f"x{number}", pointer="/id") for number in range(5, 11)]
    assert len(_causes(_result("structure.id", *one), _result("structure.id-unique", *other))) == 2


def test_findings_without_a_place_join_nothing() -> None:
    """Nothing is put together for want of anything to tell it apart."""
    assert len(_causes(_result("structure.id", _finding()), _result("structure.object", _finding()))) == 2


def test_one_server_error_behind_many_checks_is_one_cause() -> None:
    """An error that comes back whatever was asked is one defect, its changing request id aside."""
    other = SERVER_ERROR.replace("8c1f0a2b-77", "91ab33cd-05")
    (cause,) = _causes(
        _result("validation.string-accepted", _finding(observed=SERVER_ERROR)),
        _result("limits.batch-sizes", _finding(observed=other), _finding(observed=other), verdict="advice"),
    )
    assert (cause.id, cause.status) == ("validation.string-accepted", "500")


def test_another_status_is_another_cause() -> None:
    """A refusal and a crash are two defects."""
    results = (
        _result("validation.string-accepted", _finding(observed=SERVER_ERROR)),
        _result("limits.batch-sizes", _finding(observed='status 400: {"message": "no"}')),
    )
    assert [cause.status for cause in _causes(*results)] == ["", ""]


def test_refused_keys_are_told_apart_from_refused_texts() -> None:
    """What a server does to a wrong key has a cause of its own."""
    keys = _result("auth.wrong-key-refused", _finding(observed=SERVER_ERROR))
    assert len(_causes(keys, _result("limits.batch-sizes", _finding(observed=SERVER_ERROR)))) == 2


def test_a_cause_names_what_it_kept_from_being_judged() -> None:
    """A check that rests on a failing one is listed with it."""
    cause = next(cause for cause in causes(measured()) if cause.id == "ordering.index-position")
    assert [(row["id"], row["model"]) for row in cause.shadowed] == [("ordering.index-set", MODELS[0])]


def test_a_headline_is_short_and_tells_what_was_expected() -> None:
    """Long quotations are left out; an observed value has the expected one beside it."""
    long = _finding(f"two texts «{'word ' * 30}» have one vector; more of it")
    wide = _finding("vectors of 1024 numbers", expected="768 numbers", observed="1024", exchange="x2")
    assert {cause.headline for cause in _causes(_result("a.b", long), _result("c.d", wide))} == {
        "two texts «…» have one vector",
        "vectors of 1024 numbers, expected 768 numbers",
    }
