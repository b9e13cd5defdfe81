"""Every keyword of JSON Schema 2020-12 is accepted or refused by one table, wherever it stands and whoever asks."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from jsonschema_specifications import REGISTRY as SPECIFICATIONS

from conformance.cli import main
from conformance.contract.conjunction import conjoin
from conformance.contract.keywords import KEYWORDS, Keyword, KeywordRole, keyword, named
from conformance.contract.loading import contract_names, load
from conformance.contract.narrowing import narrow
from conformance.engine.plan import applicable, plan_model
from conformance.errors import ContractError
from conformance.generation.malformed import malformed
from conformance.generation.negative_cases import negative_cases
from conformance.model.contract import Contract
from conformance.model.options import PlanOptions
from conformance.model.rule import RuleId
from conformance.model.rules import RULES
from conformance.probes import PlanContext
from conformance.validation.schema import SchemaJudge

SAMPLES: Mapping[str, Any] = MappingProxyType(
    {
        "$ref": "#/properties/model",
        "$dynamicRef": "#here",
        "$anchor": "here",
        "$dynamicAnchor": "here",
        "$defs": {"text": {"type": "string"}},
        "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": True},
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:sample",
        "$comment": "a comment",
        "title": "a title",
        "description": "a description",
        "default": "a",
        "examples": ["a"],
        "deprecated": True,
        "readOnly": True,
        "writeOnly": True,
        "type": "string",
        "enum": ["a", "b"],
        "const": "a",
        "anyOf": [{"minLength": 1}, {"maxLength": 500}],
        "oneOf": [{"type": "string"}],
        "allOf": [{}],
        "not": {"type": "null"},
        "if": {"properties": {"model": {"const": "a"}}},
        "then": {},
        "else": {},
        "properties": {"a": {"type": "string"}},
        "required": ["model"],
        "items": {"type": "string"},
        "minItems": 1,
        "maxItems": 3,
        "minLength": 1,
        "maxLength": 500,
        "minimum": 1,
        "maximum": 9,
        "pattern": ".",
        "format": "date",
        "multipleOf": 2,
        "exclusiveMinimum": 1,
        "exclusiveMaximum": 9,
        "additionalProperties": False,
        "unevaluatedProperties": False,
        "patternProperties": {"a": {}},
        "propertyNames": {},
        "minProperties": 1,
        "maxProperties": 9,
        "dependentRequired": {},
        "dependentSchemas": {},
        "prefixItems": [{}],
        "contains": {},
        "minContains": 1,
        "maxContains": 2,
        "unevaluatedItems": False,
        "uniqueItems": True,
        "contentEncoding": "base64",
        "contentMediaType": "text/plain",
        "contentSchema": {},
    }
)
PLACES: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "": lambda schema: schema,
        "/properties/user": lambda schema: schema["properties"].setdefault("user", {"type": "string"}),
        "/properties/input/anyOf/0": lambda schema: schema["properties"]["input"]["anyOf"][0],
        "/properties/input/anyOf/1/items": lambda schema: schema["properties"]["input"]["anyOf"][1]["items"],
    }
)
EACH = list(product(SAMPLES, PLACES))
EVERYWHERE = pytest.mark.parametrize(("name", "place"), EACH)


def _branches(name: str) -> bool:
    return KEYWORDS[name].role is KeywordRole.BRANCHES


def _is_refused(name: str, place: str) -> bool:
    """Tell whether the table refuses a keyword at a place."""
    return KEYWORDS[name].role is KeywordRole.REFUSED or (_branches(name) and bool(place))


@pytest.fixture
def holding(replaced: Callable[..., Path]) -> Callable[[str, str], Path]:
    """Copy a contract whose request schema holds a keyword at a place."""

    def copied(name: str, place: str) -> Path:
        folder = replaced("", "", "request.json", "openai-compatible")
        file = folder / "request.json"
        schema = json.loads(file.read_text("utf-8"))
        PLACES[place](schema)[name] = copy.deepcopy(SAMPLES[name])
        file.write_text(json.dumps(schema), "utf-8")
        return folder

    return copied


def _planned(contract: Contract) -> None:
    plan_model(
        PlanContext.of(contract, "a-model", options=PlanOptions(seed=1, examples=2), first=True), applicable(contract)
    )


def test_the_table_holds_every_keyword_of_the_dialect() -> None:
    """The vocabularies of the 2020-12 meta-schema name the keywords; none of them is missing from the table."""
    dialect = jsonschema.Draft202012Validator
    resolver = SPECIFICATIONS.resolver()
    parts = [part["$ref"] for part in dialect.META_SCHEMA["allOf"]]
    base = "https://json-schema.org/draft/2020-12/"
    stated = {name for part in parts for name in resolver.lookup(base + part).contents["properties"]}
    assert stated == set(KEYWORDS) == set(SAMPLES)


@EVERYWHERE
def test_what_loads_can_be_planned(holding: Callable[[str, str], Path], name: str, place: str) -> None:
    """A keyword is refused when the contract loads, with file, place and remedy, or a run can go by it."""
    folder = holding(name, place)
    refusal = None
    try:
        _planned(load(str(folder)))
    except ContractError as error:
        refusal = error
    role = KEYWORDS[name].role
    assert role is KeywordRole.CONSTRAINS or (refusal is None) is (
        role is KeywordRole.ANNOTATES or (_branches(name) and not place)
    )
    if refusal is not None:
        assert refusal.remedy
        assert str(folder) in refusal.problem
        assert "request.json" in refusal.problem


@pytest.mark.parametrize(("name", "place"), [pair for pair in EACH if _is_refused(*pair)])
def test_what_the_table_refuses_is_refused_with_its_pointer(
    holding: Callable[[str, str], Path], name: str, place: str
) -> None:
    """Keyword and JSON pointer stand in the sentence, what to write instead in the remedy."""
    with pytest.raises(ContractError) as caught:
        load(str(holding(name, place)))
    assert f"keyword {name!r} at {place or '/'} is not supported" in caught.value.problem
    assert caught.value.remedy.startswith(KEYWORDS[name].instead)


@pytest.mark.parametrize("command", [["contracts", "validate"], ["contracts", "export", "--openapi"]])
@pytest.mark.parametrize(("name", "status"), [("examples", 0), ("deprecated", 0), ("pattern", 4), ("oneOf", 4)])
def test_a_command_ends_as_the_table_says(
    holding: Callable[[str, str], Path],
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    name: str,
    status: int,
) -> None:
    """A contract is used, or refused in one sentence with status 4, by every command alike."""
    folder = holding(name, "/properties/input/anyOf/0")
    with pytest.raises(SystemExit) as caught:
        main([*command, str(folder)])
    assert (caught.value.code or 0) == status
    told = capsys.readouterr().err
    assert told.count("\n") == (1 if status else 0)
    assert (f"keyword {name!r} at /properties/input/anyOf/0" in told) is bool(status)


@pytest.mark.parametrize("value", [False, {"anyOf": [False]}, {"type": "array", "items": False}])
def test_a_schema_that_admits_nothing_is_refused(replaced: Callable[..., Path], value: Any) -> None:
    """An input that no value fits cannot be sent."""
    folder = replaced("", "", "request.json", "openai-compatible")
    schema = json.loads((folder / "request.json").read_text("utf-8"))
    schema["properties"]["input"] = value
    (folder / "request.json").write_text(json.dumps(schema), "utf-8")
    with pytest.raises(ContractError, match=r"request\.json"):
        load(str(folder))


def test_a_schema_that_admits_anything_can_be_drawn_from(replaced: Callable[..., Path]) -> None:
    """``true`` is written out as a schema that states nothing."""
    folder = replaced("", "", "request.json", "openai-compatible")
    schema = json.loads((folder / "request.json").read_text("utf-8"))
    schema["properties"] |= {"user": True, "input": {"anyOf": [{"type": "string"}, {"type": "array", "items": True}]}}
    (folder / "request.json").write_text(json.dumps(schema), "utf-8")
    contract = load(str(folder))
    assert narrow(contract.request_schema, "m")["properties"]["user"] == {}
    _planned(contract)


@pytest.mark.parametrize("each", [each for each in KEYWORDS.values() if each.merge], ids=lambda each: each.name)
def test_two_of_a_keyword_hold_together_as_the_table_says(each: Keyword) -> None:
    """A keyword beside itself is itself."""
    value = SAMPLES[each.name]
    assert conjoin({each.name: value}, {each.name: copy.deepcopy(value)}) == {each.name: value}


def test_our_own_annotations_and_misspelled_keywords() -> None:
    """What begins with x- annotates; what nobody knows is refused."""
    assert keyword("x-max-tokens").role is KeywordRole.ANNOTATES
    assert keyword("maxLenght").role is KeywordRole.REFUSED


@pytest.mark.parametrize("name", contract_names())
def test_a_negative_case_violates_a_keyword_whose_rules_name_it(name: str) -> None:
    """The rule a request is sent for is one of a keyword that the schema finds violated."""
    contract = load(name)
    for model in [each.name for each in contract.models] or ["a-model"]:
        context = PlanContext.of(contract, model, options=PlanOptions(seed=1, examples=0), first=True)
        judge = SchemaJudge(context.schema)
        for case in negative_cases(context.schema, context.plain_body, context.names):
            broken = judge.violations(json.loads(case.body))
            found = {rule for each in broken for rule in keyword(each.keyword).rules}
            beside = {RuleId.UNKNOWN_PARAMETER, RuleId.DIMENSIONS_FORBIDDEN}
            hidden = any(each.keyword == "anyOf" for each in broken)
            assert case.rule in found | beside or hidden, (case.title, found)


def test_every_rule_about_a_member_belongs_to_a_keyword() -> None:
    """Rules of the schema are those of its keywords; the others speak of what no schema sees."""
    of_keywords = {rule for name in named(KeywordRole.CONSTRAINS) for rule in KEYWORDS[name].rules}
    unseen = {each.rule for each in malformed({"model": "m", "input": "a"})}
    assert of_keywords.isdisjoint(unseen)
    of_totals = {RuleId.INPUT_TOTAL}
    assert {rule for rule in RULES if rule.startswith(("model.", "input."))} <= of_keywords | of_totals
