"""A contract that extends another states what differs and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.model.case import Expect
from conformance.model.verdict import Level

HEAD = """
format = 1
extends = "dashscope"
name = "later"
title = "Later"
date = "2025"
source = "A later page"
"""


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., str]:
    """Write a contract that extends dashscope, or another, and return its path."""

    def write(stated: str = "", name: str = "later", extends: str = "dashscope") -> str:
        path = tmp_path / name
        path.mkdir()
        head = HEAD.replace('extends = "dashscope"', f"extends = {json.dumps(extends)}")
        (path / "contract.toml").write_text(head + stated, "utf-8")
        return str(path)

    return write


def test_a_contract_that_states_nothing_is_the_one_it_extends(later: Callable[..., str]) -> None:
    """Models, clauses, policy and the three schemas are inherited; what it says of its source is not."""
    base, own = load("dashscope"), load(later())
    assert (own.models, own.clauses, own.policy) == (base.models, base.clauses, base.policy)
    assert (own.request_schema, own.error_schema) == (base.request_schema, base.error_schema)
    assert (own.name, own.title, own.date, own.url) == ("later", "Later", "2025", "")
    assert base.url
    assert own.digest != base.digest


def test_rows_of_one_name_are_changed_member_by_member(later: Callable[..., str]) -> None:
    """A clause or model that is stated again keeps what is not stated, and its place; a new one comes last."""
    stated = """
[policy]
"text.over-length" = "refuse"

[[clauses]]
id = "input.string"
level = "SHOULD"

[[clauses]]
id = "input.more"
level = "MAY"
statement = "More can be said."
locator = "Somewhere"
untestable = "Nobody can tell."
"""
    base, own = load("dashscope"), load(later(stated))
    before, after = (next(each for each in one.clauses if each.id == "input.string") for one in (base, own))
    assert (after.level, after.statement, after.checks) == (Level.SHOULD, before.statement, before.checks)
    assert [clause.id for clause in own.clauses] == [*(clause.id for clause in base.clauses), "input.more"]
    assert own.policy == {**base.policy, "text.over-length": Expect.REFUSE}


def test_a_clause_that_can_no_longer_be_judged_gives_up_its_checks(later: Callable[..., str]) -> None:
    """Of checks and reason a clause has one, and the later one counts."""
    stated = '[[clauses]]\nid = "input.string"\nuntestable = "Nobody can tell."\n'
    clause = next(each for each in load(later(stated)).clauses if each.id == "input.string")
    assert (clause.checks, clause.untestable) == ((), "Nobody can tell.")


def test_what_is_removed_is_gone(later: Callable[..., str]) -> None:
    """Clauses, examples and errors are removed by name."""
    own = load(later('[removed]\nclauses = ["document.updated"]\nexamples = ["list"]\nerrors = ["parameter"]\n'))
    assert "document.updated" not in {clause.id for clause in own.clauses}
    assert [example.id for example in own.examples] == ["string"]
    assert set(own.errors) == {"wrong-key", "unknown-model"}


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ('[removed]\nclauses = ["input.strings"]\n', "removed.clauses names 'input.strings', which the contract"),
        ('[removed]\nclause = ["input.string"]\n', "removed.clause removes nothing"),
        ('[removed]\nexcuses = "all"\n', "removed.excuses removes nothing"),
        ('removed = ["input.string"]\n', "removed is no table"),
        ('[[clauses]]\nid = "input.string"\nlevel = "OUGHT"\n', "clauses 'input.string'.level: 'OUGHT' is not known"),
        ('[[models]]\nname = "text-embedding-v3"\nmax_items = 7\n', "max_items is 7, in request.json 6"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(later: Callable[..., str], stated: str, problem: str) -> None:
    """The own file is named, and what of it is wrong."""
    path = later(stated)
    with pytest.raises(ContractError) as caught:
        load(path)
    assert problem in caught.value.problem
    assert path in caught.value.problem


def test_a_contract_says_itself_what_it_is(later: Callable[..., str]) -> None:
    """Name, title, date and source of the one that is extended are not its own."""
    path = Path(later())
    text = (path / "contract.toml").read_text("utf-8")
    (path / "contract.toml").write_text(text.replace('date = "2025"\n', ""), "utf-8")
    with pytest.raises(ContractError, match="key 'date' is missing: add date = …, which no contract inherits"):
        load(str(path))


def test_a_contract_is_extended_by_the_path_of_its_folder_too(later: Callable[..., str]) -> None:
    """A path is read from the folder of the contract that names it."""
    later('[removed]\nclauses = ["document.updated"]\n')
    own = load(later(name="latest", extends="../later"))
    assert "document.updated" not in {clause.id for clause in own.clauses}


def test_contracts_in_a_ring_are_refused(later: Callable[..., str]) -> None:
    """Two that extend each other say nothing."""
    later(extends="../other")
    path = later(name="other", extends="../later")
    with pytest.raises(ContractError, match=r"extends '\.\./other', which extends it in turn: break the ring"):
        load(path)


def test_an_own_schema_takes_the_place_of_the_inherited_one(later: Callable[..., str]) -> None:
    """A schema is stated whole or not at all."""
    path = Path(later())
    schema = {**load("dashscope").response_schema, "required": ["data"]}
    (path / "response.json").write_text(json.dumps(schema), "utf-8")
    assert load(str(path)).response_schema["required"] == ["data"]


def test_a_translation_is_given_up_with_what_it_translates(later: Callable[..., str]) -> None:
    """A clause that is reworded without Chinese has none; its other sentences, and other rows, keep theirs."""
    stated = """
[[clauses]]
id = "document.updated"
statement = "The page says when it was changed."

[[clauses]]
id = "sdk.drop-in"
zh.statement = "另一种说法。"

[[excuses]]
reason = "account in arrears"
statuses = [403]
"""
    base, own = load("dashscope"), load(later(stated))
    before, after = ({clause.id: dict(clause.zh) for clause in each.clauses} for each in (base, own))
    assert set(after["document.updated"]) == set(before["document.updated"]) - {"statement"}
    assert after["sdk.drop-in"] == {**before["sdk.drop-in"], "statement": "另一种说法。"}
    assert own.excuses[0].zh == base.excuses[0].zh
    assert (own.zh, bool(base.zh)) == ((), True)


def test_a_clause_that_can_be_judged_now_gives_up_its_reason_in_both_languages(later: Callable[..., str]) -> None:
    """Chinese for a sentence that is gone would translate nothing."""
    stated = '[[clauses]]\nid = "document.updated"\nchecks = ["structure.data"]\n'
    clause = next(each for each in load(later(stated)).clauses if each.id == "document.updated")
    assert (clause.untestable, "untestable" in dict(clause.zh)) == ("", False)
