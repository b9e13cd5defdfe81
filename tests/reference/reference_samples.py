"""References of the reference service, and checks against it, over real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import httpx

from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.evidence.store import Store
from conformance.generation.reference_texts import reference_texts
from conformance.model.reference import Reference
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target
from conformance.reference.asking import Checked, check_reference
from conformance.reference.recording import RecordedReference, from_target
from conformance.service import Service

__all__ = ["KEY", "MODEL", "checked", "recorded"]

KEY = "sk-reference"
MODEL = "text-embedding-v3"
_LIMITS = ClientLimits(timeout=30.0, attempts=3, longest_wait=0.05)


@cache
def recorded(model: str = MODEL, contract: str = "dashscope", oddities: tuple[str, ...] = ()) -> RecordedReference:
    """Return what the service gives, recorded once."""
    terms = load(contract)
    with Service(contract, oddities=oddities, key=KEY, seed=11) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=_LIMITS)
        texts = reference_texts(terms.model(model).max_tokens)
        draft = Reference(model, texts, contract=contract, source="a test", date="2026-11-28", tool="a test")
        with Client(target) as client:
            found = from_target(draft, terms, target, sender=client, memory=Store(None))
    assert isinstance(found, RecordedReference)
    return found


def checked(
    reference: Reference,
    *,
    faults: Sequence[str] = (),
    oddities: Sequence[str] = (),
    seed: int = 1,
    contract: str = "dashscope",
    before: int = 0,
) -> Checked:
    """Hold the service against a reference, after it has answered some other requests."""
    with Service(contract, faults=faults, oddities=oddities, key=KEY, seed=seed) as service:
        target = Target(service.base_url, Secret(KEY), client_limits=_LIMITS)
        plain = {"model": reference.model, "input": "a text"}
        for _ in range(before):
            httpx.post(f"{service.base_url}/embeddings", json=plain, headers={"Authorization": f"Bearer {KEY}"})
        with Client(target) as client:
            found = check_reference(reference, load(contract), target, sender=client, memory=Store(None))
        assert len(service.received) == before + (found.requests if isinstance(found, Checked) else 0)
    assert isinstance(found, Checked)
    return found
