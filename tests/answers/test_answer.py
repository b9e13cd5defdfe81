"""An exchange is read into what sort of answer it is, its violations and its vectors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from recorded_answers import CONTRACT, SINGLE, Edit, Evidence
from single_edits import reply, value

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.checks import CHECKS
from conformance.engine.judge import Judge
from conformance.model.exchange import Attempt, Credential, Exchange, Failure
from conformance.model.verdict import Verdict

LIST, CODED = "a list of two", "list as base64"
V3 = "text-embedding-v3"


def _error(code: str | None, type_: str | None = None) -> bytes:
    quoted = ["null" if word is None else f'"{word}"' for word in (code, type_)]
    return f'{{"error": {{"message": "no", "code": {quoted[0]}, "type": {quoted[1]}}}}}'.encode()


KINDS = {
    "200": (reply(200), AnswerKind.SUCCESS),
    "299": (reply(299), AnswerKind.SUCCESS),
    "400": (reply(400), AnswerKind.ERROR_RESPONSE),
    "402 without a code": (reply(402, b""), AnswerKind.NOT_ATTRIBUTABLE),
    "402 with a code of its own": (reply(402, _error("invalid_value")), AnswerKind.ERROR_RESPONSE),
    "an account in arrears": (reply(400, _error("Arrearage")), AnswerKind.NOT_ATTRIBUTABLE),
    "a quota told by the type": (reply(400, _error(None, "insufficient_quota")), AnswerKind.NOT_ATTRIBUTABLE),
    "a code that is no string": (reply(400, b'{"error": {"code": ["Arrearage"]}}'), AnswerKind.ERROR_RESPONSE),
    "408": (reply(408), AnswerKind.UNANSWERED),
    "429": (reply(429), AnswerKind.UNANSWERED),
    "503": (reply(503), AnswerKind.UNANSWERED),
    "529": (reply(529), AnswerKind.UNANSWERED),
    "500": (reply(500), AnswerKind.SERVER_ERROR),
    "501": (reply(501), AnswerKind.SERVER_ERROR),
    "302": (reply(302), AnswerKind.STRANGE),
    "103": (reply(103), AnswerKind.STRANGE),
}


@pytest.mark.parametrize(("edit", "kind"), KINDS.values(), ids=KINDS)
def test_status_and_code_say_what_sort_of_answer_it_is(
    evidence: dict[str, Evidence], edit: Edit, kind: AnswerKind
) -> None:
    """What may pass by itself is unanswered, what the account causes is excused, the rest is judged."""
    answer = evidence[V3].read(evidence[V3].named(LIST), edit)
    assert answer.kind is kind
    assert bool(answer.reason) is (kind in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE})


def test_an_excuse_is_none_for_a_key_that_is_wrong_on_purpose(evidence: dict[str, Evidence]) -> None:
    """Refusing a bogus key in an account's words is still the refusal that was asked for."""
    wrong = evidence[V3].named("a wrong key")
    assert wrong.case.request.credential is Credential.BOGUS
    assert evidence[V3].read(wrong, reply(403, _error("AccessDenied"))).kind is AnswerKind.ERROR_RESPONSE


def test_a_failed_attempt_is_unanswered_even_with_part_of_a_response(evidence: dict[str, Evidence]) -> None:
    """A body that never ended is no answer, whatever its status said."""
    recorded = evidence[V3].named(LIST)
    cut = replace(recorded.exchange.last, failure=Failure.INCOMPLETE, detail="cut")
    answer = evidence[V3].read(recorded, lambda exchange: replace(exchange, attempts=(cut,)))
    assert (answer.kind, str(answer.reason)) == (AnswerKind.UNANSWERED, "body incomplete: cut")


def test_an_exchange_without_response_has_neither_status_nor_body(evidence: dict[str, Evidence]) -> None:
    """A refused connection leaves an answer with a reason and nothing else."""
    recorded = evidence[V3].named(LIST)
    answer = evidence[V3].read(recorded, lambda exchange: Exchange(exchange.request, (_refused(),)))
    assert (answer.kind, answer.status, answer.body, answer.items) == (AnswerKind.UNANSWERED, 0, {}, [])
    assert str(answer.reason) == "connection refused"


def _refused() -> Attempt:
    return Attempt(0.0, 0.0, failure=Failure.REFUSED)


def test_vectors_become_arrays(evidence: dict[str, Evidence]) -> None:
    """Arrays of numbers stand in ``vectors`` as float64, and in the parsed body in place of the lists."""
    answer = evidence[V3].read(evidence[V3].named(LIST), value("data", 1, "embedding", to=[1, 2.5]))
    first, second = answer.vectors
    assert first is not None
    assert second is not None
    assert (first.shape, first.dtype) == ((1024,), np.dtype("float64"))
    assert second.tolist() == [1.0, 2.5]
    assert [item["embedding"] is vector for item, vector in zip(answer.items, answer.vectors, strict=True)] == [
        True,
        True,
    ]


@pytest.mark.parametrize("strange", [None, "AACAPw==", [1, None], [True], [[1.0]], {}])
def test_what_is_no_vector_is_none_and_stays_in_the_body(evidence: dict[str, Evidence], strange: object) -> None:
    """An embedding of another type is left for the checks to see; base64 counts only where it was asked for."""
    answer = evidence[V3].read(evidence[V3].named(LIST), value("data", 0, "embedding", to=strange))
    assert answer.vectors[0] is None
    assert answer.items[0]["embedding"] == strange


def test_base64_is_decoded_where_it_was_asked_for(evidence: dict[str, Evidence]) -> None:
    """Little-endian 32-bit floats become numbers; the string stays in the body."""
    answer = evidence[V3].read(evidence[V3].named(CODED), value("data", 0, "embedding", to="AACAPwAAAMA="))
    vector = answer.vectors[0]
    assert vector is not None
    assert vector.tolist() == [1.0, -2.0]
    assert answer.items[0]["embedding"] == "AACAPwAAAMA="


ADVERSARIAL = {
    "an integer no float holds": b'{"data": [{"embedding": [' + b"9" * 400 + b"]}]}",
    "lists in lists": b"[" * 950 + b"]" * 950,
    "a member of lists in lists": b'{"id": ' + b"[" * 900 + b"]" * 900 + b"}",
    "lists at the head of lists": b'{"id": ' + b"[" * 450 + b"0" + b",1,1,1,1]" * 450 + b"}",
    "deeper than any parser goes": b"[" * 200_000,
    "nothing": b"",
    "a million braces": b"{" * 1_000_000,
    "numbers for names": b"{1: 2}",
    "an error that is a list, and data": b'{"data": [1, 2], "error": []}',
    "an error of objects, and data": b'{"data": [{"embedding": null}], "error": {"code": {"a": []}, "type": [[]]}}',
    "an error of numbers": b'{"error": {"code": 1, "type": 2.5, "param": 1e30, "message": true}}',
    "a usage of strings": b'{"data": [], "usage": {"prompt_tokens": "1", "total_tokens": []}}',
    "items of every type": b'{"data": [null, true, 1, "x", [], {}]}',
    "an index of every type": b'{"data": [{"index": null}, {"index": "0"}, {"index": []}, {"index": 1e30}]}',
    "lone surrogates": b'{"id": "\\ud800", "model": "\\udfff", "error": {"message": "\\ud800", "code": "\\udc00"}}',
}


@pytest.mark.parametrize("title", [LIST, CODED, "input: missing", "a wrong key"])
@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("body", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_no_body_makes_a_check_crash(evidence: dict[str, Evidence], body: bytes, status: int, title: str) -> None:
    """Whatever a target sends ends in a verdict: a crash would be a bug of ours."""
    recorded = evidence[V3]
    answer = recorded.read(recorded.named(title), reply(status, body))
    group = [answer, *([recorded.named("list as floats")] if title == CODED else [])]
    results = [recorded.judge(check, group) for check in SINGLE]
    assert [(result.check, str(result.reason)) for result in results if result.verdict is Verdict.ERROR] == []


def test_the_reader_reads_every_recorded_answer_alike(evidence: dict[str, Evidence]) -> None:
    """Reading again, with a reader of one's own, gives the same kind and as many vectors."""
    reader = Reader(CONTRACT)
    for answer in evidence[V3].answers[:20]:
        again: Answer = reader.read(answer.case, answer.exchange)
        assert (again.kind, again.status, len(again.vectors)) == (answer.kind, answer.status, len(answer.vectors))


def test_a_court_without_answers_calls_no_check_passed() -> None:
    """Where nothing was answered nothing passes."""
    court = Judge(CONTRACT, ())
    assert {court.judge(check, V3).verdict for check in CHECKS.values()} == {"not-applicable"}
