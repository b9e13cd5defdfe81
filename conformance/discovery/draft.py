"""The facts of a survey, written as a contract in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from conformance.contract.folder import INLINE, SCHEMAS
from conformance.contract.loading import load
from conformance.discovery.request_schema import common_elements, request_schema
from conformance.discovery.toml import member_lines, table_lines, text_lines
from conformance.errors import UsageError
from conformance.inference.service_facts import Learned
from conformance.model.case import Expect
from conformance.model.clause import Clause
from conformance.model.contract import OBSERVED, PROMPT_TOKENS, Contract
from conformance.model.elements import NAMED, elements_named
from conformance.model.facts import Bracket, Facts, Offer
from conformance.model.key_place import BEARER, KeyPlace
from conformance.model.rule import RuleId

__all__ = ["BASIS", "ContractDraft"]

BASIS = "openai-compatible"
"""The contract that stands in for whatever was not seen."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract to be written; ``date`` is a day as ISO 8601 has it."""

    base_url: str
    date: str
    source: str
    facts: tuple[Facts, ...]
    learned: Learned
    clauses: tuple[Clause, ...]
    sent: Mapping[str, Any] = field(default_factory=dict)
    """The parameters that went out with every request."""
    key_place: KeyPlace = BEARER
    path: str = "/embeddings"
    """The endpoint's, with the query that went behind it."""
    notes: tuple[str, ...] = ()
    """Lines that stand above the table, for those who read the file."""

    def write(self, file: Path) -> Contract:
        """Write the file and return what it holds; raises UsageError where it cannot be written."""
        lines = [*self._table(), "", f"[{INLINE}]"]
        for name, schema in zip(SCHEMAS, self._schemas(), strict=True):
            part = name.removesuffix(".json")
            lines += text_lines(part, self._headed(part, schema))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{file} cannot be written ({error.strerror})", "give another path with -o") from error
        return load(str(file.resolve()))

    def _schemas(self) -> Iterator[Mapping[str, Any]]:
        basis = load(BASIS)
        # Of several, a call without any of them does not tell which one was wanted.
        wanted = len(self.sent) == 1 and self.learned.policy.get(RuleId.CALL_PLAIN) == Expect.REFUSE
        yield request_schema(self.facts, self.sent, sent_required=wanted)
        yield self.learned.response_schema or basis.response_schema
        shapes = self.learned.error_responses.schemas
        if len(shapes) > 1:
            yield {"$defs": shapes}
        else:
            yield next(iter(shapes.values()), {} if self.learned.error_responses.envelopes else basis.error_schema)

    def _headed(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        own = {"$id": f"urn:embedding-conformance:observed:{name}", "title": f"{name} as observed on {self.date}"}
        return {"$schema": _DIALECT, **own, **{key: part for key, part in schema.items() if key not in _HEAD}}

    def _table(self) -> Iterator[str]:
        basis = load(BASIS)
        yield from (f"# {note}".rstrip() for note in self.notes)
        yield from member_lines(
            {
                "format": 1,
                "name": OBSERVED,
                "title": f"{self.base_url}, as observed",
                "date": self.date,
                "source": self.source,
                "any_model": False,
            }
        )
        yield from table_lines("[endpoint]", self._endpoint(basis))
        offer = common_elements(self.facts)
        if offer is not None and offer.parameter != "encoding_format":
            yield from table_lines("[parameters]", {"element_type": offer.parameter})
        own = {value: elements_named(value) for value in offer.values if value not in NAMED} if offer else {}
        rows = {value: {"type": one.type, "base64": one.base64} for value, one in own.items() if one is not None}
        yield from table_lines("[elements]", rows) if rows else ()
        if self.learned.prompt_tokens != PROMPT_TOKENS:
            yield from table_lines("[usage]", {"prompt_tokens": self.learned.prompt_tokens})
        for model in self.facts:
            yield from table_lines("[[models]]", _model(model))
        yield from table_lines("[policy]", self.learned.policy)
        for envelope in self.learned.error_responses.envelopes:
            row = {key: value for key, value in asdict(envelope).items() if key != "shape" and value not in (None, ())}
            yield from table_lines(f"[envelopes.{envelope.shape}]", row)
        for case, error in self.learned.error_responses.errors.items():
            yield from table_lines(f"[errors.{case}]", error)
        for excuse in basis.excuses:
            row = {
                "reason": excuse.reason,
                "zh": dict(excuse.zh) or None,
                "codes": excuse.codes or None,
                "statuses": excuse.statuses or None,
            }
            yield from table_lines("[[excuses]]", row)
        for clause in self.clauses:
            yield from table_lines("[[clauses]]", _clause(clause))

    def _endpoint(self, basis: Contract) -> dict[str, Any]:
        return {
            "base_url": self.base_url,
            "path": self.path,
            "hosts": [],
            "auth": self.learned.auth,
            "key": None
            if self.key_place == BEARER
            else {name: at for name, at in asdict(self.key_place).items() if at},
            "key_variable": basis.key_variable,
        }


_HEAD = frozenset({"$schema", "$id", "title"})


def _model(facts: Facts) -> dict[str, Any]:
    widths = facts.widths
    row: dict[str, Any] = {
        "name": facts.model,
        "max_items": _limit(facts.items),
        "max_tokens": _limit(facts.tokens),
        "default_dimensions": facts.width,
    }
    if widths is not None and widths.offer is Offer.HONOURED:
        low, high = widths.range or (0, 0)
        row["dimensions"] = {"min": low, "max": high} if widths.range else widths.listed
    return row


def _limit(found: Bracket | None) -> int | None:
    return None if found is None or found.beyond is None else found.answered


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "level": clause.level,
        "statement": clause.statement,
        "locator": clause.locator,
        "checks": clause.checks or None,
        "untestable": clause.untestable or None,
        "zh": dict(clause.zh) or None,
        "models": clause.models or None,
    }
