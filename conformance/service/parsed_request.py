"""A request on its way in: parsed as far as it can be, not yet judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.service.served_contract import ServedContract, ServedModel
from conformance.service.state import ABSENT, Received, RequestSlot, ServiceState

__all__ = ["ABSENT", "ParsedRequest", "parse", "token_lists"]


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A request before validation; ``rules`` are the names of the rules it will be held to."""

    received: Received
    served_contract: ServedContract
    state: ServiceState
    request_slot: RequestSlot
    rules: frozenset[str]
    payload: Any
    """The parsed body; ABSENT where it cannot be parsed."""

    @property
    def body(self) -> Mapping[str, Any]:
        """The body as a mapping, empty where it is none."""
        return self.payload if isinstance(self.payload, dict) else {}

    @property
    def model(self) -> ServedModel | None:
        """The model asked for, or None where there is no such model."""
        return self.served_contract.model(self.asked("model"))

    @property
    def texts(self) -> tuple[str, ...]:
        """The strings of the input, as far as there are any."""
        value = self.asked("input")
        values = value if isinstance(value, list) else [value]
        return tuple(item for item in values if isinstance(item, str))

    @property
    def token(self) -> str | None:
        """The bearer token presented, or None where there is no well-formed one."""
        scheme, _, token = (self.received.header("authorization") or "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def asked(self, name: str) -> Any:
        """Return a parameter by OpenAI's name for it, or ABSENT."""
        return self.body.get(self.served_contract.names.get(name, name), ABSENT)

    def without(self, *rules: str) -> ParsedRequest:
        """Return the draft held to fewer rules."""
        return replace(self, rules=self.rules - set(rules))

    def held_to(self, *rules: str) -> ParsedRequest:
        """Return the draft held to more rules."""
        return replace(self, rules=self.rules | set(rules))

    def saying(self, **members: Any) -> ParsedRequest:
        """Return the draft with parameters replaced, by OpenAI's names for them; ABSENT takes one away."""
        merged = {**self.body, **{self.served_contract.names.get(name, name): value for name, value in members.items()}}
        return replace(self, payload={name: value for name, value in merged.items() if value is not ABSENT})


def parse(body: bytes) -> Any:
    """Parse a request body; ABSENT where it is not JSON."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return ABSENT


def token_lists(value: Any) -> list[list[int]]:
    """Return the lists of token numbers an input holds, one for each text; none where it is anything else."""
    lists = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    good = all(isinstance(each, list) and each and all(type(token) is int for token in each) for each in lists)
    return lists if good else []
