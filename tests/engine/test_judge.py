"""Findings and losses fold into one verdict, and each answer is judged only where it can be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from planned_models import CONTRACT, answered, failed

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.checks import CHECKS, Check, Scope
from conformance.checks.registry import OutOfSightError, Selector, UndecidedError
from conformance.engine.confirmation import Confirmation
from conformance.engine.judge import Judge
from conformance.model.case import Case, Expect
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.finding import Finding, plain_finding
from conformance.model.message import plain
from conformance.model.result import Result
from conformance.model.role import Role
from conformance.model.verdict import Level, Verdict

MODEL = "text-embedding-v3"
EVERY = Selector(
    picks=lambda answer: answer.kind is AnswerKind.SUCCESS, wants=lambda case: case.expect is Expect.ANSWER
)


def _answer(number: int = 0, exchange: Exchange | None = None, **more: Any) -> Answer:
    request = Request(str(number).encode())
    case = Case(f"case {number}", "forms", "x.y", MODEL, request, texts=("a",), **more)
    return Reader(CONTRACT).read(case, exchange or answered(request))


def _lost(number: int = 9, **more: Any) -> Answer:
    return _answer(number, failed(Request(str(number).encode())), **more)


def _contract(level: Level | None) -> Contract:
    clauses = (Clause("c.d", level, "s", "l", checks=("x.y", "x.z")),) if level else ()
    return replace(CONTRACT, clauses=clauses)


def _judged(
    answers: Sequence[Answer],
    judge: Callable[[Any], Iterable[Finding]] = lambda _: (),
    level: Level | None = Level.MUST,
    scope: Scope = Scope.EACH,
    after: tuple[str, ...] = (),
) -> Result:
    check = Check("x.y", "It holds.", judge, EVERY, scope, after)
    return Judge(_contract(level), answers).judge(check, MODEL)


def _serious(_: Any) -> list[Finding]:
    return [plain_finding("broken")]


def _mild(_: Any) -> list[Finding]:
    return [plain_finding("harm", advisory=True)]


def _crash(_: Any) -> list[Finding]:
    raise KeyError("data")


def _out_of_sight(_: Any) -> list[Finding]:
    raise OutOfSightError(plain("a proxy stands between"))


FOLDS = {
    "what nobody here can see": ([_answer()], _out_of_sight, Level.MUST, Verdict.NOT_APPLICABLE),
    "nothing found": ([_answer()], lambda _: (), Level.MUST, Verdict.PASS),
    "a finding on a MUST": ([_answer()], _serious, Level.MUST, Verdict.FAIL),
    "a finding on a SHOULD": ([_answer()], _serious, Level.SHOULD, Verdict.ADVICE),
    "a mild finding on a MUST": ([_answer()], _mild, Level.MUST, Verdict.ADVICE),
    "one lost, nothing found": ([_answer(), _lost()], lambda _: (), Level.MUST, Verdict.INCONCLUSIVE),
    "one lost, one failed": ([_answer(), _lost()], _serious, Level.MUST, Verdict.FAIL),
    "one lost, harm": ([_answer(), _lost()], _mild, Level.MUST, Verdict.ADVICE),
    "all lost": ([_lost()], lambda _: (), Level.MUST, Verdict.INCONCLUSIVE),
    "a random one lost": ([_answer(), _lost(random=True)], lambda _: (), Level.MUST, Verdict.PASS),
    "only a random one, lost": ([_lost(random=True)], lambda _: (), Level.MUST, Verdict.NOT_APPLICABLE),
    "nothing planned": ([], lambda _: (), Level.MUST, Verdict.NOT_APPLICABLE),
    "nothing said by the contract": ([_answer()], _serious, None, Verdict.NOT_APPLICABLE),
    "a crash": ([_answer(), _lost()], _crash, Level.MUST, Verdict.ERROR),
}


@pytest.mark.parametrize(("answers", "judge", "level", "verdict"), FOLDS.values(), ids=FOLDS)
def test_findings_and_losses_fold_into_one_verdict(
    answers: list[Answer], judge: Callable[[Any], Iterable[Finding]], level: Level | None, verdict: Verdict
) -> None:
    """The worst counts: error, fail, advice, inconclusive, pass, not applicable."""
    result = _judged(answers, judge, level)
    assert result.verdict is verdict
    assert bool(result.reason) is (verdict in {"inconclusive", "not-applicable", "error"})


def test_a_lost_exchange_gives_its_reason_and_the_number_of_others() -> None:
    """Who reads an inconclusive verdict learns what was not answered and how."""
    result = _judged([_answer(), _lost(1), _lost(2)])
    assert str(result.reason) == "2 not judged: timed out, in 4 attempts (first: case 1)"
    assert result.judged == 1


def test_a_crash_names_what_was_raised() -> None:
    """Our own bug is told as such, with what a developer needs to find it."""
    assert str(_judged([_answer()], _crash).reason) == "the check crashed: KeyError: 'data'"


def test_a_finding_refers_to_the_exchange_it_was_seen_with() -> None:
    """A check of single answers need not say which one it looked at."""
    (finding,) = _judged([_answer(4)], _serious).findings
    assert finding.exchange == Request(b"4").key


def test_a_flood_of_findings_is_cut_and_counted() -> None:
    """A report shows some of a hundred findings of one kind, and says how many more there are."""
    result = _judged([_answer()], lambda _: [plain_finding(str(number)) for number in range(100)])
    assert len(result.findings) == 25
    assert result.found == 100
    assert result.verdict is Verdict.FAIL


def test_one_exchange_is_judged_once_however_many_cases_it_serves() -> None:
    """Two cases with one request are one answer to a check."""
    seen: list[Answer] = []
    result = _judged([_answer(1), _answer(1), _answer(2)], lambda answer: seen.append(answer) or ())  # type: ignore[func-returns-value]
    assert (len(seen), result.judged) == (2, 2)


def test_an_answer_that_fails_an_earlier_check_is_not_judged_by_later_ones() -> None:
    """One broken answer is one red line; the masked check says that something was not judged."""
    body = json.dumps({"object": "list", "data": None}).encode()
    broken = _answer(3, answered(Request(b"3"), body=body))
    result = _judged([broken], _serious, after=("structure.data",))
    assert (result.verdict, result.judged) == (Verdict.INCONCLUSIVE, 0)
    assert str(result.reason) == "1 not judged: depends on structure.data, which fails there (first: case 3)"


def test_masking_passes_on_from_check_to_check() -> None:
    """What comes after a check that could not judge is masked too."""
    broken = _answer(3, answered(Request(b"3"), body=b"[]"))
    result = _judged([broken], _serious, after=("structure.item-object",))
    assert str(result.reason) == "1 not judged: depends on structure.body-object, which fails there (first: case 3)"
    assert result.findings == ()


def test_a_mild_finding_masks_nothing() -> None:
    """Advice on an answer does not keep other checks from judging it."""
    item = {"object": "embedding", "embedding": [1.0], "index": 0.0}
    floating = _answer(3, answered(Request(b"3"), body=json.dumps({"data": [item]}).encode()))
    court = Judge(CONTRACT, [floating])
    assert court.judge(CHECKS["ordering.index-integer"], MODEL).verdict is Verdict.ADVICE
    assert _judged([floating], _serious, after=("ordering.index-integer",)).judged == 1


def test_an_unsound_control_keeps_its_case_from_being_judged() -> None:
    """A refusal says nothing where the same request mended is refused as well."""
    refused = _answer(5, answered(Request(b"5"))).with_control(control_ok=False, reproducible=False)
    result = _judged([refused], _serious)
    assert (result.verdict, str(result.reason)) == (
        Verdict.INCONCLUSIVE,
        "1 not judged: its control was not answered either (first: case 5)",
    )


def test_a_group_is_judged_only_whole() -> None:
    """A comparison with a missing side is lost, and the other groups are judged."""
    members = [_answer(number, group=f"g{number // 2}", role=str(number % 2)) for number in range(4)]
    seen: list[tuple[str, ...]] = []

    def record(answers: tuple[Answer, ...]) -> Iterable[Finding]:
        seen.append(tuple(answer.case.title for answer in answers))
        return ()

    lost = replace(members[3], kind=AnswerKind.ERROR_RESPONSE)
    result = _judged([*members[:3], lost], record, scope=Scope.GROUP)
    assert seen == [("case 0", "case 1")]
    assert str(result.reason) == "1 not judged: status 200, nothing to compare (first: case 3)"
    assert _judged(members, record, scope=Scope.GROUP).verdict is Verdict.PASS


def test_a_check_of_all_answers_is_handed_them_together() -> None:
    """Scope ALL sees every answer at once, and is not called without any."""
    sizes: list[int] = []

    def count(answers: Sequence[Answer]) -> Iterable[Finding]:
        sizes.append(len(answers))
        return ()

    assert _judged([_answer(1), _answer(2)], count, scope=Scope.ALL).judged == 2
    _judged([_lost()], count, scope=Scope.ALL)
    assert sizes == [2]


def test_a_result_carries_the_clauses_that_concern_its_model() -> None:
    """Level and clauses are those of the model judged."""
    court = Judge(CONTRACT, [])
    result = court.judge(CHECKS["limits.items-at-cap"], MODEL)
    assert (result.clauses, result.level, result.model) == (("limits.items-v3",), Level.MUST, MODEL)


def test_a_check_that_is_left_with_nothing_since_it_came_otherwise_is_undecided() -> None:
    """Nothing is said of what the contract offers; where other answers are left, these are judged."""
    check = Check("x.z", "It holds.", lambda *_: (), EVERY, Scope.SPACE, ())
    judge = Judge(_contract(Level.MUST), ())
    alone, once = _answer(1, role=Role.ALONE), _answer(2, role=Role.BATCH)
    for left in ([], [alone]):
        result = judge.of(left, [once]).judge(check, MODEL)
        assert result.verdict is Verdict.INCONCLUSIVE
        assert "came otherwise when it was asked again" in str(result.reason)
    assert judge.of([alone, _answer(3, role=Role.BATCH)], [once]).judge(check, MODEL).verdict is Verdict.PASS
    assert judge.of([alone], [_answer(4, role=Role.ALONE)]).judge(check, MODEL).verdict is Verdict.PASS


def _nothing_compared(*_: Any) -> list[Finding]:
    raise UndecidedError(plain("nothing to compare"))


def test_lists_that_came_otherwise_are_not_said_to_be_refused() -> None:
    """One of them may be refused, as it may be: that is the reason only where no other was answered."""
    check = Check("x.z", "It holds.", _nothing_compared, EVERY, Scope.SPACE, ())
    alone, once = _answer(1, role=Role.ALONE), _answer(2, role=Role.BATCH)
    refused = _answer(3, answered(Request(b"3"), 400), role=Role.BATCH, expect=Expect.EITHER)
    judge = Judge(_contract(Level.MUST), ())
    result = judge.of([alone, refused], [once]).judge(check, MODEL)
    assert (result.verdict, str(result.reason)) == (
        Verdict.INCONCLUSIVE,
        "what it compares came otherwise when it was asked again",
    )
    result = judge.of([alone, refused]).judge(check, MODEL)
    assert (result.verdict, str(result.reason)) == (
        Verdict.NOT_APPLICABLE,
        "what it compares was refused with 400, as it may be",
    )


def test_a_check_without_the_other_side_says_why_that_is_missing() -> None:
    """Texts alone were answered, so that what is missing are the lists, with what became of them."""
    check = Check("x.z", "It holds.", _nothing_compared, EVERY, Scope.SPACE, ())
    lost = _lost(2, role=Role.BATCH)
    result = Judge(_contract(Level.MUST), [_answer(1, role=Role.ALONE), lost]).judge(check, MODEL)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert str(result.reason) == "1 not judged: timed out, in 4 attempts (first: case 2)"


def test_that_an_answer_came_otherwise_changes_nothing_of_its_having_come() -> None:
    """The check that decides on a request judges it, whatever vectors it had."""
    check = Check("x.y", "It is answered.", lambda _: (), EVERY, Scope.EACH, ())
    judge = Judge(_contract(Level.MUST), ()).of([], [_answer(1, role=Role.BATCH)])
    assert judge.judge(check, MODEL).verdict is Verdict.PASS


def test_what_was_seen_again_and_may_be_chance_leaves_a_check_undecided() -> None:
    """It is neither found nor passed: the finding is told of the service as a whole, and not of this check."""
    check = Check("x.y", "It holds.", lambda _: (), EVERY, Scope.EACH, ())
    judge = Judge(_contract(Level.MUST), [_answer()]).confirmed(Confirmation(undecided=frozenset({"x.y"})))
    result = judge.judge(check, MODEL)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "may be chance" in str(result.reason)
