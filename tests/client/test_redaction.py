"""Secrets leave in no form; innocent text stays."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest

from conformance.client.redaction import Redactor
from conformance.model.secret import Secret

KEY = "sk-Zq81/hfP+mQ2.7x_Kd"
REDACTOR = Redactor([Secret(KEY)], "$EMB_API_KEY")


def percent_encoded(text: str) -> str:
    """Return a text with every character as %XX."""
    return "".join(f"%{ord(character):02X}" for character in text)


FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "upper": str.upper,
    "lower": str.lower,
    "url": lambda key: quote(key, safe=""),
    "url lower": lambda key: quote(key, safe="").lower(),
    "url twice": lambda key: quote(quote(key, safe=""), safe=""),
    "url all": percent_encoded,
    "json": lambda key: json.dumps(key)[1:-1],
    "json slash": lambda key: key.replace("/", "\\/"),
    "json twice": lambda key: json.dumps(key.replace("/", "\\/"))[1:-1],
    "json unicode": lambda key: "".join(f"\\u{ord(character):04x}" for character in key),
    "json unicode upper": lambda key: "".join(f"\\u{ord(character):04X}" for character in key),
    "json mixed": lambda key: key.replace("Z", "\\u005a").replace("/", "\\/"),
    "python": lambda key: "".join(f"\\x{ord(character):02x}" for character in key),
    "html": lambda key: "".join(f"&#{ord(character)};" for character in key),
    "html hex": lambda key: "".join(f"&#x{ord(character):x};" for character in key),
    "html named": html.escape,
    "hex": lambda key: key.encode().hex(),
    "hex upper": lambda key: key.encode().hex().upper(),
    "utf-16": lambda key: key.encode("utf-16-le").decode("latin-1"),
    "utf-16 big": lambda key: key.encode("utf-16-be").decode("latin-1"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_replaced(form: str) -> None:
    """Whichever way a server writes the key, what is left is the placeholder and what stood around it."""
    text = f"before {FORMS[form](KEY)} after"
    assert REDACTOR.redact_text(text) == "before $EMB_API_KEY after"
    assert REDACTOR.redact_bytes(text.encode()) == b"before $EMB_API_KEY after"


@pytest.mark.parametrize("nul", ["\\x00", "\\\\x00", "\\u0000", "\\\\u0000", "\\0", "%00", "&#0;", "\x00"])
def test_a_key_taken_apart_by_nuls_is_replaced(nul: str) -> None:
    """UTF-16 taken for text of single bytes, whoever escaped it afterwards, gives no character of the key away."""
    for text in (nul.join(KEY), nul.join(KEY) + nul, nul + nul.join(KEY)):
        cleaned = REDACTOR.redact_text(f"b'{text}'")
        assert cleaned.replace(nul, "") == "b'$EMB_API_KEY'"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "Bearer ", '{"key": "'])
@pytest.mark.parametrize("after", ["", '"', '"}'])
def test_base64_is_replaced_at_every_alignment(encode: Callable[[bytes], bytes], before: str, after: str) -> None:
    """Wherever the key stands in what was encoded, at most a character at either end of it stays."""
    cleaned = REDACTOR.redact_bytes(encode(f"{before}{KEY}{after}".encode()))
    assert b"$EMB_API_KEY" in cleaned
    assert len(cleaned) <= len("$EMB_API_KEY") + len(base64.b64encode((before + after).encode())) + 4


def test_base64_with_escaped_slashes_is_replaced() -> None:
    """A JSON writer may escape the slashes of base64, a URL its slashes and pluses."""
    key = "??>>??>>~~~~////"
    coded = base64.b64encode(key.encode()).decode()
    assert "/" in coded
    redactor = Redactor([Secret(key)], "$K")
    assert "$K" in redactor.redact_text(coded.replace("/", "\\/"))
    assert "$K" in redactor.redact_text(quote(coded, safe=""))


def test_headers_are_cleaned_in_names_and_values() -> None:
    """A key is taken out of header names as well as values, and the order stays."""
    cleaned = REDACTOR.redact_headers((("X-A", "1"), (f"x-{KEY}", "2"), ("Set-Cookie", f"k={KEY}; Path=/")))
    assert cleaned == (("X-A", "1"), ("x-$EMB_API_KEY", "2"), ("Set-Cookie", "k=$EMB_API_KEY; Path=/"))


@pytest.mark.parametrize("key", ["EMPTY", "none", "12345678", "1e-5", "-0.0123456789"])
def test_placeholder_key_leaves_innocent_text_alone(key: str) -> None:
    """A key that occurs in numbers or words is replaced where it is one, and nowhere else."""
    redactor = Redactor([Secret(key)], "$K")
    innocent = json.dumps({"embedding": [12345678, -0.0123456789, 1e-5], "text": f"EMPTY none {key}"})
    assert redactor.redact_text(innocent) == innocent
    assert redactor.redact_text(f"got 'Bearer {key}'") == "got 'Bearer $K'"
    assert redactor.redact_text(f"Bearer {key}ly") == f"Bearer {key}ly"
    assert redactor.redact_headers((("AUTHORIZATION", key), ("X", key))) == (("AUTHORIZATION", "$K"), ("X", key))


def test_cut_secret_at_end_is_replaced() -> None:
    """The beginning of a key at the very end of a torn body goes too, from 8 characters on."""
    assert REDACTOR.redact_prefix(b"got " + KEY[:-1].encode()) == b"got $EMB_API_KEY"
    assert REDACTOR.redact_prefix(b"got " + KEY[:8].encode()) == b"got $EMB_API_KEY"
    assert REDACTOR.redact_prefix(b"got sk-") == b"got sk-"


def test_longer_secret_goes_first() -> None:
    """A secret that begins with another one leaves no rest."""
    redactor = Redactor([Secret("sk-abcdefgh"), Secret("sk-abcdefgh-more-of-it")], "$K")
    assert redactor.redact_text("sk-abcdefgh-more-of-it") == "$K"


def test_nothing_to_hide_changes_nothing() -> None:
    """Without a secret, and in text without one, the same bytes come back."""
    data = b"\xff\xfe sk-other \\u0073 %73"
    assert REDACTOR.redact_bytes(data) == data
    assert Redactor([], "$K").redact_bytes(data) == data
    assert Redactor([Secret("")], "$K").redact_text("lone \ud800 surrogate") == "lone \ud800 surrogate"


def test_placeholder_is_taken_literally() -> None:
    """A variable's name is no template of the regex engine."""
    assert Redactor([Secret("sk-12345678")], r"$A\1\g<0>").redact_text("sk-12345678") == r"$A\1\g<0>"


def test_redactor_never_shows_secrets() -> None:
    """Neither repr nor any attribute of a redactor shows what it hides."""
    attributes = [getattr(REDACTOR, name) for name in Redactor.__slots__]
    assert "Zq81" not in f"{REDACTOR!r} {attributes!r}"


@pytest.mark.parametrize("unit", [b"\\", b"%25", b"s", b"&#", b"0.123, ", b"sk-Zq81"])
def test_adversarial_body_takes_linear_time(unit: bytes) -> None:
    """A megabyte of whatever a pattern might begin with is searched within seconds, not hours."""
    begun = time.perf_counter()
    data = unit * (1_000_000 // len(unit))
    assert REDACTOR.redact_bytes(data) == data
    assert time.perf_counter() - begun < 5
