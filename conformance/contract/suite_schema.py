"""The schemas of our own files, and the sentence that says where a file breaks one.

A subschema may carry ``x-remedy``: what a person is to do where that subschema is broken.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import relevance

from conformance.errors import ContractError
from conformance.locations import schemas_folder
from conformance.model.excerpt import excerpt

__all__ = ["read", "refuse_broken"]

_LONGEST = 240
"""Characters of what is wrong: a file may be a stranger's, and what breaks its schema as long as he likes."""


@cache
def read(name: str) -> Mapping[str, Any]:
    """Return the schema of one of our own files: contract, results, exchange, bundle, waivers or vocabulary."""
    schema: Mapping[str, Any] = json.loads((schemas_folder() / "suite" / f"{name}.json").read_text("utf-8"))
    return schema


def refuse_broken(name: str, instance: Any, file: object) -> None:
    """Raise ContractError for the most telling place where a file's content breaks the schema of that name."""
    error = max(Draft202012Validator(read(name)).iter_errors(instance), key=relevance, default=None)
    if error is not None:
        problem = f"{file}: {excerpt(_place(error.absolute_path, instance) + _problem(error), _LONGEST)}"
        raise ContractError(problem, _remedy(error) or f"mend it as schemas/suite/{name}.json describes")


def _place(path: Iterable[str | int], instance: Any) -> str:
    """Write a path as a person finds it: list items by their id or name, else by their number from 1."""
    place = ""
    for step in path:
        instance = instance[step]
        if isinstance(step, int):
            place += f" {_label(instance) or step + 1}"
        else:
            place += f"{'.' if place else ''}{step}"
    return f"{place}: " if place else ""


def _label(item: Any) -> str:
    if not isinstance(item, Mapping):
        return ""
    return next((repr(item[key]) for key in ("id", "name") if isinstance(item.get(key), str)), "")


def _problem(error: Any) -> str:
    match error.validator:
        case "additionalProperties":
            return f"unknown key {_strangers(error)[0]!r}"
        case "required":
            return f"key {_missing(error)!r} is missing"
        case "enum":
            return f"{error.instance!r} is not known here"
        case "oneOf" | "anyOf":
            keys = [key for branch in error.validator_value for key in branch.get("required", ())]
            present = [key for key in keys if isinstance(error.instance, Mapping) and key in error.instance]
            if keys:
                return f"has both {' and '.join(present)}" if present else f"has neither {' nor '.join(keys)}"
    return str(error.message)


def _remedy(error: Any) -> str:
    if isinstance(error.schema, Mapping) and "x-remedy" in error.schema:
        return str(error.schema["x-remedy"])
    match error.validator:
        case "additionalProperties":
            return _nearest(_strangers(error)[0], error.schema["properties"])
        case "required":
            return f"add {_missing(error)} = …"
        case "enum":
            return f"use one of {', '.join(map(str, error.validator_value))}"
    return ""


def _strangers(error: Any) -> list[str]:
    return [key for key in error.instance if key not in error.schema["properties"]]


def _missing(error: Any) -> str:
    return str(next(key for key in error.validator_value if key not in error.instance))


def _nearest(key: str, keys: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(keys), n=1)
    return f"did you mean {near[0]!r}?" if near else "take it out, or correct its name"
