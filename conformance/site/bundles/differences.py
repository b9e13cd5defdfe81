"""What results say otherwise than a replay of their evidence, each in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from conformance.site.bundles.replay import OF_A_REFERENCE, Replay

__all__ = ["differences", "reworded"]

_SECTIONS = (
    "clauses",
    "causes",
    "observations",
    "selection",
    "exchanges",
)
"""What else of a results document the evidence decides, in the order in which it is told."""
_OF_RESULT = ("id", "model", "verdict", "level", "findings", "found")
"""What a check found; at how many answers it looked for that may change with a version."""
_OF_TARGET = (
    "base_url",
    "contract",
    "contract_title",
    "contract_date",
    "contract_url",
    "contract_digest",
    "models",
    "embedded",
    "faults",
)


def differences(document: Mapping[str, Any], again: Replay) -> Iterator[str]:
    """Yield what a results document says otherwise than the evidence, each in one sentence.

    What is compared is data: how a version words it is told by ``reworded``.
    """
    said, found = _data_of(_by_key(document)), _data_of(_by_key(again.document))
    rows = [row for row in said["results"] if not row["id"].startswith(f"{OF_A_REFERENCE}.")]
    results = {(row["id"], row["model"]): row for row in found["results"]}
    for row in rows:
        yield from _difference(row, results.get((row["id"], row["model"])))
    if not _narrowed(document):
        judged = {(row["id"], row["model"]) for row in rows}
        for check, model in sorted(again.expected - judged, key=str):
            yield f"{_named(check, model)} is missing from a run that says it is whole"
    yield from _sections(said, found, whole=not again.document["replay"]["lacking"])


def reworded(document: Mapping[str, Any], again: Replay) -> bool:
    """Tell whether sentences of a document are others than this version makes of the same data."""
    said, found = _by_key(document), _by_key(again.document)
    return any(said.get(name) != found.get(name) for name in ("observations", "causes")) or any(
        [row[name] for row in said["results"]] != [row[name] for row in found["results"]]
        for name in ("title", "findings")
    )


def _difference(said: Mapping[str, Any], found: Mapping[str, Any] | None) -> Iterator[str]:
    name = _named(said["id"], said["model"])
    if found is None:
        yield f"{name} is no check that this version knows"
    elif said["verdict"] != found["verdict"]:
        yield f"{name}: the bundle says {said['verdict']}, the evidence {found['verdict']}"
    elif said["level"] != found["level"]:
        yield f"{name}: the bundle says {said['level']}, the contract {found['level']}"
    else:
        pairs = zip_longest(said["findings"], found["findings"])
        place = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), None)
        if place is not None or said.get("found") != found.get("found"):
            yield f"{name}: finding {place or 'counts'} of the bundle is not what the evidence shows"


def _sections(said: Mapping[str, Any], found: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    if said["run"]["verdict"] != found["run"]["verdict"]:
        yield f"the bundle says {said['run']['verdict']}, the evidence {found['run']['verdict']}"
    for name in _OF_TARGET[: -2 if "replay" in said else None]:  # a replay does not tell of the embedded service
        if said["target"].get(name) != found["target"].get(name):
            yield f"the {name} of the target is not what contract and evidence say"
    if whole and _drop_in(said) != _drop_in(found):
        yield "what the bundle says of clients of OpenAI is not what the evidence shows"
    for name in _SECTIONS if whole else ():
        if said.get(name) != found.get(name):
            yield f"the {name} of the bundle are not what the evidence shows"


def _drop_in(document: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return the verdict of the second layer, and what its checks found, in one order, which is that of workers."""
    layer = document.get("drop_in", {"verdict": "", "results": []})
    results = [{name: row.get(name) for name in _OF_RESULT} for row in layer["results"]]
    return layer["verdict"], sorted(results, key=lambda row: (row["id"], str(row["model"])))


def _narrowed(document: Mapping[str, Any]) -> bool:
    """Tell whether a run judged some checks alone, as it says itself, or was interrupted."""
    expression = f" {document['selection']['expression'] or ''}"
    return any(word in expression for word in (" -k ", " -m ")) or document["run"]["exit_status"] in {2, 4}


def _named(check: str, model: str | None) -> str:
    return f"{check} · {model}" if model else check


def _by_key(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document whose exchanges go by the keys of their requests, since names depend on who sent first."""
    keys = {name: row.get("key", name) for name, row in document["exchanges"].items()}
    named = {
        name: _renamed(document[name], keys) for name in ("results", "drop_in", "observations") if name in document
    }
    return {**document, **named, "exchanges": {keys[name]: row for name, row in document["exchanges"].items()}}


_OF_DATA = frozenset({"message", "expected", "observed"})
"""The sentences that are made of a kind and its values."""


def _data_of(value: Any) -> Any:
    """Return a value without the sentences that are made of data beside them."""
    if isinstance(value, Mapping):
        made = _OF_DATA if {"kind", "values"} <= value.keys() else frozenset()
        kept = (name for name in value if name not in made and f"{name}_data" not in value)
        return {name: _data_of(value[name]) for name in kept}
    return [_data_of(member) for member in value] if isinstance(value, list) else value


def _renamed(value: Any, keys: Mapping[str, str]) -> Any:
    """Return a value in which every name of an exchange is its key."""
    if isinstance(value, Mapping):
        return {
            name: keys.get(text, text) if name in {"exchange", "id"} and isinstance(text, str) else _renamed(text, keys)
            for name, text in value.items()
        }
    return [_renamed(member, keys) for member in value] if isinstance(value, list) else value
