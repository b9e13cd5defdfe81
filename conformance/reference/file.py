"""The file of a reference: small enough to be committed, read only as it was written (schemas/suite/reference.json)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from conformance.contract.suite_schema import refuse_broken
from conformance.errors import UsageError
from conformance.generation.reference_texts import from_recipe
from conformance.model.reference import NumberFormat, Reference, ReferenceText, TextClass, TokenCount, WordRecipe

__all__ = ["read_reference", "read_texts", "to_json"]


_TYPES = {NumberFormat.FLOAT32: "<f4", NumberFormat.FLOAT16: "<f2"}


def to_json(reference: Reference, numbers: NumberFormat = NumberFormat.FLOAT32) -> str:
    """Return a reference as its file holds it. Raises UsageError where the format cannot hold its numbers."""
    place = {entry.text: at for at, entry in enumerate(reference.texts)}
    with np.errstate(over="ignore"):
        packed = np.array([entry.vector for entry in reference.texts]).astype(_TYPES[numbers])
    if not np.isfinite(packed).all():
        raise UsageError(f"{numbers} cannot hold the numbers of these vectors", "leave --precision out")
    document = {
        "format": 1,
        "tool": reference.tool,
        "source": reference.source,
        "date": reference.date,
        "contract": reference.contract,
        "model": reference.model,
        "dimensions": reference.dimensions,
        "width": reference.width,
        "noise": reference.noise,
        "precision": str(numbers),
        "texts": [_text_row(entry) for entry in reference.texts],
        "vectors": base64.b64encode(packed.tobytes()).decode(),
        "tokens": [
            {"texts": [place[text] for text in count.texts], "tokens": count.tokens}
            for count in reference.counts
            if all(text in place for text in count.texts)
        ],
    }
    return json.dumps({**document, "digest": _digest(document)}, ensure_ascii=False, indent=1) + "\n"


def read_reference(path: Path) -> Reference:
    """Read a reference. Raises UsageError where the file cannot be read, is none, or was changed by hand."""
    document = _parsed(path)
    refuse_broken("reference", document, path)
    if _digest({name: value for name, value in document.items() if name != "digest"}) != document["digest"]:
        raise UsageError(
            f"{path} was changed since it was recorded", "record it again: embedding-conformance reference record"
        )
    texts = [_text_of(row) for row in document["texts"]]
    vectors = _vectors(document, path)
    if any(at >= len(texts) for count in document["tokens"] for at in count["texts"]):
        raise UsageError(f"{path} counts tokens of texts it does not hold", "record it again")
    return Reference(
        model=document["model"],
        texts=tuple(
            ReferenceText(text.text, text.sort, tuple(vector), text.recipe)
            for text, vector in zip(texts, vectors, strict=True)
        ),
        counts=tuple(
            TokenCount(tuple(texts[at].text for at in count["texts"]), count["tokens"]) for count in document["tokens"]
        ),
        noise=float(document["noise"]),
        dimensions=document["dimensions"],
        contract=document["contract"],
        source=document["source"],
        date=document["date"],
        tool=document["tool"],
        digest=document["digest"],
    )


def read_texts(path: Path) -> tuple[str, ...]:
    """Read texts of the user's: one a line, or in a file of JSON Lines strings or objects with ``text``; each once.

    Raises UsageError where the file cannot be read, holds none, or a line of JSON is something else.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the texts in {path} cannot be read ({error})", "give a file of UTF-8, one text a line"
        ) from None
    of_json = path.suffix in {".jsonl", ".ndjson"}
    found = [_text_in(line, path, at) if of_json else line for at, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise UsageError(f"{path} holds no text", "write one text a line")
    return tuple(dict.fromkeys(found))


def _text_in(line: str, path: Path, at: int) -> str:
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    text = value.get("text") if isinstance(value, Mapping) else value
    if not isinstance(text, str) or not text:
        raise UsageError(f"line {at} of {path} is no text", 'write a JSON string, or an object with "text"')
    return text


def _parsed(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"the reference {path} cannot be read ({error.strerror})", "give the file of a reference"
        ) from None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise UsageError(f"{path} is no reference", "make one with embedding-conformance reference record")
    return document


def _text_row(text: ReferenceText) -> dict[str, Any]:
    if text.recipe is not None:
        return {"sort": str(text.sort), "words": text.recipe.words, "salt": text.recipe.salt}
    return {"sort": str(text.sort), "text": text.text}


def _text_of(row: Mapping[str, Any]) -> ReferenceText:
    if "words" in row:
        return from_recipe(WordRecipe(row["words"], row["salt"]))
    return ReferenceText(row["text"], TextClass(row["sort"]))


def _vectors(document: Mapping[str, Any], path: Path) -> Sequence[Sequence[float]]:
    numbers = _TYPES[NumberFormat(document["precision"])]
    try:
        packed = np.frombuffer(base64.b64decode(document["vectors"], validate=True), numbers)
        rows: list[list[float]] = packed.reshape(len(document["texts"]), document["width"]).astype(float).tolist()
    except ValueError:
        raise UsageError(f"{path} has other vectors than texts", "record it again") from None
    return rows


def _digest(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
