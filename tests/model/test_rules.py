"""The one table of rules that a request may violate."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.checks import CHECKS
from conformance.contract.suite_schema import read
from conformance.model.case import Expect
from conformance.model.rule import ErrorCase, Rule, RuleId, Subject, slug, subject_of
from conformance.model.rules import (
    ANY_PARAMETER,
    POLICY_RULES,
    RULES,
    error_cases_of,
    request_that_violates,
    violation_of,
)

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def test_every_name_is_in_the_table() -> None:
    """A rule that code can name is a rule of which everything is known."""
    assert set(RULES) == set(RuleId)


def test_the_policy_of_a_contract_speaks_of_the_rules_of_the_table() -> None:
    """The schema of contract.toml and the table name the same rules, in one order."""
    assert tuple(read("contract")["properties"]["policy"]["properties"]) == POLICY_RULES


@EACH
def test_a_rule_is_decided_by_a_check_that_exists(rule: Rule) -> None:
    """The check that decides is registered, wherever there is one."""
    assert not rule.check or rule.check in CHECKS


@EACH
def test_a_contract_that_is_silent_leaves_a_rule_open(rule: Rule) -> None:
    """Nobody is held to what no document says."""
    assert rule.policy in {None, Expect.EITHER}


@EACH
def test_a_rule_has_words(rule: Rule) -> None:
    """The statement is a sentence, and no id of ours stands in what is said to a client's developer.

    Texts are the user's; what is said of a further parameter is said of all of them alike.
    """
    assert str(rule.statement()).endswith(".")
    assert rule.id not in str(request_that_violates(rule.id))
    assert (rule.violation is None) is (subject_of(rule.id) == Subject.TEXT or rule.id == RuleId.PARAMETER_ENUM)
    assert slug(rule.id) == slug(rule.id).lower()


def test_an_error_response_is_documented_by_its_case() -> None:
    """A wrong key has a case of its own, a malformed one none, and any parameter that of parameters."""
    assert error_cases_of(RuleId.AUTH_BOGUS) == (ErrorCase.WRONG_KEY,)
    assert error_cases_of(RuleId.AUTH_MALFORMED) == ()
    assert error_cases_of(RuleId.MODEL_ENUM) == (ErrorCase.UNKNOWN_MODEL, ErrorCase.PARAMETER)
    assert error_cases_of("user.type") == (ErrorCase.PARAMETER,)


def test_a_parameter_that_only_a_vendor_knows_has_words_too() -> None:
    """Rules outside the table are told by parameter and keyword."""
    assert violation_of("user.type") is ANY_PARAMETER


def test_the_documentation_lists_the_rules_of_a_policy() -> None:
    """docs/contracts.md tells of each what the table does."""
    page = (ROOT / "docs" / "contracts.md").read_text("utf-8").splitlines()
    for rule in (RULES[name] for name in POLICY_RULES):
        decided = f"`{rule.check}`" if rule.check else "–"  # a dash in a table
        assert f"| `{rule.id}` | {rule.statement()} | {decided} |" in page
