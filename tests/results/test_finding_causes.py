"""Findings with one probable cause are one cause, told from their data alone."""

from __future__ import annotations

from typing import Any

from cause_rows import causes_of as _causes
from cause_rows import finding_row as _finding
from cause_rows import result_row as _result

from conformance.results.causes import status_of, with_causes
from conformance.results.finding_view import FindingView

WORDS = '{"message": "no (request 8c1f0a2b-77)", "code": "internal_error"}'
SERVER_ERROR = {"status": 500, "words": WORDS}


def test_one_check_on_several_models_is_one_cause() -> None:
    """A defect all models share is told once, with every finding of it."""
    (cause,) = _causes(_result("a.b", _finding(), model="m"), _result("a.b", _finding(), model="n"))
    assert (cause.id, cause.checks, cause.findings) == ("c1", ("a.b",), ((0, 0), (1, 0)))


def test_one_check_meets_another_defect_on_each_of_two_models() -> None:
    """What a wrong width explains on one model is apart from rows that are mixed up on the other."""
    rows = (
        _result("relations.text-keeps-vector", _finding("relations.differs-from-elsewhere"), model="m"),
        _result("relations.batch-equals-alone", _finding("relations.differs-from-alone"), model="m"),
        _result("relations.text-keeps-vector", _finding("relations.other-dimensions"), model="n"),
        _result("dimensions.asked", _finding("dimensions.not-as-asked"), model="n"),
    )
    width, order = _causes(*rows)
    assert width.checks == ("dimensions.asked", "relations.text-keeps-vector")
    assert order.checks == ("relations.batch-equals-alone", "relations.text-keeps-vector")
    assert {place for place, _ in width.findings} == {2, 3}


def test_a_cause_is_named_by_no_check_that_names_another() -> None:
    """Waivers and links go by the check that leads a cause: what nothing else explains stays with its check."""
    rows = (
        _result("relations.text-keeps-vector", _finding("relations.differs-from-elsewhere"), model="m"),
        _result("relations.text-keeps-vector", _finding("relations.other-dimensions"), model="n"),
    )
    (cause,) = _causes(*rows)
    assert cause.checks == ("relations.text-keeps-vector",)


def test_what_passes_has_no_cause() -> None:
    """Only what is not as it should be is explained."""
    assert _causes(_result("a.b", verdict="pass"), _result("a.c", verdict="inconclusive")) == ()


def test_the_heaviest_verdict_leads() -> None:
    """A cause has the kind and values of the finding that tells most, and what gates stands first."""
    places = [_finding("test.light", pointer="/id", index=1)], [_finding("test.heavy", pointer="/id", index=2)]
    other = _result("b.c", _finding("test.other"), verdict="advice")
    joined, apart = _causes(other, _result("a.b", *places[0], verdict="advice"), _result("a.c", *places[1]))
    assert (joined.kind, joined.values, joined.checks) == ("test.heavy", {"index": 2}, ("a.c", "a.b"))
    assert (apart.id, apart.kind) == ("c2", "test.other")


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


def test_one_status_after_every_retry_is_one_cause() -> None:
    """What a gateway gives up on is one defect, for whichever check it was sent."""

    def given_up(status: int) -> dict[str, Any]:
        values = {"status": status, "attempts": {"kind": "answer.in-attempts", "values": {"count": 4}}}
        return _finding(exchange=f"x{status}", reason={"kind": "answer.after-retries", "values": values})

    rows = [_result("a.b", given_up(504)), _result("a.c", {**given_up(504), "exchange": "x2"})]
    (cause,) = _causes(*rows)
    assert cause.checks == ("a.b", "a.c")
    assert len(_causes(*rows, _result("a.d", given_up(503)))) == 2


def test_an_error_that_says_nothing_joins_no_wrong_requests() -> None:
    """An empty list and half a character crash a server each in its own way, however alike the pages it shows."""

    def crashed(expected: str, words: str = ': {"detail": "Internal Server Error"}') -> list[dict[str, Any]]:
        values = {"status": 500, "words": words, "expected": {"kind": expected, "values": {}}}
        return [_finding("acceptance.failed", exchange=exchange, **values) for exchange in ("x1", "x2")]

    def causes(expected: str, *words: str) -> int:
        one, other = crashed(expected, *words)
        return len(_causes(_result("a.b", one), _result("a.c", other)))

    assert causes("acceptance.expected-either") == causes("acceptance.expected-error") == 2
    assert causes("acceptance.expected-embeddings") == 1
    assert causes("acceptance.expected-either", WORDS) == 1


def test_one_server_error_behind_many_checks_is_one_cause() -> None:
    """An error that comes back whatever was asked is one defect, its changing request id aside."""
    other = {**SERVER_ERROR, "words": WORDS.replace("8c1f0a2b-77", "91ab33cd-05")}
    nested = {"told": {"kind": "test.answered", "values": other}}
    (cause,) = _causes(
        _result("validation.string-accepted", _finding(**SERVER_ERROR)),
        _result("limits.batch-sizes", _finding(**other), _finding(**nested), verdict="advice"),
    )
    assert cause.checks == ("validation.string-accepted", "limits.batch-sizes")


def test_another_status_is_another_cause() -> None:
    """A refusal and a crash are two defects."""
    refused = _finding(status=400, words=WORDS)
    assert len(_causes(_result("a.b", _finding(**SERVER_ERROR)), _result("a.c", refused))) == 2


def test_a_check_that_found_anything_else_has_no_part_in_an_error() -> None:
    """Where one answer of many is an error, that error is not what its check is about."""
    mixed = _result("a.c", _finding(**SERVER_ERROR), _finding("test.wrong", index=1))
    assert len(_causes(_result("a.b", _finding(**SERVER_ERROR)), mixed)) == 2


def test_refused_keys_are_told_apart_from_refused_texts() -> None:
    """What a server does to a wrong key has a cause of its own."""
    keys = _result("auth.wrong-key-refused", _finding(**SERVER_ERROR))
    assert len(_causes(keys, _result("limits.batch-sizes", _finding(**SERVER_ERROR)))) == 2


def test_one_status_is_told_where_nothing_else_was_found() -> None:
    """Two statuses, or another finding, are not one."""
    error, refused = FindingView(values=SERVER_ERROR), FindingView(values={"status": 400, "words": ""})
    assert [status_of(each) for each in ([error, error], [error, refused], [error, FindingView()], [])] == [
        500,
        None,
        None,
        None,
    ]


def test_a_document_holds_the_cause_of_each_finding() -> None:
    """Findings name their cause, and causes their findings."""
    rows, causes = with_causes([_result("a.a", verdict="pass"), _result("a.b", _finding(index=3), _finding(index=4))])
    assert [finding["cause"] for finding in rows[1]["findings"]] == ["c1", "c1"]
    assert causes == [
        {"id": "c1", "kind": "test.kind", "values": {"index": 3}, "findings": [[1, 0], [1, 1]], "checks": ["a.b"]}
    ]


def _differs(cosine: float, *, kind: str = "relations.differs-from-alone", nearer: Any = None) -> dict[str, Any]:
    return _finding(kind, exchange=f"x{kind}{cosine}", pointer="/data/0/embedding", cosine=cosine, nearer=nearer)


def test_a_service_that_does_not_repeat_itself_explains_what_differs_as_much() -> None:
    """Lists, load and history that differ by about as much as repeats do have that one cause, which is told first."""
    (cause,) = _causes(
        _result("relations.batch-equals-alone", _differs(0.98), _differs(0.97)),
        _result("relations.load-changes-nothing", _differs(0.975, kind="relations.differs-under-load")),
        _result("relations.repeats-agree", _differs(0.98, kind="relations.repeat-differs")),
    )
    assert cause.kind == "relations.repeat-differs"
    assert len(cause.checks) == 3


def test_drift_explains_what_a_history_moves_by_less() -> None:
    """A service that does not repeat itself moves by more the longer it runs; what moves by more has its own cause."""
    again = _result("relations.repeats-agree", _differs(0.88, kind="relations.repeat-differs"))
    later = _result("relations.history-free", _differs(0.997, kind="relations.differs-from-before"))
    (cause,) = _causes(later, again)
    assert cause.kind == "relations.repeat-differs"
    assert (
        len(_causes(_result("relations.history-free", _differs(0.1, kind="relations.differs-from-before")), again)) == 2
    )


def test_a_stale_vector_explains_rows_of_another_text_elsewhere() -> None:
    """A long text that has the vector of another one has it wherever it is sent."""
    other = {"kind": "relations.vector-of-other", "values": {"text": "another"}}
    stale = _result("relations.long-text-read", _finding("relations.change-unseen", cosine=1.0, cut=other))
    elsewhere = "relations.differs-from-elsewhere"
    row = _differs(0.1, kind=elsewhere, nearer="another")
    assert [cause.kind for cause in _causes(_result("relations.text-keeps-vector", row), stale)] == [
        "relations.change-unseen"
    ]
    assert len(_causes(_result("relations.text-keeps-vector", _differs(0.1, kind=elsewhere)), stale)) == 2


def test_noise_does_not_explain_rows_of_another_text() -> None:
    """What differs by far more than repeats do has a cause of its own."""
    noise = _result("relations.repeats-agree", _differs(0.995, kind="relations.repeat-differs"))
    assert len(_causes(noise, _result("relations.batch-equals-alone", _differs(0.02)))) == 2


def test_one_place_within_another_is_one_cause() -> None:
    """An item that is no object has no index either."""
    item = _result("structure.item-object", _finding("schema.wrong", pointer="/data/1"))
    (cause,) = _causes(item, _result("ordering.index-integer", _finding(pointer="/data/1/index")))
    assert cause.checks == ("structure.item-object", "ordering.index-integer")


def test_what_is_wrong_with_the_vectors_of_one_answer_has_as_many_causes_as_there_are_kinds() -> None:
    """A missing item, and a width that was not asked for, are found at the same places and are two defects."""
    count = _result("structure.item-count", _finding("structure.count-differs", "x1", "/data"))
    width = _result("dimensions.asked", _finding("dimensions.not-as-asked", "x1", "/data/0/embedding"))
    unit = _result("vectors.unit-length", _finding("vectors.norm-other", "x1", "/data/0/embedding"))
    assert len(_causes(count, width, unit)) == 3


def test_a_cut_does_not_explain_texts_that_are_alike_otherwise() -> None:
    """Texts with one vector that share no beginning are no matter of a text that is cut."""
    cut = {"kind": "relations.cut-between", "values": {"after": 100, "before": 200}}
    unseen = _result(
        "relations.long-text-read", _finding("relations.change-unseen", "x1", "/data/0/embedding", cut=cut)
    )
    alike = _result("relations.different-texts-differ", _finding("relations.texts-alike", "x2", "/data/1/embedding"))
    assert len(_causes(unseen, alike)) == 2


def test_where_a_text_is_cut_says_more_than_that_long_beginnings_are_alike() -> None:
    """A reader wants the place; a short beginning is one."""
    cut = {"kind": "relations.cut-between", "values": {"after": 230, "before": 307}}
    unseen = _result(
        "relations.long-text-read", _finding("relations.change-unseen", "x1", "/data/0/embedding", cut=cut)
    )
    leads = []
    for characters in (64, 2000):
        beginning = {"kind": "request.one-beginning", "values": {"characters": characters}}
        alike = _finding("relations.texts-alike", "x2", "/data/1/embedding", case=beginning)
        (cause,) = _causes(_result("relations.different-texts-differ", alike), unseen)
        leads.append(cause.kind)
    assert leads == ["relations.texts-alike", "relations.change-unseen"]


def test_texts_of_one_beginning_explain_a_list_whose_items_end_alike() -> None:
    """What goes by the beginning of a text sees no ending, alone or in a list, at whatever dimensions."""
    cut = {"kind": "relations.cut-or-length-between", "values": {"after": 0, "before": 523}}
    unseen = _finding("relations.change-unseen", "x1", "/data/0/embedding", cut=cut)
    in_list = _finding("relations.change-unseen-in-list", "x2", "/data/1/embedding")
    beginning = {"kind": "request.one-beginning", "values": {"characters": 512}}
    narrow = {"kind": "request.with-parameter", "values": {"request": beginning, "name": "dimensions", "value": 768}}
    alike = [_finding("relations.texts-alike", "x3", "/data/1/embedding", case=case) for case in (beginning, narrow)]
    (cause,) = _causes(
        _result("relations.long-text-read", unseen, in_list), _result("relations.different-texts-differ", *alike)
    )
    assert cause.kind == "relations.texts-alike"


def test_dimensions_that_are_ignored_explain_as_many_elements() -> None:
    """Bits of as many dimensions are one defect with the floats; of any other number they are another."""
    ignored = _finding("dimensions.not-as-asked", "x1", "/data/0/embedding", dimensions=512, wanted=256)
    for numbers, wanted, causes in ((512, 256, 1), (64, 32, 1), (100, 256, 2)):
        sized = _finding(
            "elements.other-size", "x2", "/data/0/embedding", numbers=numbers, wanted=wanted, dimensions=256
        )
        assert len(_causes(_result("dimensions.asked", ignored), _result("elements.width", sized))) == causes


def test_vectors_in_another_order_lead_what_follows_from_them() -> None:
    """Two items have one vector where that of a text sent twice went to another one."""
    nearer = {"kind": "relations.in-other-order", "values": {"text": "b"}}
    moved = _finding("relations.differs-from-alone", "x1", "/data/0/embedding", text="a", nearer=nearer)
    shared = _finding("vectors.shared", "x1", "/data/1/embedding")
    rows = _result("relations.batch-equals-alone", moved), _result("vectors.distinct", shared)
    (cause,) = _causes(*({**row, "findings": [_of(found) for found in row["findings"]]} for row in rows))
    assert cause.kind == "relations.differs-from-alone"


def _of(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "exchanges": [{"id": finding["exchange"], "part": "this", "pointer": finding["pointer"]}]}


def test_base64_of_another_length_explains_other_norms_of_base64_alone() -> None:
    """A norm that differs among floats is another defect."""
    formats = _result("encoding.sdk-default", _finding("encoding.formats-differ-in-norm", "x1", "/data/0/embedding"))
    for form, causes in (("relations.as-base64", 1), ("relations.as-floats", 2)):
        norm = _finding("relations.norm-differs", "x2", "/data/0/embedding", form={"kind": form, "values": {}})
        assert len(_causes(_result("relations.one-norm", norm), formats)) == causes


def test_one_beginning_among_words_of_many_scripts_does_not_make_them_a_cut() -> None:
    """A model that knows no Thai and no Hebrew cuts texts, too: two causes."""
    cut = {"kind": "relations.cut-between", "values": {"after": 200, "before": 300}}
    unseen = _result(
        "relations.long-text-read", _finding("relations.change-unseen", "x1", "/data/0/embedding", cut=cut)
    )
    beginning = {"kind": "request.one-beginning", "values": {"characters": 2000}}
    alike = [_finding("relations.texts-alike", f"x{number}", "/data/1/embedding") for number in (2, 3)]
    alike.append(_finding("relations.texts-alike", "x4", "/data/1/embedding", case=beginning))
    assert len(_causes(unseen, _result("relations.different-texts-differ", *alike))) == 2


def test_keys_that_are_never_looked_at_are_one_cause() -> None:
    """No key, a wrong one and a malformed one are all answered: one defect."""
    answered = [_finding("acceptance.answered", exchange=f"x{number}", status=200) for number in range(2)]
    (cause,) = _causes(_result("auth.missing-key", answered[0]), _result("auth.wrong-key", answered[1]))
    assert len(cause.checks) == 2
