"""Records a reference: from a live target, from evidence, from results, or from a function of the user's."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from conformance.answers.embedding_space import VectorRow, space_of
from conformance.answers.held_against import measured_noise, reference_rows, token_counts
from conformance.answers.vector_row import cosine_distance
from conformance.contract.loading import load
from conformance.engine.liveness import Memory, Sender
from conformance.engine.offline_sender import OfflineSender
from conformance.engine.preflight import PreflightFailure
from conformance.engine.run import Run
from conformance.errors import UsageError
from conformance.generation.texts import ODD
from conformance.model.contract import Contract
from conformance.model.options import RunOptions
from conformance.model.reference import LONG_TEXT, Reference, ReferenceText, TextClass
from conformance.model.target import Target
from conformance.reference.asking import ask_reference
from conformance.results.view import ResultsView

__all__ = ["Embed", "RecordedReference", "from_evidence", "from_function", "from_results", "from_target", "of_users"]

Embed = Callable[[list[str]], Any]
"""Takes texts and returns a vector for each, as anything that numpy makes an array of."""

_MOST = 64
_MOST_OF_A_SORT = {TextClass.LONG: 8, TextClass.ODD: 8}
_FEWEST = 4
"""Fewer texts tell nothing of a model."""


@dataclass(frozen=True, slots=True)
class RecordedReference:
    """A reference, with how many of the texts that were asked for have no vector in it."""

    reference: Reference
    lost: int


def of_users(texts: Sequence[str]) -> tuple[ReferenceText, ...]:
    """Return texts of the user's as those of a reference."""
    return tuple(ReferenceText(text, _sort(text)) for text in texts)


def from_target(
    draft: Reference, contract: Contract, target: Target, *, sender: Sender, memory: Memory
) -> RecordedReference | PreflightFailure:
    """Ask a target for the texts of a draft, and return the draft with what came, or what kept it from being asked."""
    asked = ask_reference(draft, contract, target, sender=sender, memory=memory)
    if isinstance(asked, PreflightFailure):
        return asked
    rows = reference_rows(asked)
    vectors = {row.text: row.vector for row in reversed(rows)}
    counts = tuple(count for count in token_counts(asked) if set(count.texts) <= vectors.keys())
    return _recorded(replace(draft, counts=counts, noise=measured_noise(rows)), vectors)


def from_function(draft: Reference, embed: Embed) -> RecordedReference:
    """Record what a function gives; the texts go in one list, and once more in reverse, for its noise.

    Raises UsageError where it gives no vector for each.
    """
    texts = [entry.text for entry in draft.texts]
    vectors, again = _embedded(embed, texts), _embedded(embed, texts[::-1])[::-1]
    noise = max(cosine_distance(one, other) for one, other in zip(vectors, again, strict=True))
    return _recorded(replace(draft, noise=float(noise)), dict(zip(texts, vectors, strict=True)))


def _embedded(embed: Embed, texts: list[str]) -> list[Any]:
    rows = np.asarray(embed(texts), dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(texts):  # a row for each text
        raise UsageError(f"the function gave an array of {rows.shape} for {len(texts)} texts", "give a vector for each")
    return list(rows)


def from_evidence(draft: Reference, recorded: RunOptions, memory: Memory) -> RecordedReference:
    """Make a reference of the texts that a recorded run sent alone, and send nothing."""
    contract = load(recorded.contract)
    if draft.model not in recorded.models:
        raise UsageError(f"the evidence has no model {draft.model!r}", f"name one of {', '.join(recorded.models)}")
    target = Target(recorded.base_url, key_variable=recorded.key_variable)
    run = Run.of_everything(
        contract, target, recorded.models, sender=OfflineSender(), memory=memory, options=recorded.plan
    )
    try:
        space = space_of(run.collector.answers(draft.model))
    finally:
        run.close()
    rows = {row.text: row for row in space.own.values() if row.dimensions == draft.dimensions}
    texts = tuple(_chosen(rows))
    return _recorded(
        replace(draft, texts=texts, noise=space.noise.floor), {text: row.vector for text, row in rows.items()}
    )


def from_results(draft: Reference, view: ResultsView) -> RecordedReference:
    """Make a reference of the ordinary sentences whose vectors a results file holds."""
    measured = view.measurements
    row = _member(_member(measured, "sentinels"), draft.model)
    texts = [str(text) for text in row.get("texts", ())]
    if not texts:
        raise UsageError(f"the results hold no vectors of {draft.model!r}", "record from the evidence beside them")
    packed = np.frombuffer(_decoded(row), "<f4").reshape(len(texts), -1).astype(np.float64)
    noise = float(_member(_member(measured, "noise"), draft.model).get("floor", 0.0))
    return _recorded(replace(draft, texts=of_users(texts), noise=noise), dict(zip(texts, packed, strict=True)))


def _member(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, Mapping) else {}


def _decoded(row: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(row["vectors"], validate=True)
    except (KeyError, ValueError, TypeError):
        raise UsageError(
            "the results hold vectors that cannot be read", "record from the evidence beside them"
        ) from None


def _recorded(draft: Reference, vectors: Mapping[str, Any]) -> RecordedReference:
    """Give the texts of a draft their vectors; raises UsageError where too few have one of the usual width."""
    sizes = [len(vectors[entry.text]) for entry in draft.texts if _is_sound(vectors.get(entry.text))]
    width = max(set(sizes), key=sizes.count, default=0)
    texts = tuple(
        replace(entry, vector=tuple(np.asarray(vectors[entry.text], dtype=np.float32).tolist()))
        for entry in draft.texts
        if _is_sound(vectors.get(entry.text)) and len(vectors[entry.text]) == width
    )
    if len(texts) < _FEWEST:
        raise UsageError(
            f"only {len(texts)} of {len(draft.texts)} texts have a vector", f"give {_FEWEST} that have one"
        )
    return RecordedReference(replace(draft, texts=texts), len(draft.texts) - len(texts))


def _is_sound(vector: Any) -> bool:
    if vector is None:
        return False
    with np.errstate(all="ignore"):
        numbers = np.asarray(vector).astype(np.float32)
        return bool(numbers.size and np.isfinite(numbers).all() and numbers.any())


def _chosen(rows: Mapping[str, VectorRow]) -> Iterator[ReferenceText]:
    """Yield texts of each sort, up to as many as a reference has; nothing that a service may take for blank."""
    left = {TextClass.ORDINARY: _MOST - sum(_MOST_OF_A_SORT.values()), **_MOST_OF_A_SORT}
    for text in rows:
        sort = _sort(text)
        if left[sort] and any(char.isalnum() for char in text):
            left[sort] -= 1
            yield ReferenceText(text, sort)


_ODD_TEXTS = frozenset(text for texts in ODD.values() for text in texts)


def _sort(text: str) -> TextClass:
    if text in _ODD_TEXTS:
        return TextClass.ODD
    return TextClass.LONG if len(text) > LONG_TEXT else TextClass.ORDINARY
