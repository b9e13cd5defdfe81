"""What a request may violate: the names of the rules, and what is known of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.case import Expect
from conformance.model.finding import FindingKind
from conformance.model.message import Template

__all__ = ["ErrorCase", "Rule", "RuleId", "Subject", "slug", "subject_of"]

_CAPITAL = re.compile(r"[A-Z]")


class Subject(StrEnum):
    """What a rule speaks of: the part of its id before the first dot."""

    ENDPOINT = "endpoint"
    AUTH = "auth"
    HEADERS = "headers"
    BODY = "body"
    MODEL = "model"
    INPUT = "input"
    DIMENSIONS = "dimensions"
    ENCODING_FORMAT = "encoding_format"
    TEXT = "text"
    """The texts themselves: the user's, not the client's."""
    RETRY = "retry"


class ErrorCase(StrEnum):
    """The error responses a contract may document under ``[errors.…]``, beside those of single rules."""

    WRONG_KEY = "wrong-key"
    MISSING_KEY = "missing-key"
    UNKNOWN_MODEL = "unknown-model"
    PARAMETER = "parameter"
    """Any other, where it is not about the key."""


class RuleId(StrEnum):
    """The permanent names of all rules; contracts write them in their policy, and clients in ``--intended``."""

    ENDPOINT_PATH = "endpoint.path"
    ENDPOINT_METHOD = "endpoint.method"
    AUTH_MISSING = "auth.missing"
    AUTH_MISPLACED = "auth.misplaced"
    AUTH_BLANK = "auth.blank"
    AUTH_MALFORMED = "auth.malformed"
    AUTH_BOGUS = "auth.bogus"
    HEADERS_CONTENT_TYPE = "headers.content-type"
    HEADERS_ACCEPT = "headers.accept"
    BODY_JSON = "body.json"
    BODY_LENIENT = "body.lenient"
    BODY_OBJECT = "body.object"
    BODY_EMPTY = "body.empty"
    MODEL_REQUIRED = "model.required"
    MODEL_TYPE = "model.type"
    MODEL_ENUM = "model.enum"
    INPUT_REQUIRED = "input.required"
    INPUT_STRING = "input.string"
    INPUT_TYPE = "input.type"
    INPUT_ITEMS_TYPE = "input.items.type"
    INPUT_NULL = "input.null"
    INPUT_MAX_ITEMS = "input.maxItems"
    INPUT_TOTAL = "input.total"
    INPUT_MIN_ITEMS = "input.minItems"
    INPUT_MIN_LENGTH = "input.minLength"
    DIMENSIONS_ENUM = "dimensions.enum"
    DIMENSIONS_TYPE = "dimensions.type"
    DIMENSIONS_MINIMUM = "dimensions.minimum"
    DIMENSIONS_MAXIMUM = "dimensions.maximum"
    DIMENSIONS_FORBIDDEN = "dimensions.forbidden"
    DIMENSIONS_NULL = "dimensions.null"
    DIMENSIONS_NUMERIC_STRING = "dimensions.numeric-string"
    ENCODING_FORMAT_ENUM = "encoding_format.enum"
    ENCODING_FORMAT_TYPE = "encoding_format.type"
    ENCODING_FORMAT_NULL = "encoding_format.null"
    ENCODING_FORMAT_BASE64 = "encoding_format.base64"
    UNKNOWN_PARAMETER = "unknown-parameter"
    PARAMETER_REQUIRED = "parameter.required"
    PARAMETER_ENUM = "parameter.enum"
    """What is known of the values of any parameter that only some vendor has; its policy names it, as ``task.enum``."""
    CALL_PLAIN = "call.plain"
    QUERY_REQUIRED = "query.required"
    TEXT_BLANK = "text.blank"
    TEXT_ODD = "text.odd"
    TEXT_SURROGATE = "text.surrogate"
    TEXT_OVER_LENGTH = "text.over-length"
    RETRY_EARLY = "retry.early"
    RETRY_BLIND = "retry.blind"


@dataclass(frozen=True, slots=True)
class Rule:
    """All that is known of one rule; its sentences are templates."""

    id: RuleId
    statement: Template
    """What holds where nobody violates it."""
    request: Template
    """How a request that violates it is called, as in «a request without a model»."""
    violation: FindingKind | None
    """What is found in a client's request that violates it; None where no client is blamed for it."""
    check: str
    """The check that decides on the answer to such a request; empty where none does."""
    policy: Expect | None
    """What a contract expects that says nothing of it; None where no policy speaks of it."""
    error_cases: tuple[ErrorCase, ...]
    """The cases under which its error response may be documented, beside its own name; the most particular first."""
    of_the_target: bool
    """Whether it means the same with every model, so that it is tried with one."""


def subject_of(rule: str) -> str:
    """Return what a rule speaks of; a rule of any other parameter begins with that parameter's name."""
    return rule.partition(".")[0]


def slug(rule: str) -> str:
    """Return a rule's name in lower-case words joined by dashes: a part of the ids of its templates."""
    return _CAPITAL.sub(lambda capital: f"-{capital[0].lower()}", rule).replace(".", "-").replace("_", "-")
