"""Contracts bring their own sentences in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from conformance.contract.loading import contract_names, load
from conformance.model.clause import Clause
from conformance.model.message import Message, fill
from conformance.model.words import words

_MIXED = re.compile(r"[a-z]{2,} [a-z]{2,}.*[\u4e00-\u9fff]|[\u4e00-\u9fff].*[a-z]{2,} [a-z]{2,}")
_KEPT = re.compile(r"`[^`]+`|[0-9]{2,}")
EACH = pytest.mark.parametrize("name", contract_names())


def _in_chinese(message: Message) -> str:
    return fill(message, {"contract.words": "{zh}{en:.0}"})


def _lacking(clause: Clause) -> Iterator[str]:
    """Yield the sentences of a clause that should be there in Chinese; a locator, where it mixes both languages."""
    wanted = {"statement": True, "untestable": bool(clause.untestable), "locator": bool(_MIXED.search(clause.locator))}
    return (f"{clause.id}: {member}" for member, wants in wanted.items() if wants and not dict(clause.zh).get(member))


@EACH
def test_every_clause_of_a_shipped_contract_is_there_in_chinese(name: str) -> None:
    """Statement and reason always; beside them the title and the reasons of excuses."""
    contract = load(name)
    assert [lacking for clause in contract.clauses for lacking in _lacking(clause)] == []
    assert [excuse.reason for excuse in contract.excuses if not dict(excuse.zh).get("reason")] == []
    assert dict(contract.zh)["title"]


@EACH
def test_a_translation_names_what_its_original_names(name: str) -> None:
    """Parameters in code marks and figures of several digits are the same in both, and nothing else is translated."""
    for clause in load(name).clauses:
        for member, told in clause.zh:
            english = getattr(clause, member)
            assert english, f"{clause.id} translates {member}, which it does not have"
            assert set(_KEPT.findall(told)) == set(_KEPT.findall(english)), clause.id
            assert told.endswith("。") is english.endswith("."), clause.id


def test_a_message_shows_the_words_of_its_language() -> None:
    """The other language takes no room; where there is no Chinese, the English stands."""
    assert str(words("in arrears", "欠费")) == "in arrears"
    assert _in_chinese(words("in arrears", "欠费")) == "欠费"
    assert _in_chinese(words("in arrears")) == "in arrears"


def test_a_clause_and_an_excuse_are_told_in_both_languages() -> None:
    """What a report needs of a contract is in the contract."""
    contract = load("dashscope")
    for said in (contract.clauses[0].statement_message, contract.excuses[0].reason_message):
        assert str(said).isascii()
        assert not _in_chinese(said).isascii()
