"""The HTTP library's log while requests are under way."""

from __future__ import annotations

import logging
import threading

import httpcore
import pytest

from conformance.client.quiet import LOGGERS, quiet


def test_every_logger_of_the_library_is_known() -> None:
    """No logger of httpcore or httpx is forgotten, so that an upgrade that adds one is noticed."""
    httpcore.ConnectionPool().close()
    named = {name for name in logging.root.manager.loggerDict if name.split(".")[0] in {"httpcore", "httpx"}}
    assert named <= set(LOGGERS)


@pytest.mark.parametrize("name", LOGGERS)
def test_debug_and_info_are_dropped_only_within(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Inside, records up to INFO are dropped and warnings pass; afterwards everything passes again."""
    logger = logging.getLogger(name)
    with caplog.at_level(logging.DEBUG, name):
        with quiet():
            logger.debug("inside")
            logger.info("inside")
            logger.warning("grave")
        logger.debug("outside")
    assert [record.message for record in caplog.records] == ["grave", "outside"]


def test_other_threads_keep_their_log(caplog: pytest.LogCaptureFixture) -> None:
    """Another user of the library in the same process is not silenced."""
    logger = logging.getLogger("httpcore.http11")
    with caplog.at_level(logging.DEBUG, "httpcore.http11"), quiet():
        thread = threading.Thread(target=logger.debug, args=("theirs",))
        thread.start()
        thread.join()
    assert [record.message for record in caplog.records] == ["theirs"]
