"""What a probe plans from: a contract, one of its models, a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.contract.narrowing import narrow
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract, Model
from conformance.model.exchange import Request
from conformance.strategies.body import encode
from conformance.strategies.breakage import texts_in
from conformance.strategies.sentences import sentences

__all__ = ["Ground"]

Input = str | Sequence[str]

_SURELY_ALLOWED_ITEMS = 4
_SURELY_ALLOWED_CHARACTERS = 400
"""What any server takes: some allow ten texts in a request and no more, some 128 tokens in a text."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One model under one contract; ``first`` marks the model that also carries what concerns the target as a whole.

    ``examples`` is the number of random examples a probe draws with ``seed``.
    """

    contract: Contract
    model: Model
    schema: Mapping[str, Any]
    """The request schema, narrowed to the model."""
    seed: int
    examples: int
    first: bool
    other: str | None = None
    """Another model of the run, or None where there is only one."""
    burst: int = 8
    """How many requests may go out at the same moment."""

    @classmethod
    def of(cls, contract: Contract, model: str, *, seed: int, examples: int, **more: Any) -> Ground:
        """Return the ground for one model of a contract; ``more`` are the fields of the same names."""
        schema = narrow(contract.request_schema, model)
        return cls(contract, contract.model(model), schema, seed, examples, **more)

    def on(self, model: str) -> Ground:
        """Return the same ground for another model."""
        schema = narrow(self.contract.request_schema, model)
        return replace(self, model=self.contract.model(model), schema=schema)

    def offered(self, parameter: str) -> tuple[Any, ...]:
        """Return the values the schema lists for an optional parameter; none where it does not offer it."""
        schema = self.schema["properties"].get(parameter)
        return tuple(schema.get("enum", ())) if isinstance(schema, Mapping) else ()

    def request(self, text: Input, **parameters: Any) -> Request:
        """Return a request as the document shows it: model, input, then parameters."""
        given = text if isinstance(text, str) else list(text)
        return Request(encode({"model": self.model.name, "input": given, **parameters}), path=self.contract.path)

    @property
    def plain_text(self) -> str:
        """The document's first example of a single text, or an ordinary sentence."""
        shown = (example.input for example in self.contract.examples if isinstance(example.input, str))
        return next(shown, sentences(1)[0])

    @property
    def plain_body(self) -> dict[str, Any]:
        """The body of the plainest documented request: one ordinary text."""
        return {"model": self.model.name, "input": self.plain_text, **self.as_shown()}

    @property
    def plain(self) -> Request:
        """The plainest documented request, which is the control of many others."""
        return Request(encode(self.plain_body), path=self.contract.path)

    def as_shown(self) -> dict[str, Any]:
        """Return the parameters that the document's examples pass: the format float, where there are any."""
        shown = self.contract.examples and "float" in self.offered("encoding_format")
        return {"encoding_format": "float"} if shown else {}

    def policy(self, rule: str) -> Expect:
        """Return what the contract expects where a rule is broken; silence allows either."""
        return self.contract.policy.get(rule, Expect.EITHER)

    def valid(self, probe: str, aim: str, title: str, text: Input, **parameters: Any) -> Case:
        """Return a case for a documented request, controlled by the plainest one.

        Where the document names no limit, a long list and a long text may be refused as well.
        """
        request = self.request(text, **parameters)
        rule = self._limit_in_doubt(text)
        return Case(
            title=title,
            probe=probe,
            aim=aim,
            model=self.model.name,
            request=request,
            expect=self.policy(rule) if rule else Expect.ANSWER,
            rule=rule,
            texts=texts_in(text if isinstance(text, str) else list(text)),
            single=isinstance(text, str),
            dimensions=parameters.get("dimensions"),
            encoding=parameters.get("encoding_format"),
            control=None if request.key == self.plain.key else self.plain,
        )

    def _limit_in_doubt(self, text: Input) -> str:
        """Return the limit that a request may exceed where the document names none, or nothing."""
        texts = [text] if isinstance(text, str) else text
        if self.model.max_items is None and len(texts) > _SURELY_ALLOWED_ITEMS:
            return "input.maxItems"
        if self.model.max_tokens is None and max(map(len, texts), default=0) > _SURELY_ALLOWED_CHARACTERS:
            return "text.over-length"
        return ""
