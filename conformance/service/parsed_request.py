"""A request before validation: parsed as far as possible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.service.key_form import KeyForm, model_in
from conformance.service.served_contract import ServedContract, ServedModel
from conformance.service.state import ABSENT, Received, RequestSlot, ServiceState

__all__ = ["ABSENT", "ParsedRequest", "parse", "token_lists"]


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A request before validation; ``rules`` are the names of the rules that it must satisfy."""

    received: Received
    served_contract: ServedContract
    state: ServiceState
    request_slot: RequestSlot
    rules: frozenset[str]
    payload: Any
    """The parsed body; ABSENT where it cannot be parsed."""

    @property
    def body(self) -> Mapping[str, Any]:
        """The body as a mapping; empty where it is not an object."""
        return self.payload if isinstance(self.payload, dict) else {}

    @property
    def model(self) -> ServedModel | None:
        """The requested model, or None where there is no such model."""
        return self.served_contract.model(self.asked("model"))

    @property
    def texts(self) -> tuple[str, ...]:
        """The strings of the input."""
        value = self.asked("input")
        values = value if isinstance(value, list) else [value]
        return tuple(item for item in values if isinstance(item, str))

    @property
    def token(self) -> str | None:
        """The key that the request carries, or None where it carries no well-formed one."""
        keys = [form.key(value) for form, value in self.key_values]
        return next((key for key in keys if key is not None), None)

    @property
    def key_values(self) -> list[tuple[KeyForm, str]]:
        """What stands where keys belong, with the form that it should have."""
        values = [(form, form.value(self.received)) for form in self.served_contract.keys]
        return [(form, value) for form, value in values if value is not None]

    def asked(self, name: str) -> Any:
        """Return a parameter by OpenAI's name, or ABSENT; the model that the path names stands for one in the body."""
        if name == "model" and "{model}" in self.served_contract.endpoint and name not in self.body:
            template = self.served_contract.base_path + self.served_contract.endpoint
            return model_in(self.received.path, template) or ABSENT
        return self.body.get(self.served_contract.names.get(name, name), ABSENT)

    def without_rules(self, *rules: str) -> ParsedRequest:
        """Return the request without these rules."""
        return replace(self, rules=self.rules - set(rules))

    def with_rules(self, *rules: str) -> ParsedRequest:
        """Return the request with these rules added."""
        return replace(self, rules=self.rules | set(rules))

    def with_parameters(self, **members: Any) -> ParsedRequest:
        """Return the request with parameters replaced, by OpenAI's names; ABSENT removes one."""
        merged = {**self.body, **{self.served_contract.names.get(name, name): value for name, value in members.items()}}
        return replace(self, payload={name: value for name, value in merged.items() if value is not ABSENT})


def parse(body: bytes) -> Any:
    """Parse a request body; ABSENT where it is not JSON."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return ABSENT


def token_lists(value: Any) -> list[list[int]]:
    """Return the lists of token IDs an input holds, one for each text; an empty list for any other input."""
    lists = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    good = all(isinstance(ids, list) and ids and all(type(token) is int for token in ids) for ids in lists)
    return lists if good else []
