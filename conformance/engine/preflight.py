"""What keeps a whole model, or the whole target, from being judged; seen at its first request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.answers.answer import Answer, AnswerKind
from conformance.model.exchange import Attempt, Failure

__all__ = ["PreflightFailure", "diagnose"]

USAGE, INCOMPLETE = 4, 10

_PAGE = 4096
"""Bytes of a page in which a server says that it was spoken to in the wrong way."""


@dataclass(frozen=True, slots=True)
class PreflightFailure:
    """One sentence with the remedy, and the exit status where every model is in trouble."""

    sentence: str
    exit_status: int


def diagnose(first: Answer, base_url: str, key_variable: str) -> PreflightFailure | None:
    """Diagnose the answer to a model's first and plainest request; None where judging can begin."""
    if first.exchange.unsent:
        return None  # it was never asked, and every verdict will say why
    if first.exchange.response is None:
        return PreflightFailure(
            f"{base_url} does not answer ({first.reason}): {_remedy(first.exchange.last)}", INCOMPLETE
        )
    return _misdirected(first, base_url) or _refused(first, key_variable)


def _misdirected(first: Answer, base_url: str) -> PreflightFailure | None:
    """Tell whether something answers, but no Embeddings endpoint."""
    if _wants_tls(first, base_url):
        secure = f"https{base_url.removeprefix('http')}"
        return PreflightFailure(f"the target speaks TLS, and {base_url} does not: give {secure}", USAGE)
    return (
        _not_found(first, base_url)
        if first.status in {404, 405} and first.kind is not AnswerKind.NOT_ATTRIBUTABLE
        else None
    )


def _refused(first: Answer, key_variable: str) -> PreflightFailure | None:
    """Tell whether the account or its key is refused."""
    if first.kind is AnswerKind.NOT_ATTRIBUTABLE:
        return PreflightFailure(f"nothing can be judged, {first.reason}: settle that with the vendor", INCOMPLETE)
    if first.status in {401, 403}:
        return PreflightFailure(
            f"the target refuses the key with {first.status}: set {key_variable} to a key that is valid there",
            INCOMPLETE,
        )
    return None


def _remedy(last: Attempt) -> str:
    """Say what helps against a failure to get any response."""
    if last.failure is Failure.TLS and "WRONG_VERSION_NUMBER" in last.detail:
        return "it does not speak TLS, so write http:// if that is meant"
    if last.failure is Failure.TLS:
        return "let SSL_CERT_FILE name the authority that signed its certificate, or take it unverified: --emb-insecure"
    if last.failure is Failure.PROXY:
        return "mend the proxy named by HTTPS_PROXY or HTTP_PROXY, or name the target in NO_PROXY"
    return "see that the base URL is right and the service runs"


def _wants_tls(first: Answer, base_url: str) -> bool:
    """Tell whether a plain request was sent where TLS is spoken: sent on to https, or told so by a usual server."""
    if not base_url.lower().startswith("http:"):
        return False
    there = urlsplit(first.response.header("location") or "")
    moved = 300 <= first.status < 400 and there.scheme == "https" and there.hostname == urlsplit(base_url).hostname
    return moved or (first.status == 400 and b"HTTPS port" in first.response.body[:_PAGE])


def _not_found(first: Answer, base_url: str) -> PreflightFailure:
    if _speaks_of_the_model(first):
        return PreflightFailure(
            f"the target does not know the model {first.case.model!r}: name one it serves with --emb-model", USAGE
        )
    path = first.case.request.path
    url = f"{base_url.rstrip('/')}{path}"
    return PreflightFailure(
        f"{url} answers {first.status}: give the base URL under which the target serves {path}", USAGE
    )


def _speaks_of_the_model(first: Answer) -> bool:
    told = first.parsed.value
    while isinstance(told, list | dict) and len(told) == 1:
        told = next(iter(told if isinstance(told, list) else told.values()))
    words: Collection[object] = told.values() if isinstance(told, dict) else [told]
    return any("model" in str(word).lower() for word in words)
