"""The bytes that arrived in one attempt, and the response made of them: decoded and redacted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.client.decoding import decode
from conformance.client.redaction import Redactors
from conformance.model.exchange import Attempt, Failure, Headers, Response

__all__ = ["RawResponse"]

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, repr=False)
class RawResponse:
    """Headers and body as received, secrets included; it does not outlive its attempt and has no repr.

    ``status`` is 0 where no response began.
    """

    status: int = 0
    headers: Headers = ()
    body: bytes = b""
    http_version: str = ""
    failure: Failure | None = None
    detail: str = ""
    surplus: bytes | None = None
    continued: bool | None = None

    def failed(self, failure: Failure, detail: str, body: bytes = b"") -> RawResponse:
        """Return the same response with the failure that ended it."""
        return replace(self, failure=failure, detail=f"status {self.status}, {detail}", body=body)

    def attempt(self, started: float, seconds: float, redactors: Redactors, cap: int) -> Attempt:
        """Return the attempt, decoded and redacted; its body has at most ``cap`` bytes after decoding."""
        response = _decode_and_redact(self, redactors, cap)
        if isinstance(response, RawResponse):
            detail = redactors.redact_text(response.detail)[:_LONGEST_DETAIL]
            return Attempt(started, seconds, None, response.failure, detail)
        return Attempt(started, seconds, response, self.failure, redactors.redact_text(self.detail)[:_LONGEST_DETAIL])


def _decode_and_redact(raw_response: RawResponse, redactors: Redactors, cap: int) -> Response | RawResponse:
    """Return the response, or the raw response with its failure where there is none to judge."""
    if not raw_response.status or raw_response.failure not in {None, Failure.INCOMPLETE}:
        return raw_response
    coding = ",".join(value for name, value in raw_response.headers if name.lower() == "content-encoding")
    decoded = decode(raw_response.body, coding, cap)
    if decoded.too_large:
        return raw_response.failed(Failure.TOO_LARGE, f"more than {cap} bytes of body after decoding {coding}")
    body = raw_response.body if decoded.problem else decoded.body
    key = redactors.key
    clean = key.redact_prefix(body) if raw_response.failure else key.redact_bytes(body)
    if decoded.problem and redactors.redact_prefix(key.redact_prefix(decoded.body)) != decoded.body:
        # A compressed secret is still a secret: such a body is dropped.
        clean = key.placeholder.encode()
    headers = key.redact_headers(raw_response.headers)
    rest = None if raw_response.surplus is None else key.redact_prefix(raw_response.surplus)
    return Response(
        status=raw_response.status,
        headers=redactors.redact_extra_headers(headers),
        content=redactors.redact_prefix(clean),
        http_version=redactors.redact_text(raw_response.http_version),
        undecodable=redactors.redact_text(decoded.problem),
        redacted=clean != body or headers != raw_response.headers or rest != raw_response.surplus,
        surplus=None if rest is None else redactors.redact_prefix(rest),
        continued=raw_response.continued,
    )
