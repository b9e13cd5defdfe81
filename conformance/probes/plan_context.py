"""What a probe plans from: a contract, one of its models, and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import ignored_parameters, sent_parameters
from conformance.generation.body import encode
from conformance.generation.negative_case import texts_in
from conformance.generation.sampling import is_of_token_ids, samples
from conformance.generation.sentences import sentences
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract, Model, Parameters
from conformance.model.exchange import Request
from conformance.model.message import Message
from conformance.model.options import PlanOptions
from conformance.model.rule import RuleId
from conformance.validation.schema import SchemaJudge

__all__ = ["ENOUGH", "SURELY_ALLOWED_CHARACTERS", "PlanContext"]

Input = str | Sequence[str]

_USUAL_DIMENSIONS = (256, 512, 1024)
"""The dimensions tried where every number of a range may be asked for."""
_READABLE_FORMATS = ("float", "base64", None)
"""The encoding formats whose vectors the checks can read; a contract may document others."""
_BYTES_OF_A_TOKEN = 2
ENOUGH = 25
"""So many texts show what a list can show: where thousands are allowed, as many are sent only once."""

_SURELY_ALLOWED_ITEMS = 4
SURELY_ALLOWED_CHARACTERS = 400
"""What any server takes: some allow no more than ten texts in a request, some no more than 128 tokens in a text."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """One model under one contract; ``first`` marks the model that also carries what concerns the target as a whole.

    ``options`` say how many random examples a probe draws, with which seed, and how many requests go out at once.
    """

    contract: Contract
    model: Model
    schema: Mapping[str, Any] = field(compare=False)
    """The request schema, narrowed to the model."""
    options: PlanOptions
    first: bool
    others: tuple[str, ...] = ()
    """The other models of the run, beginning with the next one."""

    @classmethod
    def of(cls, contract: Contract, model: str, *, options: PlanOptions, **fields: Any) -> PlanContext:
        """Return the context of one model of a contract; ``fields`` are further fields by their names."""
        schema = narrow(contract.request_schema, model)
        return cls(contract, contract.model(model), schema, options, **fields)

    def on(self, model: str) -> PlanContext:
        """Return the same context for another model."""
        schema = narrow(self.contract.request_schema, model)
        return replace(self, model=self.contract.model(model), schema=schema)

    @property
    def other(self) -> str | None:
        """The next model of the run, or None where there is only one."""
        return next(iter(self.others), None)

    @property
    def names(self) -> Parameters:
        """The names under which this vendor takes the usual parameters."""
        return self.contract.parameters

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The documented values of the parameter dimensions, in the schema's order; of a range the usual ones."""
        if self.model.dimension_range is None:
            return self._listed(self.names.dimensions)
        low, high = self.model.dimension_range
        return tuple(value for value in _USUAL_DIMENSIONS if low <= value <= high) or (high,)

    @property
    def extreme_dimensions(self) -> tuple[int, ...]:
        """The smallest and the largest dimensions of a range; none where the values are listed."""
        return tuple(value for value in self.model.dimension_range or () if value not in self.dimensions)

    @property
    def formats(self) -> tuple[str | None, ...]:
        """The documented encoding formats that the checks can read, in the schema's order."""
        listed = self._listed(self.names.encoding_format)
        return tuple(name for name in listed if name in _READABLE_FORMATS)

    @property
    def elements(self) -> tuple[dict[str, Any], ...]:
        """The parameters, by OpenAI's names where it has them, that ask for vectors of something else than floats."""
        contract, names = self.contract, self.names
        alone = [
            {usual: value}
            for usual, name in (("element_type", names.element_type), ("encoding_format", names.encoding_format))
            for value in (self._listed(name) if name else ())
            if contract.unusual_elements_asked({name: value}) is not None
        ]
        coded = "base64" in self.formats and bool(names.element_type)
        both = [{**row, "encoding_format": "base64"} for row in alone if coded and "element_type" in row]
        return (*alone, *both)

    def _listed(self, parameter: str) -> tuple[Any, ...]:
        schema = self.schema["properties"].get(parameter)
        return tuple(schema.get("enum", ())) if isinstance(schema, Mapping) else ()

    @property
    def drawn_schema(self) -> dict[str, Any]:
        """The schema to draw valid requests from: of this model, with moderate lists and readable formats."""
        named = {"model": {"const": self.model.name}} if self.model_in_body else {}
        properties = {**self.schema["properties"], **named}
        properties.pop(self.names.dimensions, None)
        if self.dimensions:
            properties[self.names.dimensions] = {"enum": [*self.dimensions]}
        if self.formats:
            properties[self.names.encoding_format] = {"enum": [*self.formats]}
        properties |= {name: {"const": value} for name, value in self.sent.items()}
        names = {"model", "input", self.names.dimensions, self.names.encoding_format, *self.sent}
        properties = {name: part for name, part in properties.items() if name in names}
        texts = [branch for branch in properties["input"].get("anyOf", ()) if not is_of_token_ids(branch)]
        if texts:
            properties["input"] = {"anyOf": texts}
        properties["input"] = _moderate(properties["input"])
        required = dict.fromkeys((*self.schema.get("required", ()), *self.sent))
        return {**self.schema, "properties": properties, "required": [*required]}

    @property
    def sent(self) -> dict[str, Any]:
        """The parameters that go out with every request, by the vendor's names."""
        return sent_parameters(self.schema)

    @property
    def further(self) -> tuple[tuple[str, Any], ...]:
        """The documented parameters beside the usual four, by name, each with every value listed or a plain one."""
        names = self.names
        documented = {"model", "input", names.dimensions, names.encoding_format, names.element_type}
        properties = self.schema["properties"].items()
        return tuple((name, value) for name, part in properties if name not in documented for value in samples(part))

    @property
    def ignored(self) -> frozenset[str]:
        """The documented parameters that change nothing, by the vendor's names."""
        return ignored_parameters(self.schema)

    def takes(self, value: Any) -> bool:
        """Tell whether the schema allows a value as the input."""
        return not SchemaJudge(self.schema["properties"]["input"]).violations(value)

    def surely_takes(self, *texts: str) -> bool:
        """Tell whether ordinary texts are within the documented tokens: no tokenizer in use needs one for two bytes."""
        limit = self.model.max_tokens
        return limit is None or all(len(text.encode()) <= _BYTES_OF_A_TOKEN * limit for text in texts)

    @property
    def takes_strings(self) -> bool:
        """Whether a single text may be sent as a string; else it goes as a list of one."""
        return _allows_strings(self.schema["properties"]["input"])

    def of_token_ids(self, probe: str, decided_by: str, title: Message, token_ids: Any) -> Case:
        """Return a case for a documented request whose input is token IDs."""
        body = {**self.plain_body, "input": token_ids}
        request = self.to_endpoint(encode(body))
        return Case(
            title,
            probe,
            decided_by,
            self.model.name,
            request,
            encoding=self.usual_parameters.get("encoding_format"),
            control=self.plain,
        )

    def body(self, text: Input, **parameters: Any) -> dict[str, Any]:
        """Return a body in the document's order: model, input, parameters; those are passed by their usual names."""
        if isinstance(text, str):
            input_: str | list[str] = text if self.takes_strings else [text]
        else:
            input_ = list(text)
        named = {"model": self.model.name} if self.model_in_body else {}
        return {**named, "input": input_, **self.sent, **self.names.on_the_wire(parameters)}

    @property
    def model_in_body(self) -> bool:
        """Whether a body names its model; where it does not, the path does."""
        return "model" in self.schema["properties"]

    def to_endpoint(self, body: bytes, model: str = "", **fields: Any) -> Request:
        """Return a request with a body to the endpoint of this model, or another; ``fields`` are further fields."""
        path = self.contract.route.to(model or self.model.name)
        return Request(body, path=path, key_place=self.contract.key_places[0], **fields)

    def request(self, text: Input, **parameters: Any) -> Request:
        """Return the request of such a body."""
        return self.to_endpoint(encode(self.body(text, **parameters)))

    @property
    def plain_text(self) -> str:
        """The document's first example of a single text, or an ordinary sentence."""
        examples = (example.input for example in self.contract.examples if isinstance(example.input, str))
        return next(examples, sentences(1)[0])

    @property
    def plain_body(self) -> dict[str, Any]:
        """The body of the plainest documented request: one ordinary text."""
        return self.body(self.plain_text, **self.usual_parameters)

    @property
    def plain(self) -> Request:
        """The plainest documented request, which is the control of many others."""
        return self.to_endpoint(encode(self.plain_body))

    @property
    def usual_parameters(self) -> dict[str, Any]:
        """The parameters that the document's examples pass: the format float, where there are any examples."""
        passed = self.contract.examples and "float" in self.formats
        return {"encoding_format": "float"} if passed else {}

    def policy(self, rule: str) -> Expect:
        """Return what the contract expects where a rule is violated; either, where it says nothing."""
        return self.contract.policy.get(rule, Expect.EITHER)

    def valid(self, probe: str, decided_by: str, title: Message, text: Input, **parameters: Any) -> Case:
        """Return a case for a documented request, controlled by the plainest one.

        Where the document names no limit, a long list and a long text may be refused as well.
        """
        request = self.request(text, **parameters)
        rule = self._limit_in_doubt(text)
        elements = self.contract.unusual_elements_asked(self.names.on_the_wire(parameters))
        return Case(
            title=title,
            probe=probe,
            decided_by=decided_by,
            model=self.model.name,
            request=request,
            expect=Expect.EITHER if rule else Expect.ANSWER,
            rule=rule,
            texts=texts_in(text if isinstance(text, str) else list(text)),
            single=isinstance(text, str) and self.takes_strings,
            dimensions=parameters.get("dimensions"),
            encoding=parameters.get("encoding_format"),
            control=None if request.key == self.plain.key else self.plain,
            elements=elements,
            varied=elements is not None,
        )

    def _limit_in_doubt(self, text: Input) -> str:
        """Return the limit that a request may exceed where the document names none, or nothing."""
        texts = [text] if isinstance(text, str) else text
        if self.model.max_items is None and len(texts) > _SURELY_ALLOWED_ITEMS:
            return RuleId.INPUT_MAX_ITEMS
        if self.model.max_tokens is None and max(map(len, texts), default=0) > SURELY_ALLOWED_CHARACTERS:
            return RuleId.TEXT_OVER_LENGTH
        return ""


def _allows_strings(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "string" or any(map(_allows_strings, schema.get("anyOf", ())))


def _moderate(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an input with its lists limited to a length that shows enough."""
    capped = {"maxItems": min(schema["maxItems"], ENOUGH)} if "maxItems" in schema else {}
    branches = {"anyOf": [_moderate(value) for value in schema["anyOf"]]} if "anyOf" in schema else {}
    return {**schema, **capped, **branches}
