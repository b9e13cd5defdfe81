"""What keeps a whole model, or the whole target, from being judged; seen at its first request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from conformance.checks.answer import Answer, Kind

__all__ = ["Trouble", "trouble_of"]

USAGE, INCOMPLETE = 4, 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """One sentence with the remedy, and the exit status where every model is in trouble."""

    sentence: str
    exit_status: int


def trouble_of(first: Answer, base_url: str, key_variable: str) -> Trouble | None:
    """Diagnose the answer to a model's first and plainest request; None where judging can begin."""
    if first.exchange.response is None:
        return Trouble(
            f"{base_url} does not answer ({first.reason}): see that the base URL is right and the service runs",
            INCOMPLETE,
        )
    if first.kind is Kind.EXCUSED:
        return Trouble(f"nothing can be judged, {first.reason}: settle that with the vendor", INCOMPLETE)
    if first.status in {401, 403}:
        return Trouble(
            f"the target refuses the key with {first.status}: set {key_variable} to a key that is valid there",
            INCOMPLETE,
        )
    if first.status in {404, 405}:
        return _not_found(first, base_url)
    return None


def _not_found(first: Answer, base_url: str) -> Trouble:
    if _speaks_of_the_model(first):
        return Trouble(
            f"the target does not know the model {first.case.model!r}: name one it serves with --emb-model", USAGE
        )
    path = f"{base_url.rstrip('/')}{first.case.request.path}"
    return Trouble(f"{path} answers {first.status}: give the base URL without the last part of the path", USAGE)


def _speaks_of_the_model(first: Answer) -> bool:
    error = first.body.get("error")
    told: Collection[object] = error.values() if isinstance(error, dict) else first.body.values()
    return any("model" in str(word).lower() for word in told)
