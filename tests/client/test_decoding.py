"""Removing content codings under a cap."""

from __future__ import annotations

import gzip
import zlib
from functools import partial

import pytest

from conformance.client.decoding import decode

CAP = 10_000_000
_gzip = partial(gzip.compress, mtime=0)  # its header would hold the second, and ids of tests hold the bytes
TEXT = b'{"embedding": [0.1, 0.2]}' * 9000
RAW = zlib.compress(TEXT)[2:-4]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", _gzip(TEXT)),
        (" X-GZIP ", _gzip(TEXT)),
        ("gzip", _gzip(TEXT[:100]) + _gzip(TEXT[100:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW),
        ("deflate, gzip", _gzip(zlib.compress(TEXT))),
        ("gzip,gzip", _gzip(_gzip(TEXT))),
    ],
)
def test_known_codings_are_removed(coding: str, body: bytes) -> None:
    """Gzip, with one member or more, and both kinds of deflate are removed in the order they were applied."""
    decoded = decode(body, coding, CAP)
    assert (decoded.body, decoded.problem, decoded.too_large) == (TEXT, "", False)


@pytest.mark.parametrize(
    ("coding", "body", "problem"),
    [
        ("br", TEXT, "content coding 'br' was not asked for"),
        ("gzip", TEXT, "broken data: Error -3"),
        ("gzip", _gzip(TEXT)[:-8], "the coded data ends before its end"),
        ("gzip", _gzip(TEXT)[:-1], "the coded data ends before its end"),
        ("gzip", _gzip(TEXT) + b"more", "broken data: Error -3"),
        ("gzip", _gzip(TEXT)[:-8] + bytes(8), "broken data: Error -3"),
        ("deflate", zlib.compress(TEXT) + b"more", "4 bytes after the end"),
        ("deflate", b"\xff" * 20, "broken data"),
        ("gzip, gzip, gzip, gzip, gzip", TEXT, "5 content codings"),
    ],
)
def test_what_cannot_be_removed_is_told(coding: str, body: bytes, problem: str) -> None:
    """An unknown coding, broken data, missing data and data too many each have their sentence."""
    assert decode(body, coding, CAP).problem.startswith(problem)


def test_start_of_broken_data_is_returned() -> None:
    """What could be decoded before the fault is there, to be searched for secrets."""
    assert decode(_gzip(TEXT)[:-8], "gzip", CAP).body == TEXT


def test_empty_body_has_nothing_to_decode() -> None:
    """A body without bytes is right under any coding, as with status 204."""
    assert decode(b"", "gzip", CAP) == decode(b"", "", CAP)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_cap_holds_for_decoded_bytes(coding: str) -> None:
    """A body may unpack to exactly the cap, and not to one byte more."""
    packed = _gzip(bytes(200_000)) if coding == "gzip" else zlib.compress(bytes(200_000))
    assert len(decode(packed, coding, 200_000).body) == 200_000
    assert decode(packed, coding, 199_999).too_large


def test_bomb_within_bomb_is_stopped() -> None:
    """Each of two layers is held to the cap."""
    bomb = _gzip(_gzip(bytes(50_000_000)))
    assert decode(bomb, "gzip, gzip", 1_000_000).too_large


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 65_600, 131_072, 131_200])
def test_output_pending_behind_last_input_is_not_lost(size: int) -> None:
    """A bare stream whose last match spans the end of a step comes out whole, and is held to the cap."""
    body = zlib.compress(bytes(size))[2:-4]
    assert decode(body, "deflate", size) == decode(bytes(size), "", size)
    assert decode(body, "deflate", size - 1).too_large
