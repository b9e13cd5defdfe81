"""Which kind of finding leads a cause that several have in common."""

from __future__ import annotations

from typing import Any

from cause_rows import causes_of as _causes
from cause_rows import finding_row as _finding
from cause_rows import result_row as _result

from conformance.results.finding_view import CauseView


def test_texts_that_share_one_place_of_lists_follow_from_what_comes_there() -> None:
    """The last of a full list has a vector of its own kind: no key of a cache, and no script, makes texts one."""

    def shared(kind: str, place: int) -> dict[str, Any]:
        return _finding(kind, exchange="x2", pointer=f"/data/{place}/embedding")

    nearer = _message("relations.nearer-to", text=" ")
    rows = _result(
        "relations.batch-equals-alone", _finding("relations.differs-from-alone", "x2", cosine=0.4, nearer=nearer)
    )

    def causes(place: int) -> tuple[CauseView, ...]:
        confused = _result("relations.different-texts-differ", shared("relations.texts-confused", 5))
        apart = [shared("relations.texts-share-vector", 5), shared("relations.texts-share-vector", place)]
        return _causes(confused, _result("relations.texts-stay-apart", *apart), rows)

    (of_place,), (of_texts,) = causes(5), causes(2)
    assert of_place.checks[0] == "relations.batch-equals-alone"
    assert of_texts.checks[0] == "relations.different-texts-differ"


def test_what_is_metered_otherwise_follows_from_how_a_text_is_read() -> None:
    """A body of another charset has other tokens; a text that is free when it comes again is one defect."""
    usage = _finding("usage.not-repeated", pointer="/usage/prompt_tokens", tokens=42, other=27)
    client = _finding("clients.differs-from-plain", pointer="/data/0/embedding", cosine=0.6)
    (cause,) = _causes(_result("usage.adds-up", usage), _result("clients.one-vector", client))
    assert cause.checks[0] == "clients.one-vector"
    free = _finding("usage.not-repeated", "x2", "/usage/prompt_tokens", tokens=33, other=0)
    none = _finding("usage.none-for-text", "x3", "/usage/prompt_tokens", tokens=0)
    assert len(_causes(_result("usage.adds-up", free), _result("usage.prompt-tokens", none))) == 1
    assert len(_causes(_result("usage.adds-up", usage), _result("usage.prompt-tokens", none))) == 2


def test_other_dimensions_explain_what_was_gone_of_dimensions_alone() -> None:
    """A width that changes under load is told once."""
    width = _result("dimensions.asked", _finding("dimensions.not-as-asked"))

    def gone(what: str) -> dict[str, Any]:
        return _result("relations.repeats-agree", _finding("relations.gone-when-asked-again", what=_message(what)))

    assert len(_causes(width, gone("relations.other-dimensions"))) == 1
    assert len(_causes(width, gone("dimensions.changing"))) == 1
    assert len(_causes(width, gone("relations.differs-from-alone"))) == 2
    norms = _result("relations.load-changes-nothing", _finding("relations.norm-differs"))
    (cause,) = _causes(norms, gone("relations.norm-differs"))
    assert cause.checks[0] == "relations.repeats-agree"


def test_lists_without_an_answer_are_led_by_how_many_texts_they_hold() -> None:
    """Where no list of as many was answered, it is not for their texts; where one was, the most findings lead."""

    def lead(kind: str) -> tuple[str, ...]:
        reset = _message("answer.failed", failure=_message("failure.reset"))

        def failed(case: dict[str, Any]) -> dict[str, Any]:
            reason = _message(kind, reason=reset, most=3)
            return _finding("acceptance.fails-beside-control", reason=reason, case=case)

        (cause,) = _causes(
            _result("validation.ordinary-text-accepted", *[failed(_message("request.pairs-cleaned"))] * 3),
            _result("limits.items-at-cap", failed(_message("request.list-of-texts", count=6))),
            _result("limits.batch-sizes", failed(_message("request.list-of-texts", count=4))),
        )
        return cause.checks

    by_size = ("limits.batch-sizes", "limits.items-at-cap", "validation.ordinary-text-accepted")
    assert lead("controls.no-longer-list-answered") == by_size
    assert lead("controls.no-list-answered") == by_size
    assert lead("controls.of-another-kind")[0] == "validation.ordinary-text-accepted"


def _message(kind: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "values": values}
