"""An exchange and its line of JSON are one, byte for byte."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path

# Before Hypothesis is imported, so that it leaves no folder behind here.
os.environ.setdefault(
    "HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir(), "embedding-conformance-hypothesis"))
)

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st
from numbered_exchanges import exchange

from conformance.evidence.lines import OPENING, from_line, to_line
from conformance.locations import schemas_folder
from conformance.model.exchange import Attempt, Connection, Credential, Exchange, Failure, Request, Response

LINE = jsonschema.Draft202012Validator(json.loads((schemas_folder() / "suite" / "exchange.json").read_text()))
BODIES = st.binary(max_size=60) | st.text(max_size=30).map(str.encode)
TEXTS = st.text(max_size=20)
HEADERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)
SECONDS = st.floats(min_value=0, max_value=4e9)
REQUESTS = st.builds(
    Request,
    body=BODIES,
    path=TEXTS,
    method=st.sampled_from(["POST", "GET"]),
    headers=HEADERS,
    credential=st.sampled_from(Credential),
    connection=st.sampled_from(Connection),
    repeat=st.integers(min_value=0),
    pause=SECONDS,
)
RESPONSES = st.builds(
    Response,
    status=st.integers(min_value=100, max_value=999),
    headers=HEADERS,
    content=BODIES,
    http_version=TEXTS,
    undecodable=TEXTS,
    redacted=st.booleans(),
)
ATTEMPTS = st.builds(Attempt, started=SECONDS, seconds=SECONDS, response=RESPONSES, detail=TEXTS) | st.builds(
    Attempt,
    started=SECONDS,
    seconds=SECONDS,
    response=st.none() | RESPONSES,
    failure=st.sampled_from(Failure),
    detail=st.text(st.characters(exclude_categories=()), max_size=9),
)
EXCHANGES = st.builds(
    Exchange,
    request=REQUESTS,
    attempts=st.lists(ATTEMPTS, min_size=1, max_size=3).map(tuple),
    sent_to=TEXTS,
    request_headers=HEADERS,
)


@given(EXCHANGES)
@settings(database=None, max_examples=150, deadline=None)
def test_line_and_exchange_are_one(written: Exchange) -> None:
    """Whatever bytes an exchange holds, its line is one line, fits the schema, and reads back to the same exchange."""
    line = to_line(written)
    assert from_line(line) == written
    assert line.count(b"\n") == 1
    assert line.startswith(OPENING)
    LINE.validate(json.loads(line))


def test_text_stays_readable() -> None:
    """A body in UTF-8 is written as text; any other as base64."""
    assert "你好".encode() in to_line(exchange(1, "你好".encode()))
    assert b'"body":{"base64":"/w=="}' in to_line(exchange(1, b"\xff"))


def test_lone_surrogate_survives() -> None:
    """Text that has no UTF-8 is escaped, and reads back."""
    written = replace(exchange(1), sent_to="\ud800")
    assert from_line(to_line(written)) == written


def test_key_is_that_of_request() -> None:
    """The key in a line is the key of the request, for readers in other languages."""
    assert json.loads(to_line(exchange(1)))["key"] == exchange(1).request.key
