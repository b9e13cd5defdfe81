"""Silences the HTTP library's debug log, which prints headers, during our requests."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet"]

LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)

_state = threading.local()


def _is_allowed(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO or not getattr(_state, "silent", False)


@contextmanager
def quiet() -> Iterator[None]:
    """Drop records of the HTTP library up to INFO in this thread, whatever levels and handlers are set.

    Other threads, and so other users of the library, keep their log.
    """
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_is_allowed)
    before = getattr(_state, "silent", False)
    _state.silent = True
    try:
        yield
    finally:
        _state.silent = before
