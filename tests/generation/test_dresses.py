"""Clients write one request in ways that are equal to HTTP and JSON, each as it was recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.generation.dresses import CLIENTS, RARE_FORMS, Dress, Spelling

BODY: dict[str, Any] = {"model": "m", "input": "caf\u00e9 \u4e2d \U0001f600 </b> & it's 1 + 1"}
ALL = (*CLIENTS, *RARE_FORMS.values())


@pytest.mark.parametrize("dress", ALL, ids=lambda dress: dress.name or "rare")
def test_every_spelling_is_the_same_value(dress: Dress) -> None:
    """Order, white space and escapes change nothing."""
    assert json.loads(dress.spelling.write(BODY)) == BODY


@pytest.mark.parametrize("dress", ALL, ids=lambda dress: dress.name or "rare")
def test_no_client_names_a_coding_that_the_suite_cannot_remove(dress: Dress) -> None:
    """A server would be right to use it."""
    named = [value for name, value in dress.headers if name.lower() == "accept-encoding"]
    assert {part.strip() for value in named for part in value.split(",")} <= {"gzip", "deflate", "identity"}


@pytest.mark.parametrize("dress", ALL, ids=lambda dress: dress.name or "rare")
def test_no_client_brings_a_key_of_its_own(dress: Dress) -> None:
    """The key is added where the request is sent."""
    assert "authorization" not in {name.lower() for name, _ in dress.headers}


def test_clients_have_names_of_their_own() -> None:
    """A finding names the client by it."""
    assert len({dress.name for dress in CLIENTS}) == len(CLIENTS)


@pytest.mark.parametrize(
    ("client", "written"),
    [
        ("requests (Python)", b'{"model": "m", "input": "\\u00e9\\ud83d\\ude00</"}'),
        ("HttpClient (.NET)", b'{"model":"m","input":"\\u00E9\\uD83D\\uDE00\\u003C/"}'),
        ("Guzzle (PHP)", b'{"model":"m","input":"\\u00e9\\ud83d\\ude00<\\/"}'),
        ("net/http (Go)", '{"model":"m","input":"\u00e9\U0001f600\\u003c/"}'.encode()),
        ("OpenAI's Python SDK", '{"input":"\u00e9\U0001f600</","model":"m"}'.encode()),
        ("curl", '{\n    "input": "\u00e9\U0001f600</",\n    "model": "m"\n}'.encode()),
    ],
)
def test_clients_spell_as_they_were_recorded(client: str, written: bytes) -> None:
    """Escapes in small letters or capitals, in pairs, with or without white space."""
    dress = next(dress for dress in CLIENTS if dress.name == client)
    assert dress.spelling.write({"model": "m", "input": "\u00e9\U0001f600</"}) == written


def test_white_space_may_follow() -> None:
    """It belongs to no value."""
    assert Spelling(behind=b"\r\n").write({"input": 1}) == b'{"input":1}\r\n'
