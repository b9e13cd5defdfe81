"""A contract from its folder: read, held against our schemas and against itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from conformance.contract import agreement, folder, suite_schema
from conformance.contract.completing import completed
from conformance.contract.folder import Folder
from conformance.contract.sent_parameters import SENT
from conformance.locations import schemas_folder
from conformance.model.case import Expect
from conformance.model.clause import Clause
from conformance.model.contract import (
    IGNORED,
    PROMPT_TOKENS,
    Auth,
    Contract,
    DocumentedError,
    Example,
    Excuse,
    Model,
    Parameters,
)
from conformance.model.elements import NAMED, Elements, ElementType
from conformance.model.envelope import NESTED, Envelope
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.rules import POLICY_RULES, RULES
from conformance.model.server_paths import ServerPaths
from conformance.model.shared_spaces import SharedSpaces
from conformance.model.verdict import Level

__all__ = ["contract_names", "load", "load_apart"]

contract_names = folder.contract_names


def load(name_or_path: str) -> Contract:
    """Return the contract of a known name, or of a folder with the four files of one.

    Raises ContractError, naming file, place and remedy, where the contract is unknown, cannot be read, breaks
    ``schemas/suite/contract.json`` or contradicts itself. Whether the checks it names exist is not asked here.
    """
    return _agreed(folder.read(folder.find(name_or_path)))


def load_apart(path: Path, bases: Sequence[Path]) -> Contract:
    """Return the contract of a folder that extends those given, whatever is known here. Raises ContractError likewise.

    The first is what it extends, the second what that extends.
    """
    return _agreed(folder.read(path, bases))


@lru_cache(maxsize=64)  # who asks for a contract again has its files read, and nothing held against schemas anew
def _agreed(found: Folder) -> Contract:
    suite_schema.refuse_broken("contract", found.table, found.file())
    agreement.refuse_bad_schemas(found)
    contract = _contract(found)
    agreement.refuse_contradictions(contract, found)
    return contract


def _contract(found: Folder) -> Contract:
    table, endpoint = found.table, found.table["endpoint"]
    request, response, error = (found.schemas[name] for name in folder.SCHEMAS)
    request = completed(request, table)
    parameters, elements = Parameters(**table.get("parameters", {})), _elements(table.get("elements", {}))
    return Contract(
        name=table["name"],
        title=table["title"],
        date=table["date"],
        source=table["source"],
        digest=found.digest,
        base_url=endpoint["base_url"],
        path=endpoint["path"],
        hosts=tuple(endpoint["hosts"]),
        auth=Auth(endpoint["auth"]),
        key_places=tuple(map(_key_place, _several(endpoint.get("key", ({},))))),
        query_names=tuple(endpoint.get("query", ())),
        key_variable=endpoint["key_variable"],
        server_paths=ServerPaths(*(endpoint.get(name, "") for name in ("models", "model", "version"))),
        models=tuple(_model(row) for row in table.get("models", ())),
        any_model=table["any_model"],
        languages=tuple(table.get("languages", ())),
        policy=_policy(table["policy"]),
        prompt_tokens=table.get("usage", {}).get(PROMPT_TOKENS, PROMPT_TOKENS),
        ignored=frozenset(rule for rule, word in table["policy"].items() if word == IGNORED),
        errors={case: _error(case, row) for case, row in table.get("errors", {}).items()},
        excuses=tuple(_excuse(row) for row in table.get("excuses", ())),
        examples=tuple(_example(row) for row in table.get("examples", ())),
        clauses=tuple(_clause(row) for row in table["clauses"]),
        request_schema=request,
        response_schema=response,
        error_schema=error,
        envelopes=tuple(_envelope(shape, row) for shape, row in table.get("envelopes", {}).items()) or (NESTED,),
        parameters=parameters,
        other_models=_model({"name": "", **table.get("other_models", {})}),
        elements=elements,
        default_elements=_default_elements(request, parameters, elements),
        shared_spaces=_shared_spaces(table.get("shared_spaces", {})),
        url=table.get("url", ""),
        currency=table.get("currency", ""),
        zh=_zh(table),
        filters=_filters(),
    )


@cache
def _filters() -> tuple[Excuse, ...]:
    """Return how content filters are known, whatever the contract."""
    file = schemas_folder() / "suite" / "filters.toml"
    return tuple(_excuse(row) for row in tomllib.loads(file.read_text("utf-8"))["excuses"])


def _policy(rows: Mapping[str, str]) -> dict[str, Expect]:
    """Fill in the rules a contract is silent about; what is ignored is answered."""
    silent = {rule: RULES[rule].policy or Expect.EITHER for rule in POLICY_RULES}
    return silent | {rule: Expect.ANSWER if word == IGNORED else Expect(word) for rule, word in rows.items()}


def _model(row: Mapping[str, Any]) -> Model:
    widths = row.get("dimensions", ())
    if isinstance(widths, Mapping):
        return Model(**{**row, "dimensions": (), "dimension_range": (widths["min"], widths["max"])})
    return Model(**{**row, "dimensions": tuple(widths)})


def _error(case: str, row: Mapping[str, Any]) -> DocumentedError:
    return DocumentedError(case, _several(row.get("status", ())), _several(row.get("code", ())))


def _elements(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Elements]:
    """Return what vectors are made of by the values that say so: those that vendors share, and the contract's own."""
    own = {value: Elements(**{**row, "type": ElementType(row["type"])}) for value, row in rows.items()}
    return {**NAMED, **own}


def _default_elements(
    request: Mapping[str, Any], parameters: Parameters, elements: Mapping[str, Elements]
) -> Elements | None:
    """Return what the request schema says that vectors are made of by default, or in every request; None: of floats."""
    parts = (request.get("properties", {}).get(name) for name in (parameters.element_type, parameters.encoding_format))
    defaults = (str(part.get(SENT, part.get("default"))) for part in parts if isinstance(part, Mapping))
    return next((elements[value] for value in defaults if value in elements), None)


def _shared_spaces(row: Mapping[str, Any]) -> SharedSpaces:
    return SharedSpaces(tuple(map(tuple, row.get("models", ()))), tuple(row.get("parameters", ())))


def _key_place(row: Mapping[str, str]) -> KeyPlace:
    """Return where a key goes: a header that is named has no scheme unless it names one, too."""
    if "query" in row:
        return KeyPlace("", "", row["query"])
    return KeyPlace(row["header"], row.get("scheme", "")) if "header" in row else BEARER


def _several(value: Any) -> tuple[Any, ...]:
    """Return one value, or the values of a list, as a tuple."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _envelope(shape: str, row: Mapping[str, Any]) -> Envelope:
    return Envelope(shape, **{**row, "statuses": tuple(row.get("statuses", ()))})


def _example(row: Mapping[str, Any]) -> Example:
    text = row["input"]
    input_ = text if isinstance(text, str) else tuple(text)
    return Example(row["id"], input_, row["locator"], row.get("model", ""), row.get("tokens"))


def _excuse(row: Mapping[str, Any]) -> Excuse:
    codes, statuses = tuple(row.get("codes", ())), tuple(row.get("statuses", ()))
    return Excuse(row["reason"], codes, statuses, _zh(row), of_text=row.get("about") == "text")


def _zh(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a table says in Chinese, by the names of its keys."""
    return tuple(row.get("zh", {}).items())


def _clause(row: Mapping[str, Any]) -> Clause:
    return Clause(
        id=row["id"],
        level=Level(row["level"]),
        statement=row["statement"],
        locator=row["locator"],
        checks=tuple(row.get("checks", ())),
        untestable=row.get("untestable", ""),
        models=tuple(row.get("models", ())),
        drop_in=Level(row["drop_in"]) if "drop_in" in row else None,
        zh=_zh(row),
    )
