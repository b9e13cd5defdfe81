"""What one vendor documents at one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.model.case import Expect
from conformance.model.clause import Clause
from conformance.model.verdict import Level, strongest

__all__ = ["Auth", "Contract", "DocumentedError", "Example", "Excuse", "Model"]


class Auth(StrEnum):
    """Whether the endpoint wants a key."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Model:
    """One model and its documented limits; None where the document gives none."""

    name: str
    max_items: int | None = None
    max_tokens: int | None = None
    dimensions: tuple[int, ...] = ()
    """The widths a caller may ask for; empty where the parameter is not documented for this model."""
    default_dimensions: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of the document, its input verbatim."""

    id: str
    input: str | tuple[str, ...]
    locator: str = ""


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """What the document says of one kind of refusal; None where it is silent."""

    case: str
    status: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Excuse:
    """A refusal by the account or the content filter: it says nothing of conformance."""

    reason: str
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole contract. Schemas are JSON Schema 2020-12 documents as loaded, not to be changed."""

    name: str
    title: str
    date: str
    source: str
    digest: str
    base_url: str
    path: str
    hosts: tuple[str, ...]
    auth: Auth
    key_variable: str
    models: tuple[Model, ...]
    any_model: bool
    policy: Mapping[str, Expect]
    errors: Mapping[str, DocumentedError]
    excuses: tuple[Excuse, ...]
    examples: tuple[Example, ...]
    clauses: tuple[Clause, ...]
    request_schema: Mapping[str, Any]
    response_schema: Mapping[str, Any]
    error_schema: Mapping[str, Any]
    languages: tuple[str, ...] = ()
    """The languages the document claims (ISO 639 codes)."""

    def clauses_of(self, check: str, model: str | None = None) -> tuple[Clause, ...]:
        """Return the clauses a check judges for a model (None: any); none where the contract says nothing of it."""
        return tuple(clause for clause in self.clauses if check in clause.checks and clause.concerns(model))

    def level_of(self, check: str, model: str | None = None) -> Level | None:
        """Return the strongest level among the clauses a check judges for a model (None: any), or None."""
        return strongest(clause.level for clause in self.clauses_of(check, model))

    def model(self, name: str) -> Model:
        """Return a model's limits; a contract for any model knows nothing of its limits."""
        return next((model for model in self.models if model.name == name), Model(name))
