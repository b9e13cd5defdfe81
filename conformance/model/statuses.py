"""The groups of HTTP statuses that the suite tells apart (RFC 9110, section 15), each named once."""

from __future__ import annotations

__all__ = [
    "BAD_REQUEST",
    "GATEWAY",
    "LOAD",
    "NOT_SERVED",
    "OF_NO_TEXT",
    "REFUSED_FOR_GOOD",
    "TOO_MANY_REQUESTS",
    "TRANSIENT",
    "UNAUTHORISED",
    "UNAVAILABLE",
    "is_client_error",
    "is_redirect",
    "is_server_error",
    "is_success",
]

BAD_REQUEST = 400
"""The status of a request that the server cannot understand (RFC 9110, section 15.5.1)."""

UNAVAILABLE = 503
"""The status of a server that cannot answer for the time being (RFC 9110, section 15.6.4)."""

TOO_MANY_REQUESTS = 429
"""The status of a request that comes too fast (RFC 6585, section 4)."""

LOAD = frozenset({TOO_MANY_REQUESTS, UNAVAILABLE, 529})
"""Statuses by which a server asks to be asked again later (RFC 6585, section 4; RFC 9110, section 15.6.4).

No standard names 529, by which large services say that they are overloaded.
"""

GATEWAY = frozenset({502, 504, 520, 521, 522, 523, 524})
"""Statuses by which a gateway says that the server behind it failed it (RFC 9110, sections 15.6.3 and 15.6.5).

No standard names 520 to 524, which a large proxy sends.
"""

TRANSIENT = LOAD | GATEWAY | {408, 425}
"""Statuses after which the client sends a request again: who sends them cannot answer for the time being.

Beside those above: 408 (RFC 9110, section 15.5.9) and 425 (RFC 8470, section 5.2). A 500 is not among them: it is an
answer, and to be judged.
"""

UNAUTHORISED = frozenset({401, 403})
"""Statuses by which a server refuses a key (RFC 9110, sections 15.5.2 and 15.5.4)."""

NOT_SERVED = frozenset({404, 405})
"""Statuses by which a server says that nothing is served at a path, or not with this method."""

OF_NO_TEXT = NOT_SERVED | {401}
"""Statuses that no text brings about: who sends them does not know the key, the path or the model."""

REFUSED_FOR_GOOD = UNAUTHORISED | NOT_SERVED | {BAD_REQUEST, 413, 415, 422}
"""Statuses that the same request will be answered with again, however often a client sends it."""


def is_success(status: int) -> bool:
    """Tell whether a status is one of success, 2xx (RFC 9110, section 15.3)."""
    return 200 <= status < 300


def is_redirect(status: int) -> bool:
    """Tell whether a status sends the client on, 3xx (RFC 9110, section 15.4)."""
    return 300 <= status < 400


def is_client_error(status: int) -> bool:
    """Tell whether a status blames the request, 4xx (RFC 9110, section 15.5)."""
    return 400 <= status < 500


def is_server_error(status: int) -> bool:
    """Tell whether a status blames the server, 5xx (RFC 9110, section 15.6) or beyond all that is defined."""
    return status >= 500
