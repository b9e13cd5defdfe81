"""Services whose limits, widths and error bodies are drawn: each is a contract that the reference service plays."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.discovery.toml import member_lines, table_lines
from conformance.locations import schemas_folder
from conformance.model.facts import Beyond

USUAL = (2048, 1536, 1024, 768, 512, 384, 256, 128, 64)
TEXT: dict[str, Any] = {"type": "string"}
PARTS: dict[str, dict[str, Any]] = {
    "nested": {"message": "/error/message", "type": "/error/type", "code": "/error/code"},
    "flat": {"message": "/message", "code": "/code"},
    "detail": {"message": "/detail"},
    "array": {"message": "/0/error/message", "code": "/0/error/code"},
    "string": {"message": ""},
    "empty": {},
}
BODIES: dict[str, dict[str, Any]] = {
    "nested": {"type": "object", "required": ["error"], "properties": {"error": {"properties": {}}}},
    "flat": {"type": "object", "properties": {}},
    "detail": {"type": "object", "required": ["detail"], "properties": {"detail": TEXT}},
    "array": {"type": "array", "items": {"type": "object", "properties": {"error": {"properties": {}}}}},
    "string": TEXT,
    "empty": {},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for one service, of one model."""

    model: str
    items: int
    tokens: int
    beyond: Beyond
    listed: tuple[int, ...]
    range: tuple[int, int] | None
    width: int
    base64: bool
    token_input: bool
    key: bool
    envelope: str
    status: int

    def write(self, folder: Path) -> str:
        """Write the contract into a folder and return its path."""
        basis = schemas_folder() / "openai-compatible"
        (folder / "contract.toml").write_text("\n".join(self._table()) + "\n", "utf-8")
        (folder / "response.json").write_bytes((basis / "response.json").read_bytes())
        for name, schema in (("request", self._request()), ("error", self._error())):
            headed = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
            (folder / f"{name}.json").write_text(json.dumps(headed), "utf-8")
        return str(folder)

    def _table(self) -> list[str]:
        widths: Any = {"min": self.range[0], "max": self.range[1]} if self.range else self.listed or None
        model = {
            "name": self.model,
            "max_items": self.items,
            "max_tokens": self.tokens,
            "dimensions": widths,
            "default_dimensions": self.width,
        }
        about = {"format": 1, "extends": "openai-compatible", "name": "drawn", "title": "Drawn", "date": "2026"}
        endpoint = {"auth": "required" if self.key else "none"}
        refused = ("input.maxItems", "dimensions.minimum", "dimensions.maximum", "dimensions.enum")
        over = "answer" if self.beyond is Beyond.CUT else "refuse"
        policy = {"text.over-length": over, **dict.fromkeys(refused, "refuse")}
        return [
            *member_lines({**about, "source": "A test", "any_model": False}),
            *table_lines("[endpoint]", endpoint),
            *table_lines("[[models]]", model),
            *table_lines("[policy]", policy),
            *table_lines(f"[envelopes.{self.envelope}]", PARTS[self.envelope]),
            *table_lines("[errors.parameter]", {"status": self.status}),
        ]

    def _request(self) -> dict[str, Any]:
        numbers = {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0}}
        texts = {"type": "array", "minItems": 1, "maxItems": self.items, "items": {"type": "string", "minLength": 1}}
        more = [numbers, {**numbers, "maxItems": self.items, "items": numbers}] if self.token_input else []
        forms = [{"type": "string", "minLength": 1}, texts, *more]
        return {
            "type": "object",
            "required": ["model", "input"],
            "properties": {
                "model": {"type": "string", "enum": [self.model]},
                "input": {"anyOf": forms, "x-max-tokens": self.tokens},
                "dimensions": self._dimensions(),
                "encoding_format": {"type": "string", "enum": ["float", *(["base64"] if self.base64 else [])]},
            },
        }

    def _dimensions(self) -> dict[str, Any] | bool:
        if self.range:
            return {"type": "integer", "minimum": self.range[0], "maximum": self.range[1], "default": self.width}
        return {"type": "integer", "enum": list(self.listed), "default": self.width} if self.listed else False

    def _error(self) -> dict[str, Any]:
        body = json.loads(json.dumps(BODIES[self.envelope]))
        holder = {"nested": lambda: body["properties"]["error"], "flat": lambda: body}
        holder["array"] = lambda: body["items"]["properties"]["error"]
        if self.envelope in holder:
            names = [place.rpartition("/")[2] for place in PARTS[self.envelope].values()]
            kinds = {name: {"type": ["string", "null"]} if name == "code" else TEXT for name in names}
            holder[self.envelope]().update({"type": "object", "required": names, "properties": kinds})
        return body


def drawn(seed: int) -> Drawn:
    """Draw a service: five seeds in a row have five shapes of errors, and three of them each kind of width."""
    draw = random.Random(seed)  # noqa: S311  # no secret is drawn
    shape = ("nested", "flat", "detail", "array", "empty")[seed % 5]
    width = draw.choice(USUAL[:6])
    smaller = [each for each in USUAL if each < width]
    kind = ("listed", "range", "none")[seed % 3]
    return Drawn(
        model=draw.choice(["acme/embed-large", "text-embed:1", "bge-m3"]),
        items=int(2 ** draw.uniform(2, 8)),
        tokens=int(2 ** draw.uniform(8, 13)),
        beyond=draw.choice([each for each in Beyond if each is not Beyond.FAILED]),
        listed=(width, *sorted(draw.sample(smaller, 2), reverse=True)) if kind == "listed" else (),
        range=(draw.choice([1, 16, 64]), width) if kind == "range" else None,
        width=width,
        base64=draw.random() < 0.5,
        token_input=draw.random() < 0.5,
        key=draw.random() < 0.5,
        envelope=shape,
        status=draw.choice([400, 422]),
    )
