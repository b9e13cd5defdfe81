"""A strict service for the tests of a client: it misbehaves on demand and judges the requests that it receives."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from types import TracebackType
from typing import Any, Self

from conformance.clients.driving.command import client_environment
from conformance.clients.recordings.served_exchanges import exchanges_of
from conformance.clients.requests.client_call import calls
from conformance.clients.requests.requirement import known_rules
from conformance.clients.requests.requirement_results import judge
from conformance.contract.folder import find
from conformance.contract.loading import load
from conformance.model.contract import Contract
from conformance.model.result import Result
from conformance.model.verdict import Verdict
from conformance.reports.sanitising import one_line
from conformance.service import Received, Service
from conformance.service.served import Served

__all__ = ["ClientService"]

_VIOLATING = frozenset({Verdict.FAIL, Verdict.ADVICE})


class ClientService:
    """The reference service of one contract, for one test; raises ContractError for an unknown contract."""

    key = "sk-reference"

    def __init__(self, contract: str) -> None:
        self._contract = _contract(contract)
        self._served: list[Served] = []
        self._service = Service(str(find(contract).resolve()), record=self._served.append)
        self._behaviours: tuple[str, ...] = ()
        self._allowed: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ClientService({self._contract.name!r}, {len(self._served)} requests)"

    def __enter__(self) -> Self:
        self._service.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._service.__exit__(kind, error, trace)

    @property
    def base_url(self) -> str:
        """The base URL for a client."""
        return self._service.base_url

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables in which clients find the service and its key; those already set are left out."""
        present = dict(os.environ)
        wanted = client_environment(self.base_url, self.key, self._contract.key_variable, present)
        return {name: value for name, value in wanted.items() if present.get(name) != value}

    @property
    def requests(self) -> list[Received]:
        """Every request received so far, oldest first."""
        return self._service.received

    def vectors(self, texts: Sequence[str], model: str, dimensions: int | None = None) -> Any:
        """Return the correct vectors of texts: an (n, d) float32 array, one row a text."""
        return self._service.vectors(texts, model, dimensions)

    def fault(self, name: str) -> None:
        """Show a behaviour from the next request on, in addition to earlier ones.

        The name is that of a fault, an oddity or a transient such as ``rate-limit-once``. Raises ValueError, which
        names the nearest, for any other.
        """
        self._service.behave(*self._behaviours, name)
        self._behaviours = (*self._behaviours, name)

    oddity = fault

    def sound(self) -> None:
        """Behave correctly again from the next request on."""
        self._behaviours = ()
        self._service.behave()

    def allow(self, *rules: str) -> None:
        """Permit violations of rules such as ``model.enum`` in this test; raises UsageError for an unknown rule."""
        self._allowed = (*self._allowed, *known_rules(rules, self._contract))

    def results(self) -> list[Result]:
        """Return the result of every requirement for the requests so far."""
        exchanges = exchanges_of(tuple(self._served), self.base_url, self.key, self._contract.key_places)
        return list(judge(self._contract, list(calls(self._contract, exchanges)), self._allowed))

    def describe_violations(self) -> str:
        """Return a line for each violated requirement, or an empty text."""
        violating = [result for result in self.results() if result.verdict in _VIOLATING]
        return "\n".join(["sent something undocumented:", *map(_line, violating)]) if violating else ""


@cache
def _contract(name: str) -> Contract:
    return load(name)


def _line(result: Result) -> str:
    finding = result.findings[0]
    clauses = ", ".join(result.clauses)
    more = f" ({result.found} times)" if result.found > 1 else ""
    description = f"{finding.message}{more}; expected {finding.expected}; observed {finding.observed} [{clauses}]"
    if finding.rule:
        description += f"; if it is meant: emb_service.allow({finding.rule!r})"
    return one_line(f"  {result.check}: {description}")
