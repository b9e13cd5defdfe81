"""What came over the wire in one attempt, and the response made of it: decoded, and without secrets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.client.decoding import decode
from conformance.client.redaction import Redactors
from conformance.model.exchange import Attempt, Failure, Headers, Response

__all__ = ["Reception"]

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, repr=False)
class Reception:
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

    def ended(self, failure: Failure, detail: str, body: bytes = b"") -> Reception:
        """Return the same response with the reason why it went no further."""
        return replace(self, failure=failure, detail=f"status {self.status}, {detail}", body=body)

    def attempt(self, started: float, seconds: float, redactors: Redactors, cap: int) -> Attempt:
        """Return the attempt for the record; its body has at most ``cap`` bytes after decoding."""
        opened = _opened(self, redactors, cap)
        if isinstance(opened, Reception):
            detail = redactors.text(opened.detail)[:_LONGEST_DETAIL]
            return Attempt(started, seconds, None, opened.failure, detail)
        return Attempt(started, seconds, opened, self.failure, redactors.text(self.detail)[:_LONGEST_DETAIL])


def _opened(reception: Reception, redactors: Redactors, cap: int) -> Response | Reception:
    """Return the response, or the reception with its failure where there is none to judge."""
    if not reception.status or reception.failure not in {None, Failure.INCOMPLETE}:
        return reception
    coding = ",".join(value for name, value in reception.headers if name.lower() == "content-encoding")
    decoded = decode(reception.body, coding, cap)
    if decoded.too_large:
        return reception.ended(Failure.TOO_LARGE, f"more than {cap} bytes of body after decoding {coding}")
    body = reception.body if decoded.problem else decoded.body
    key = redactors.key
    clean = key.torn(body) if reception.failure else key.data(body)
    hidden = redactors.torn(key.torn(decoded.body))
    if decoded.problem and hidden != decoded.body:
        # A secret is one in compressed form too: such a body is not kept.
        clean = key.placeholder.encode()
    headers = key.headers(reception.headers)
    rest = None if reception.surplus is None else key.torn(reception.surplus)
    return Response(
        status=reception.status,
        headers=redactors.but_the_key(headers),
        content=redactors.torn(clean),
        http_version=redactors.text(reception.http_version),
        undecodable=redactors.text(decoded.problem),
        redacted=clean != body or headers != reception.headers or rest != reception.surplus,
        surplus=None if rest is None else redactors.torn(rest),
    )
