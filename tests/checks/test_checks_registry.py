"""Registration refuses what would make ids ambiguous, and the registry holds together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace
from conformance.checks import CHECKS, acceptance, registry
from conformance.checks.registry import Scope, Selector, check, families, successes, verify
from conformance.errors import SuiteError
from conformance.model import message
from conformance.model.finding import Finding
from conformance.model.message import Message, plain
from conformance.probes import PROBES

NEVER = Selector(picks=lambda _: False, wants=lambda _: False)


def test_an_id_cannot_be_taken_twice() -> None:
    """Two checks under one id would be one verdict."""
    with pytest.raises(SuiteError, match="registered twice"):
        check("structure.id", "Again.", selector=NEVER)(lambda _: ())


def _judge_each(answer: Answer) -> Iterator[Finding]:
    yield from _judge_all([answer])


def _judge_all(answers: Sequence[Answer]) -> Iterator[Finding]:
    yield from (finding for answer in answers for finding in acceptance.answered_or_refused(answer))


def _judge_space(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    yield from _judge_all([answer for answer in answers if answer.case.model == space.model])


JUDGES: dict[Scope, Callable[..., Iterator[Finding]]] = {
    Scope.EACH: _judge_each,
    Scope.GROUP: _judge_all,
    Scope.ALL: _judge_all,
    Scope.SPACE: _judge_space,
}


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Any]]:
    """A registry of the test's own, with all checks in it; the statements that the test declares go with it."""
    known: dict[str, Any] = dict(CHECKS)
    monkeypatch.setattr(registry, "_checks", known)
    declared = set(message.TEMPLATES)
    yield known
    for id_ in set(message.TEMPLATES) - declared:
        del message._templates[id_]


@pytest.mark.parametrize("id_", ["red", "Colour.red", "colour.", "colour.it_is_red", "colour.red.bright"])
def test_an_id_is_a_family_and_a_statement(id_: str) -> None:
    """The error says what an id is made of, and shows the two lines that register a check."""
    with pytest.raises(SuiteError, match=r"family\.true-statement") as caught:
        check(id_, "It is red.", selector=NEVER)(_judge_each)
    _shows_an_example(caught.value)
    assert id_ not in CHECKS


@pytest.mark.parametrize(("scope", "judge"), list(itertools.product(Scope, JUDGES.values())))
def test_a_judge_takes_what_its_scope_hands_it(
    scratch: Mapping[str, Any], scope: Scope, judge: Callable[..., Iterator[Finding]]
) -> None:
    """A judge of one answer is no judge of many; the error says what the scope hands it, and shows an example."""
    if judge is JUDGES[scope]:
        check("colour.red", "It is red.", selector=NEVER, scope=scope)(judge)
        assert scratch["colour.red"].scope is scope
        return
    with pytest.raises(SuiteError, match=rf"does not take what Scope\.{scope.name} hands it, \(answers?: ") as caught:
        check("colour.red", "It is red.", selector=NEVER, scope=scope)(judge)
    _shows_an_example(caught.value)
    assert "colour.red" not in scratch


@pytest.mark.parametrize("scope", Scope)
def test_judges_without_annotations_are_counted(scope: Scope) -> None:
    """How many things a judge takes is looked at whether it says what they are or not."""
    with pytest.raises(SuiteError, match="does not take what"):
        check("colour.red", "It is red.", selector=NEVER, scope=scope)(lambda: ())


def test_a_scope_is_one_of_four() -> None:
    """Where a scope is misspelt, the error names those that there are."""
    with pytest.raises(SuiteError, match=r"none of Scope\.EACH, Scope\.GROUP, Scope\.ALL, Scope\.SPACE") as caught:
        check("colour.red", "It is red.", selector=NEVER, scope="every")(_judge_all)  # type: ignore[arg-type]
    _shows_an_example(caught.value)


def _shows_an_example(error: SuiteError) -> None:
    """Hold an error to the two lines it ends with: a decorator, and a judge that this decorator takes."""
    _, decorator, judge = str(error).splitlines()
    assert re.fullmatch(r'@check\("[a-z-]+\.[a-z-]+", ".+\.", selector=successes\(\), scope=Scope\.[A-Z]+\)', decorator)
    assert re.fullmatch(r"def [a-z_]+\(.+\) -> Iterator\[Finding\]: \.\.\.", judge)


@pytest.mark.usefixtures("scratch")
def test_a_new_family_costs_its_first_check_only() -> None:
    """A family is what stands before the dot: markers and pages take it from there."""
    check("colour.red", "It is red.", selector=NEVER)(_judge_each)
    assert "colour" in families()
    assert "relations" in families()


@pytest.mark.usefixtures("scratch")
def test_a_statement_is_a_template_of_its_own() -> None:
    """Reports give it in other languages by the id of the check; braces in it are no places."""
    check("colour.braced", "It is {red}.", selector=NEVER)(_judge_each)
    assert str(Message("statement.colour.braced")) == "It is {red}."
    assert all(str(Message(f"statement.{id_}")) == entry.statement for id_, entry in CHECKS.items())


@pytest.mark.usefixtures("scratch")
def test_a_check_cannot_have_the_id_of_a_finding() -> None:
    """Waivers name both, so an id means one of them."""
    check("schema.missing", "It is missing.", selector=NEVER)(_judge_each)
    with pytest.raises(SuiteError, match=r"'schema\.missing' has the id of a finding"):
        verify()


@pytest.mark.usefixtures("scratch")
def test_a_check_cannot_come_after_one_that_does_not_exist() -> None:
    """A misspelt name in ``after`` would silently mask nothing; the error names what may have been meant."""
    check("structure.new", "It is new.", selector=NEVER, after=("structure.idd",))(_judge_each)
    with pytest.raises(SuiteError, match=r"'structure\.new' comes after 'structure\.idd'.*such as structure\.id"):
        verify()


@pytest.mark.parametrize("id_", CHECKS)
def test_what_a_check_says_of_itself_holds_together(id_: str) -> None:
    """Ids are of their family, statements are sentences, the probes named exist, no check comes after itself."""
    entry = CHECKS[id_]
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", id_)
    assert entry.family in families()
    assert re.fullmatch(r"\S.*\.", entry.statement)
    assert set(entry.probes) <= set(PROBES)
    assert id_ not in _all_before(id_)


def _all_before(id_: str) -> set[str]:
    found: set[str] = set()
    waiting = list(CHECKS[id_].after)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(CHECKS[name].after)
    return found


def test_statements_differ() -> None:
    """Two checks with one statement could not be told apart in a report."""
    assert len({entry.statement for entry in CHECKS.values()}) == len(CHECKS)


def test_successes_leave_out_what_must_be_refused() -> None:
    """A selector of answers wants documented requests and no others."""
    from conformance.model.case import Case, Expect  # noqa: PLC0415
    from conformance.model.exchange import Request  # noqa: PLC0415

    wants = successes().wants
    cases = {expect: Case(plain("t"), "p", "a", "m", Request(b"{}"), expect=expect) for expect in Expect}
    assert {expect for expect, case in cases.items() if wants(case)} == {Expect.ANSWER}
