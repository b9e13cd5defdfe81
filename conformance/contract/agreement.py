"""Whether the files of one contract agree with one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from conformance.contract import suite_schema
from conformance.contract.drawable import refuse_undrawable
from conformance.contract.folder import Folder
from conformance.contract.narrowing import narrow, narrowed
from conformance.contract.sent_parameters import (
    NO_EFFECT,
    SENT,
    ignored_parameters,
    required_parameters,
    sent_for,
    sent_parameters,
)
from conformance.errors import ContractError
from conformance.generation.sampling import samples
from conformance.model.contract import ANY_MODEL, PROMPT_TOKENS, Contract, Example, Model, Parameters
from conformance.model.envelope import PARTS
from conformance.model.rule import ErrorCase
from conformance.model.rules import POLICY_RULES, listed_parameter

__all__ = ["refuse_bad_schemas", "refuse_contradictions"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REQUEST = "request.json"


def refuse_bad_schemas(found: Folder) -> None:
    """Raise ContractError for a schema that is not JSON Schema 2020-12, or would have to be fetched from elsewhere."""
    for name, schema in found.schemas.items():
        file = found.file(name)
        if not isinstance(schema, Mapping) or schema.get("$schema") != _DIALECT:
            raise ContractError(f"{file} is not declared as JSON Schema 2020-12", f'write "$schema": "{_DIALECT}"')
        suite_schema.refuse_broken("vocabulary", schema, file)
        remote = next((ref for ref in _references(schema) if not ref.startswith("#")), None)
        if remote is not None:
            raise ContractError(f"{file} refers to {remote!r}", "write that schema into the file, under $defs")


def refuse_contradictions(contract: Contract, found: Folder) -> None:
    """Raise ContractError for names used twice, and for limits and examples that request.json contradicts."""
    for what, names in (
        ("clause", (clause.id for clause in contract.clauses)),
        ("model", (model.name for model in contract.models)),
        ("example", (example.id for example in contract.examples)),
    ):
        _refuse_duplicates(found.file(), what, names)
    _refuse_other_shape(contract, found)
    _refuse_other_models(contract, found)
    _refuse_unknown_cases(contract, found)
    _refuse_undescribed_parts(contract, found)
    for model in contract.models or (contract.model(ANY_MODEL),):
        _refuse_other_limits(model, contract, found)
    for example in contract.examples:
        _refuse_invalid_example(example, contract, found)
    _refuse_foreign_counts(contract, found)
    _refuse_foreign_effects(contract, found)
    _refuse_foreign_models(contract, found)
    _refuse_foreign_spaces(contract, found)


def _refuse_foreign_counts(contract: Contract, found: Folder) -> None:
    """Make sure that a count by another name than OpenAI's is one that answers have."""
    usage = contract.response_schema.get("properties", {}).get("usage", {})
    if contract.prompt_tokens != PROMPT_TOKENS and contract.prompt_tokens not in usage.get("properties", {}):
        problem = (
            f"{found.file()}: usage.prompt_tokens is {contract.prompt_tokens!r}, of which response.json says nothing"
        )
        raise ContractError(problem, f"describe it as properties.usage.properties.{contract.prompt_tokens} there")


def _refuse_foreign_spaces(contract: Contract, found: Folder) -> None:
    """Make sure that spaces are shared by models there are, each in one, and parameters that can be sent."""
    shared, names = contract.shared_spaces, {model.name for model in contract.models}
    named = [name for group in shared.models for name in group]
    _refuse_duplicates(found.file(), "model of shared_spaces", named)
    for name in named:
        if name not in names:
            problem = f"{found.file()}: shared_spaces.models names {name!r}, which the contract does not list"
            raise ContractError(problem, "name models of the [[models]] tables")
    for name in shared.parameters:
        if not samples(contract.request_schema["properties"].get(name, {})):
            problem = f"{found.file()}: shared_spaces.parameters names {name!r}, of which {_REQUEST} gives no value"
            raise ContractError(problem, f"list its values as properties.{name}.enum")


def _refuse_foreign_models(contract: Contract, found: Folder) -> None:
    names = {model.name for model in contract.models}
    for clause in contract.clauses:
        if foreign := [name for name in clause.models if name not in names]:
            raise ContractError(
                f"{found.file()}: clause {clause.id} speaks of a model {foreign[0]!r} that the contract does not list",
                "name models of the [[models]] tables",
            )


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from (schema[key] for key in ("$ref", "$dynamicRef") if isinstance(schema.get(key), str))
    if isinstance(schema, Mapping | list):
        for part in schema.values() if isinstance(schema, Mapping) else schema:
            yield from _references(part)


def _refuse_duplicates(file: object, what: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ContractError(f"{file}: {what} {twice[0]!r} stands there twice", "ids are unique: rename or merge them")


def _refuse_other_shape(contract: Contract, found: Folder) -> None:
    """Make sure that the request schema speaks of the input, and of the model unless the path names it."""
    described = contract.request_schema.get("properties", {})
    wanted = ("input",) if contract.route.names_model else ("model", "input")
    lost = {name for name in wanted if not isinstance(described.get(name), Mapping)}
    if lost:
        problem = f"{found.file(_REQUEST)} has no property {' and no '.join(sorted(lost))}"
        raise ContractError(problem, "describe both under properties, or write {model} into endpoint.path")


def _refuse_other_models(contract: Contract, found: Folder) -> None:
    """Hold the models of the table against the enum of ``model``."""
    tabled = {model.name for model in contract.models}
    schema = contract.request_schema["properties"].get("model", {"enum": tabled})
    listed = set(schema.get("enum", [schema["const"]] if "const" in schema else []))
    if contract.any_model and listed:
        problem = "any_model = true, but request.json lists models, or [[models]] where the path names them"
        remedy = "drop the enum, or set any_model = false"
    elif not contract.any_model and not tabled:
        problem, remedy = "there are no models", "add [[models]] tables, or set any_model = true"
    elif not contract.any_model and listed != tabled:
        odd = ", ".join(sorted(listed ^ tabled))
        problem, remedy = f"models differ from those of {_REQUEST}: {odd}", "list the same models in both"
    else:
        return
    raise ContractError(f"{found.file()}: {problem}", remedy)


def _refuse_other_limits(model: Model, contract: Contract, found: Folder) -> None:
    """Hold the limits of one model against the branch of the request schema for it."""
    try:
        schema = narrow(contract.request_schema, model.name)
        refuse_undrawable(schema)
    except ContractError as error:
        raise ContractError(f"{found.path}: {error.problem}", error.remedy) from error
    if lost := ({"model", "input"} & schema["properties"].keys()) - set(schema.get("required", ())):
        problem = f"{found.file(_REQUEST)} does not require {' and '.join(sorted(lost))} of {model.name!r}"
        raise ContractError(problem, "name both under required")
    _refuse_unsendable(schema, contract, found)
    for what, tabled, shaped in _limits(model, schema, contract.parameters):
        if tabled != shaped:
            problem = f"model {model.name!r}: {what} is {_said(tabled)}, in {_REQUEST} {_said(shaped)}"
            raise ContractError(f"{found.file()}: {problem}", "correct the one that is not as documented")


def _refuse_unsendable(schema: Mapping[str, Any], contract: Contract, found: Folder) -> None:
    """Make sure that a value is known of every parameter that goes out with each request, and that it is allowed."""
    file, names, sent = found.file(_REQUEST), contract.parameters, sent_parameters(schema)
    for name in required_parameters(schema):
        if name in {names.dimensions, names.encoding_format}:
            problem = f"{file} requires {name!r}, of which the suite sends what it tries, or nothing"
            raise ContractError(problem, "take it out of required")
        if name not in sent:
            problem = f"{file} requires {name!r} and gives no value to send"
            raise ContractError(problem, f'list its values as properties.{name}.enum, or give one as "{SENT}" there')
    for name, value in sent.items():
        if not Draft202012Validator(schema["properties"][name]).is_valid(value):
            problem = f"{file} does not allow the value {value!r} that is sent of {name!r}"
            raise ContractError(problem, f"correct properties.{name}")


def _limits(model: Model, schema: Mapping[str, Any], names: Parameters) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is limited, by the table and by the schema."""
    properties = schema["properties"]
    texts = properties["input"]
    widths = properties.get(names.dimensions, False) or {}
    yield "max_items", model.max_items, next((row["maxItems"] for row in _lists(texts) if "maxItems" in row), None)
    yield "max_tokens", model.max_tokens, texts.get("x-max-tokens")
    if model.dimension_range is None:
        yield "dimensions", sorted(model.dimensions), sorted(widths.get("enum", ()))
    else:
        yield "dimensions", model.dimension_range, (widths.get("minimum"), widths.get("maximum"))
    yield "default_dimensions", model.default_dimensions, widths.get("default", model.default_dimensions)


def _lists(texts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the branches of an input schema that describe lists of strings."""
    for branch in texts.get("anyOf", [texts]):
        if branch.get("items", {}).get("type", "string") == "string":
            yield branch


def _refuse_unknown_cases(contract: Contract, found: Folder) -> None:
    """Make sure that policy and errors are told of cases and rules there are, and of parameters with listed values."""
    cases = (*ErrorCase, *POLICY_RULES)
    for rule in filter(listed_parameter, (*contract.policy, *contract.errors)):
        name = listed_parameter(rule)
        if rule not in contract.policy:
            raise ContractError(f"{found.file()}: errors.{rule!r} has no policy", f'write "{rule}" = "refuse" there')
        if name not in _listed_parameters(contract):
            problem = f"{found.file()}: {rule!r} is a rule of values of {name!r}, of which {_REQUEST} lists none"
            raise ContractError(problem, f"list them as properties.{name}.enum, or take the rule out")
    for case in (case for case in contract.errors if not listed_parameter(case)):
        if case not in cases:
            problem = f"{found.file()}: errors.{case} is neither a case nor a rule of the policy"
            raise ContractError(problem, f"use one of {', '.join(cases)}")


def _listed_parameters(contract: Contract) -> Iterator[str]:
    """Yield the parameters of which the requests of some model list the values."""
    for schema in narrowed(contract):
        yield from (name for name, part in schema["properties"].items() if isinstance(part, Mapping) and "enum" in part)


def _refuse_foreign_effects(contract: Contract, found: Folder) -> None:
    """Make sure that only a parameter of the vendor's own is said to be ignored, and no required one."""
    names = contract.parameters
    for schema in narrowed(contract):
        ignored = ignored_parameters(schema)
        if names.dimensions in ignored:
            problem = f"{found.file(_REQUEST)} says {NO_EFFECT} of {names.dimensions!r}"
            raise ContractError(problem, 'leave it out for that model, and write "dimensions.forbidden" = "ignore"')
        if wrong := ignored & {
            "model",
            "input",
            names.encoding_format,
            names.element_type,
            *schema.get("required", ()),
        }:
            problem = f"{found.file(_REQUEST)} says {NO_EFFECT} of {min(wrong)!r}, which is needed"
            raise ContractError(problem, f"take {NO_EFFECT} out there")


def _refuse_undescribed_parts(contract: Contract, found: Folder) -> None:
    """Make sure that error.json describes every part an envelope points to."""
    for shape in contract.envelopes:
        described = set(_places(contract.error_schema_of(shape)))
        for part in PARTS:
            place = shape.place(part)
            if place is not None and place not in described:
                problem = (
                    f"{found.file('error.json')} says nothing of {place or 'the body'}, the {part} of {shape.shape}"
                )
                raise ContractError(problem, f"describe it, or take {part} out of envelopes.{shape.shape}")


def _places(schema: Any, place: str = "") -> Iterator[str]:
    """Yield the pointers a schema describes: members, and the first item of lists."""
    if isinstance(schema, Mapping):
        yield place
        for name, part in schema.get("properties", {}).items():
            yield from _places(part, f"{place}/{name}")
        yield from _places(schema.get("items"), f"{place}/0")


def _said(value: Any) -> str:
    return "not given" if value is None or value == [] else repr(value)


def _refuse_invalid_example(example: Example, contract: Contract, found: Folder) -> None:
    """Make sure that every model's schema allows the worked example."""
    text = example.input if isinstance(example.input, str) else list(example.input)
    judge = Draft202012Validator(contract.request_schema)
    for model in contract.models:
        named = {"model": model.name} if "model" in contract.request_schema["properties"] else {}
        if not judge.is_valid({**named, "input": text, **sent_for(contract, model.name)}):
            problem = f"{found.file()}: example {example.id!r} is not valid for {model.name!r}"
            raise ContractError(problem, f"copy it from the source as it stands, or correct {_REQUEST}")
