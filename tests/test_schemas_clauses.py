"""The clauses of the contracts have the levels that were decided, and words of their own."""

from __future__ import annotations

import pytest

from conformance.contract.loading import contract_names, load
from conformance.model.contract import Contract
from conformance.model.verdict import Level


def _checks(contract: Contract, level: Level) -> set[str]:
    return {
        check
        for clause in contract.clauses
        for check in clause.checks
        if contract.level_of(check) is level and clause.level is level
    }


def test_what_only_an_example_or_the_linked_page_says_is_a_should() -> None:
    """In dashscope these checks give warnings (a new one is named here, on purpose); all others gate."""
    contract = load("dashscope")
    assert _checks(contract, Level.SHOULD) == {
        "attempts.first-answered",
        "attempts.throttling-status",
        "clients.rare-forms-answered",
        "clients.coding-accepted",
        "encoding.sdk-default",
        "errors.code-not-null",
        "errors.type-and-param",
        "errors.field-types",
        "errors.status-documented",
        "auth.wrong-key-status",
        "auth.key-not-echoed",
        "transport.charset",
        "relations.text-as-sent",
        "relations.twins-stay-near",
        "transport.status-200",
    }
    assert _checks(contract, Level.MAY) == set()


def test_the_open_contract_demands_only_what_a_client_cannot_do_without() -> None:
    """Readable JSON, one finite vector of one width for each text, found by its index."""
    demanded = _checks(load("openai-compatible"), Level.MUST)
    assert {check for check in demanded if not check.startswith("relations.")} == {
        "validation.string-accepted",
        "validation.list-accepted",
        "validation.ordinary-text-accepted",
        "validation.languages-accepted",
        "structure.body-object",
        "structure.data",
        "structure.item-count",
        "ordering.index-set",
        "vectors.numbers",
        "vectors.finite",
        "vectors.not-empty",
        "vectors.one-width",
        "vectors.nonzero",
        "vectors.distinct",
        "vectors.filled",
        "vectors.in-proportion",
        "dimensions.constant-width",
        "transport.content-type",
        "transport.json-strict",
        "transport.complete",
        "transport.content-coding",
        "transport.framing",
        "clients.usual-forms-answered",
        "clients.one-vector",
        "clients.plain-call-answered",
    }


@pytest.mark.parametrize(
    "check",
    ["structure.id", "structure.id-unique", "structure.model-echo", "validation.model-unknown", "auth.wrong-key-code"],
)
def test_the_open_contract_is_silent_on_ids_names_and_keys(check: str) -> None:
    """Servers differ there, so nothing is said."""
    contract = load("openai-compatible")
    assert contract.clauses_of(check) == ()
    assert contract.level_of(check) is None


@pytest.mark.parametrize("name", contract_names())
def test_each_clause_says_something_of_its_own(name: str) -> None:
    """Statements are sentences, none said twice, and each has a place in the source."""
    clauses = load(name).clauses
    statements = [clause.statement for clause in clauses]
    assert len(set(statements)) == len(statements)
    assert all(statement.endswith(".") and statement[0].isupper() for statement in statements)
    assert all(clause.untestable == "" or clause.untestable.endswith(".") for clause in clauses)


@pytest.mark.parametrize("name", contract_names())
def test_the_vectors_belong_to_their_inputs_in_every_contract(name: str) -> None:
    """Silent corruption is against any contract."""
    clause = next(clause for clause in load(name).clauses if clause.id == "vectors.of-its-input")
    assert clause.level is Level.MUST
    assert {"structure.item-count", "vectors.distinct", "vectors.nonzero"} <= set(clause.checks)


def test_each_model_of_dashscope_has_a_clause() -> None:
    """The list of models is documented name by name."""
    statements = " ".join(clause.statement for clause in load("dashscope").clauses if clause.id.startswith("models."))
    assert all(model.name in statements for model in load("dashscope").models)
