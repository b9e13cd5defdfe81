"""The file of a reference of the reference service, for runs that are held against it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from suite_runs import V1

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.evidence.store import Store
from conformance.generation.reference_texts import reference_texts
from conformance.model.reference import Reference
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.reference.file import to_json
from conformance.reference.recording import RecordedReference, from_target
from conformance.service import Service

__all__ = ["reference_file"]

_KEY = "sk-reference"


@cache
def _recorded() -> Reference:
    contract = load("dashscope")
    draft = Reference(
        V1, reference_texts(contract.model(V1).max_tokens), source="a test", date="2026-11-28", tool="a test"
    )
    with Service("dashscope", key=_KEY) as service:
        target = Target(service.base_url, Secret(_KEY))
        with Client(target) as client:
            recorded = from_target(draft, contract, target, sender=client, memory=Store(None))
    assert isinstance(recorded, RecordedReference)
    return recorded.reference


def reference_file(folder: Path, model: str = V1) -> str:
    """Write a reference into a folder, under the name of a model, and return the name of the file."""
    (folder / "reference.json").write_text(to_json(_recorded().of(model)), "utf-8")
    return "reference.json"
