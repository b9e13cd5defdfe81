"""A file of recorded traffic, whatever its form: exchanges below one base URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from conformance.clients.recordings.captured_request import CapturedRequest, numbered
from conformance.clients.recordings.har import is_har, read_har
from conformance.errors import UsageError
from conformance.evidence import store
from conformance.model.contract import Contract
from conformance.model.exchange import Credential, Exchange
from conformance.model.key_place import KeyPlace
from conformance.model.route import Route

__all__ = ["Recording", "read"]

_FORMS = "a HAR file, or evidence written by this tool"


@dataclass(frozen=True, slots=True)
class Recording:
    """Exchanges in the order of their requests, and the base URL they were sent below."""

    base_url: str
    exchanges: tuple[Exchange, ...]


def read(path: Path, contract: Contract, base_url: str = "") -> Recording:
    """Return what a file recorded of one endpoint; without a base URL, of the one that most calls were sent to.

    Raises UsageError where the file cannot be read, is neither a HAR file nor evidence, or holds no call.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", f"name {_FORMS}") from None
    recording = _of_har(path, contract, base_url) if is_har(head) else _of_evidence(path, contract, base_url)
    if not recording.exchanges:
        raise UsageError(f"{path} holds no request below {recording.base_url}", "name another base URL with --base-url")
    return recording


def _of_har(path: Path, contract: Contract, base_url: str) -> Recording:
    captured = read_har(path)
    base = base_url.rstrip("/") or _most_common_base(
        (request.url.partition("?")[0] for request in captured), contract.route
    )
    if not base:
        raise UsageError(f"no request in {path} was sent to …{contract.route.path}", "say where with --base-url")
    same = [request for request in captured if _origin(request.url) == _origin(base)]
    places = contract.key_places
    exchanges = numbered(request.exchange(base, None, places) for request in same)
    return Recording(base, tuple(map(_with_key, exchanges) if _without_keys(same, places) else exchanges))


def _of_evidence(path: Path, contract: Contract, base_url: str) -> Recording:
    exchanges = tuple(exchange for exchange in store.read(path) if not exchange.unsent)
    base = base_url.rstrip("/") or _most_common_base(
        (exchange.sent_to.partition("?")[0] for exchange in exchanges), contract.route
    )
    return Recording(base, exchanges)


def _most_common_base(urls: Iterable[str], route: Route) -> str:
    """Return what stands before the path of the endpoint in most URLs that end with it; empty where none does."""
    found = Counter(base for url in urls if (base := route.base_of(url)))
    return found.most_common(1)[0][0] if found else ""


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2]


def _without_keys(captured: Sequence[CapturedRequest], places: Sequence[KeyPlace]) -> bool:
    """Tell whether no request has a key: browsers leave keys out of what they export, so that says nothing."""
    queries = {request.url: parse_qsl(urlsplit(request.url).query) for request in captured}
    return not any(
        place.found(request.headers, queries[request.url]) is not None for request in captured for place in places
    )


def _with_key(exchange: Exchange) -> Exchange:
    return replace(exchange, request=replace(exchange.request, credential=Credential.VALID))
