"""What a request carries above its body: the key, as the credential asks, and our own few headers."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from conformance.errors import TargetError
from conformance.model.exchange import BOGUS_KEY, Credential, Headers, Request
from conformance.model.target import Target

__all__ = ["check_key", "outgoing", "shown"]


def check_key(target: Target) -> None:
    """Raise TargetError when the key holds what a header cannot carry (RFC 9110, section 5.5)."""
    key = target.key.reveal() if target.key else "-"
    if not key or not all("!" <= character <= "~" for character in key):
        raise TargetError(
            f"The key in {target.key_variable} is empty or holds spaces, line ends or characters outside ASCII",
            f"set {target.key_variable} to the bare key, without quotes and without a line end",
        )


def outgoing(request: Request, target: Target) -> Headers:
    """Return the headers to send, the key among them; a header of the request replaces ours of the same name.

    The target's extra headers come last, but for those the request has of its own.
    """
    own = (
        *_authorization(request.credential, target.key.reveal() if target.key else None),
        ("Accept", "application/json"),
        # Only codings that can be removed under a cap of our own.
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", f"embedding-conformance/{_version()}"),
    )
    given = {name.lower() for name, _ in request.headers}
    extra = tuple((each.name, each.value.reveal()) for each in target.headers if each.name.lower() not in given)
    taken = given | {name.lower() for name, _ in extra}
    return (*(header for header in own if header[0].lower() not in taken), *request.headers, *extra)


def shown(headers: Headers, request: Request, target: Target) -> Headers:
    """Return headers as sent, for eyes: variables stand where the key and the values of extra headers were."""
    extra = {(each.name, each.value.reveal()): f"${each.variable}" for each in target.headers}
    headers = tuple((name, extra.get((name, value), value)) for name, value in headers)
    if request.credential is not Credential.VALID or target.key is None:
        return headers
    key = target.key.reveal()
    return tuple((name, value.replace(f"Bearer {key}", f"Bearer ${target.key_variable}")) for name, value in headers)


def _authorization(credential: Credential, key: str | None) -> Headers:
    if credential is Credential.MISSING or (credential is Credential.VALID and key is None):
        return ()
    values = {
        Credential.VALID: f"Bearer {key}",
        Credential.BOGUS: f"Bearer {BOGUS_KEY}",
        # White space at the end of a value is not part of it (RFC 9110, section 5.5), and h11 sends none.
        Credential.BLANK: "Bearer",
        Credential.MALFORMED: BOGUS_KEY,
    }
    return (("Authorization", values[credential]),)


@cache
def _version() -> str:
    # The metadata is a file of mail headers, which takes longer to read than a request to send.
    try:
        return version("embedding-conformance")
    except PackageNotFoundError:
        return "dev"
