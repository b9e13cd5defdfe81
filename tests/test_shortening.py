"""Tests of cutting bodies to what a reader needs."""

from __future__ import annotations

import json
import time

import pytest

from conformance.shortening import shorten_body, shorten_text


def test_a_vector_keeps_its_first_numbers_and_the_count() -> None:
    """A long vector says how many of its numbers are not shown."""
    body = json.dumps({"embedding": [0.013, -0.2, *[0.5] * 1532], "index": 0}).encode()
    assert shorten_body(body) == '{"embedding": [0.013, -0.2, … 1532 more], "index": 0}'


def test_short_lists_stay_whole() -> None:
    """Lists up to eight elements, such as token arrays of a request, are shown as sent."""
    body = b'{"input": [1, 2, 3, 4, 5, 6, 7, 8]}'
    assert shorten_body(body) == body.decode()


def test_pretty_printed_vectors_are_cut_too() -> None:
    """White space between numbers does not hide a vector."""
    body = json.dumps({"embedding": list(range(20))}, indent=2).encode()
    assert shorten_body(body) == '{\n  "embedding": [0, 1, … 18 more\n  ]\n}'


def test_numbers_keep_their_spelling_and_members_their_order() -> None:
    """Repeated keys, exponents and spacing are evidence and stay as sent."""
    body = b'{"b":1.0e0 ,"a":0.0,"b":NaN}'
    assert shorten_body(body) == body.decode()


def test_vectors_with_holes_are_still_vectors() -> None:
    """null, NaN and Infinity among the numbers do not keep a vector from being cut."""
    assert shorten_body(b"[null, NaN, -Infinity, 1e400, 1, 2, 3, 4, 5, true]") == "[null, NaN, … 8 more]"


def test_long_strings_say_how_much_they_lost() -> None:
    """A base64 vector keeps its beginning, and the counts add up."""
    shortened = shorten_body(json.dumps({"embedding": "A" * 5464}).encode())
    assert shortened == '{"embedding": "' + "A" * 199 + '… 5265 characters more"}'


@pytest.mark.parametrize("piece", ["\\\\", "\\u1234", '\\"'])
def test_escapes_are_not_torn(piece: str) -> None:
    """A string is cut between characters, never within an escape."""
    for shift in range(6):
        kept = shorten_body(f'"{"x" * shift}{piece * 200}"'.encode()).partition("…")[0]
        assert json.loads(kept + '"') == json.loads(f'"{"x" * shift}{piece * kept.count(piece)}"')


def test_a_quote_inside_a_string_does_not_end_it() -> None:
    """What looks like a vector within a text is left alone."""
    body = rb'{"input": "say \"[1,2,3,4,5,6,7,8,9,10]\""}'
    assert shorten_body(body) == body.decode()


def test_long_bodies_lose_their_middle() -> None:
    """Head and tail are kept, the count between them is right, and the limit holds."""
    body = ("<p>" + "word " * 4000 + "</p>").encode()
    shortened = shorten_body(body, limit=400)
    assert shortened.startswith("<p>word ")
    assert shortened.endswith("word </p>")
    assert f"… {len(body) - 400} characters more …" in shortened
    assert len(shortened) < 450


def test_bytes_that_are_no_utf8_are_shown() -> None:
    """Broken encoding is visible instead of replaced."""
    assert shorten_body(b'{"a": "\xff"}') == '{"a": "\\xff"}'


def test_an_empty_body_is_an_empty_text() -> None:
    """Nothing becomes nothing."""
    assert shorten_body(b"") == ""


@pytest.mark.parametrize(
    "body",
    [
        b'"' * 1_000_001,
        b'\\"' * 500_000,
        b"[" * 1_000_000,
        b"[1" * 500_000,
        b"[" + b"1," * 500_000,
        b'"' + b"\\" * 1_000_001,
        b"[1," + b" " * 1_000_000,
    ],
)
def test_no_body_makes_shortening_slow(body: bytes) -> None:
    """A megabyte made to confuse the scan takes about as long as any other."""
    started = time.process_time()
    assert len(shorten_body(body)) < 4200
    assert time.process_time() - started < 5


def test_what_was_not_scanned_is_counted() -> None:
    """Beyond four mebibytes a body is only counted."""
    assert shorten_body(b" " * (4 * 1024 * 1024 + 7)).endswith(" … 7 bytes more")


def test_a_limit_too_small_for_a_tail_still_holds() -> None:
    """Even one character says how much is missing."""
    assert shorten_text("abcdef", 1) == "a … 5 characters more … "
