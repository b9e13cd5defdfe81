"""What one vendor documents at one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from conformance.model.case import Expect
from conformance.model.clause import Clause
from conformance.model.elements import Elements
from conformance.model.envelope import NESTED, Envelope
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.message import Message
from conformance.model.reference import Reference
from conformance.model.route import Route
from conformance.model.rules import error_cases_of
from conformance.model.script import is_mostly_latin
from conformance.model.server_paths import ServerPaths
from conformance.model.shared_spaces import SharedSpaces
from conformance.model.verdict import Level, strongest
from conformance.model.words import words

__all__ = [
    "ANY_MODEL",
    "IGNORED",
    "OBSERVED",
    "PROMPT_TOKENS",
    "Auth",
    "Code",
    "Contract",
    "DocumentedError",
    "Example",
    "Excuse",
    "Model",
    "Parameters",
]

ANY_MODEL = "any-model"
"""The name of a model where a contract lists none, and any will do."""

OBSERVED = "observed"
"""The name of a contract that nobody wrote down: what a service was seen to do on a day."""

IGNORED = "ignore"
"""The word of a policy for what is answered as if what violates the rule were not there."""

PROMPT_TOKENS = "prompt_tokens"
"""OpenAI's name for how many tokens an answer counts of its input."""

Code = str | int


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
    """The most tokens of one text."""
    max_request_tokens: int | None = None
    """The most tokens of all texts of a request together."""
    max_request_characters: int | None = None
    """The most characters of all texts of a request together."""
    max_request_bytes: int | None = None
    """The most bytes of all texts of a request together, in UTF-8."""
    dimensions: tuple[int, ...] = ()
    """The widths a caller may ask for, where the document lists them."""
    dimension_range: tuple[int, int] | None = None
    """The smallest and the largest width, where every one between may be asked for."""
    default_dimensions: int | None = None
    price: float | None = None
    """Of a million input tokens, in the contract's currency."""

    def offers(self, width: int) -> bool:
        """Tell whether a width may be asked for."""
        low, high = self.dimension_range or (1, 0)
        return width in self.dimensions or low <= width <= high


@dataclass(frozen=True, slots=True)
class Parameters:
    """The names under which a vendor takes the parameters that OpenAI calls ``dimensions`` and ``encoding_format``.

    ``element_type`` is that of a parameter for what vectors are made of, which OpenAI does not have, or empty.
    """

    dimensions: str = "dimensions"
    encoding_format: str = "encoding_format"
    element_type: str = ""

    def on_the_wire(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return parameters by the vendor's names, given by OpenAI's."""
        return {getattr(self, name, name): value for name, value in parameters.items()}

    def in_usual_names(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of a body by OpenAI's names, given by the vendor's."""
        names = {self.dimensions: "dimensions", self.encoding_format: "encoding_format"}
        names |= {self.element_type: "element_type"} if self.element_type else {}
        return {names.get(name, name): value for name, value in body.items()}


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of the document, its input verbatim."""

    id: str
    input: str | tuple[str, ...]
    locator: str = ""
    model: str = ""
    """The model that the document called with it, where it says what came of it."""
    tokens: int | None = None
    """The tokens that it says the model counted."""


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """What the document says of one kind of refusal: any of some statuses and codes; none where it is silent."""

    case: str
    statuses: tuple[int, ...] = ()
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Excuse:
    """A refusal by the account or the content filter: it says nothing of conformance."""

    reason: str
    codes: tuple[Code, ...] = ()
    statuses: tuple[int, ...] = ()
    zh: tuple[tuple[str, str], ...] = ()
    """Its reason in Chinese, where the contract gives it."""
    of_text: bool = False
    """Whether it is the text that is refused, so that another may be answered."""

    @property
    def reason_message(self) -> Message:
        """The reason, in each language the contract has it in."""
        return words(self.reason, dict(self.zh).get("reason", ""))


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
    """What is expected where a rule is violated; of parameters that only this vendor has, by rules as ``task.enum``."""
    errors: Mapping[str, DocumentedError]
    excuses: tuple[Excuse, ...]
    examples: tuple[Example, ...]
    clauses: tuple[Clause, ...]
    request_schema: Mapping[str, Any]
    response_schema: Mapping[str, Any]
    error_schema: Mapping[str, Any]
    prompt_tokens: str = PROMPT_TOKENS
    """The name under which ``usage`` counts what OpenAI calls prompt_tokens."""
    ignored: frozenset[str] = frozenset()
    """The rules whose violation is answered as if what violates them were not there."""
    languages: tuple[str, ...] = ()
    """The languages the document claims (ISO 639 codes)."""
    envelopes: tuple[Envelope, ...] = (NESTED,)
    """The shapes of an error's body."""
    parameters: Parameters = field(default_factory=Parameters)
    other_models: Model = field(default_factory=lambda: Model(""))
    """The limits of models that are not listed, where any may be called."""
    key_places: tuple[KeyPlace, ...] = (BEARER,)
    """Where a request may carry its key; the suite's own carry it in the first."""
    elements: Mapping[str, Elements] = field(default_factory=dict)
    """What vectors are made of, by the values of the parameters for encoding and type of elements."""
    default_elements: Elements | None = None
    """What they are made of where nothing is asked for, if not of floats."""
    query_names: tuple[str, ...] = ()
    """The parameters that the query of a call may have beside those of the path."""
    url: str = ""
    """The address of the source, or empty."""
    server_paths: ServerPaths = field(default_factory=ServerPaths)
    """Where the server tells of its models and of itself, as far as that is documented."""
    currency: str = ""
    """That of the models' prices (ISO 4217), or empty."""
    zh: tuple[tuple[str, str], ...] = ()
    """Its title in Chinese, where it gives it."""
    filters: tuple[Excuse, ...] = ()
    """The error responses by which content filters are known, whatever the contract."""
    shared_spaces: SharedSpaces = field(default_factory=SharedSpaces)
    """Whose vectors it calls comparable: those of which models, and with which parameters."""
    reference: Reference | None = None
    """The vectors that a model is held against besides, with clauses of their own among the others; else None."""

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def route(self) -> Route:
        """The way to the endpoint; a key in the query is no parameter of its own."""
        keys = tuple(place.query for place in self.key_places if place.query)
        return Route(self.path, (*self.query_names, *keys))

    def with_usual_counts(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the body of an answer whose ``usage`` counts by OpenAI's names."""
        usage, own = body.get("usage"), self.prompt_tokens
        if own == PROMPT_TOKENS or not isinstance(usage, Mapping):
            return body
        return {**body, "usage": {PROMPT_TOKENS if name == own else name: count for name, count in usage.items()}}

    def usual_place(self, location: str) -> str:
        """Return where something stands in an answer that counts by OpenAI's names."""
        return f"/usage/{PROMPT_TOKENS}" if location == f"/usage/{self.prompt_tokens}" else location

    def elements_asked(self, parameters: Mapping[str, Any]) -> Elements | None:
        """Return what parameters, by the vendor's names, ask vectors to be made of; None: of floats."""
        names = self.parameters
        coding, kind = (parameters.get(name) for name in (names.encoding_format, names.element_type))
        asked = next((self.elements[value] for value in map(str, (kind, coding)) if value in self.elements), None)
        return replace(asked, base64=True) if asked is not None and coding == "base64" else asked

    def unusual_elements_asked(self, parameters: Mapping[str, Any]) -> Elements | None:
        """Return the same where it is not what vectors are made of anyway; else None."""
        asked = self.elements_asked(parameters)
        return None if asked == self.default_elements else asked

    def claims(self, text: str) -> bool:
        """Tell whether the document claims the language of a text; English needs no claim, and it is told by script."""
        return is_mostly_latin(text) or "zh" in self.languages

    def names_language(self, language: str) -> bool:
        """Tell whether the document claims a language, by its ISO 639 code; English needs no claim."""
        return language in {"en", *self.languages}

    @property
    def names_a_filter(self) -> bool:
        """Whether the document says how a content filter refuses a text."""
        return any(excuse.of_text for excuse in self.excuses)

    def clauses_of(self, check: str, model: str | None = None) -> tuple[Clause, ...]:
        """Return the clauses a check judges for a model (None: any); none where the contract says nothing of it."""
        return tuple(clause for clause in self.clauses if check in clause.checks and clause.concerns(model))

    def level_of(self, check: str, model: str | None = None) -> Level | None:
        """Return the strongest level among the clauses a check judges for a model (None: any), or None."""
        return strongest(clause.level for clause in self.clauses_of(check, model))

    def model(self, name: str) -> Model:
        """Return a model's limits; those of a model that is not listed are what the contract says of any other."""
        listed = next((model for model in self.models if model.name == name), None)
        return replace(self.other_models, name=name) if listed is None else listed

    def names_host(self, host: str) -> bool:
        """Tell whether a host is one of the vendor's; a name that begins with ``*.`` stands for any one label there."""
        label, _, domain = host.partition(".")
        return host in self.hosts or (bool(label) and f"*.{domain}" in self.hosts)

    def error_for(self, rule: str) -> DocumentedError | None:
        """Return what is documented of the error response to a violated rule, the most particular first, or None."""
        return next((self.errors[case] for case in (rule, *error_cases_of(rule)) if case in self.errors), None)

    def error_schema_of(self, envelope: Envelope) -> Mapping[str, Any]:
        """Return the schema of a body of one shape: that of its name under ``$defs``, or the whole."""
        shapes = self.error_schema.get("$defs", {})
        return {**shapes[envelope.shape], "$defs": shapes} if envelope.shape in shapes else self.error_schema

    def envelope_of(self, status: int, body: Any) -> Envelope | None:
        """Return the shape a refusal's parsed body has, of those for its status or for any, or None."""
        named = [shape for shape in self.envelopes if status in shape.statuses]
        general = [shape for shape in self.envelopes if not shape.statuses]
        return next((shape for shape in (*named, *general) if shape.fits(body)), None)

    def envelopes_for(self, status: int) -> tuple[Envelope, ...]:
        """Return the shapes documented for a status."""
        named = tuple(shape for shape in self.envelopes if status in shape.statuses)
        return named or tuple(shape for shape in self.envelopes if not shape.statuses)
