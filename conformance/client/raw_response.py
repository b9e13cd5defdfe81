"""What came over the wire in one attempt, and the response made of it: decoded, and without secrets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.client.decoding import decode
from conformance.client.redaction import Redactors
from conformance.model.exchange import Attempt, Failure, Headers, Response

__all__ = ["RawResponse"]

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, repr=False)
class RawResponse:
    """Headers and body as they came, secrets and all; it does not outlive its attempt and never prints itself.

    ``status`` is 0 where no response began.
    """

    status: int = 0
    headers: Headers = ()
    body: bytes = b""
    http_version: str = ""
    failure: Failure | None = None
    detail: str = ""
    surplus: bytes | None = None

    def ended(self, failure: Failure, detail: str, body: bytes = b"") -> RawResponse:
        """Return the same response with the reason why it went no further."""
        return replace(self, failure=failure, detail=f"status {self.status}, {detail}", body=body)

    def attempt(self, started: float, seconds: float, redactors: Redactors, cap: int) -> Attempt:
        """Return the attempt for the record; its body has at most ``cap`` bytes after decoding."""
        opened = _opened(self, redactors, cap)
        if isinstance(opened, RawResponse):
            detail = redactors.text(opened.detail)[:_LONGEST_DETAIL]
            return Attempt(started, seconds, None, opened.failure, detail)
        return Attempt(started, seconds, opened, self.failure, redactors.text(self.detail)[:_LONGEST_DETAIL])


def _opened(raw_response: RawResponse, redactors: Redactors, cap: int) -> Response | RawResponse:
    """Return the response, or the reception with its failure where there is none to judge."""
    if not raw_response.status or raw_response.failure not in {None, Failure.INCOMPLETE}:
        return raw_response
    coding = ",".join(value for name, value in raw_response.headers if name.lower() == "content-encoding")
    decoded = decode(raw_response.body, coding, cap)
    if decoded.too_large:
        return raw_response.ended(Failure.TOO_LARGE, f"more than {cap} bytes of body after decoding {coding}")
    body = raw_response.body if decoded.problem else decoded.body
    key = redactors.key
    clean = key.torn(body) if raw_response.failure else key.data(body)
    hidden = redactors.torn(key.torn(decoded.body))
    if decoded.problem and hidden != decoded.body:
        # A secret is one in compressed form too: such a body is not kept.
        clean = key.placeholder.encode()
    headers = key.headers(raw_response.headers)
    rest = None if raw_response.surplus is None else key.torn(raw_response.surplus)
    return Response(
        status=raw_response.status,
        headers=redactors.but_the_key(headers),
        content=redactors.torn(clean),
        http_version=redactors.text(raw_response.http_version),
        undecodable=redactors.text(decoded.problem),
        redacted=clean != body or headers != raw_response.headers or rest != raw_response.surplus,
        surplus=None if rest is None else redactors.torn(rest),
    )
