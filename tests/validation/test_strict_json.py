"""Bodies that lenient parsers let through are problems here, and whatever RFC 8259 allows is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.values import wire_value
from conformance.validation.strict_json import NOTHING, parse

LONG = b"[" + b"0.25, " * 40 + b"1]"

BROKEN = {
    "NaN": (b'{"a": NaN}', "NaN is no JSON number"),
    "Infinity": (b"[Infinity]", "Infinity is no JSON number"),
    "minus Infinity": (b"[-Infinity]", "-Infinity is no JSON number"),
    "NaN before a duplicate beside a long array": (
        b'{"x": NaN, "e": ' + LONG + b', "x": 1}',
        "NaN is no JSON number",
    ),
    "overflow of a float": (b"[1e400]", "number 1e400 overflows a 64-bit float"),
    "overflow of an integer": (b"[" + b"9" * 400 + b"]", f"number {'9' * 40} overflows a 64-bit float"),
    "integer too long for the interpreter": (b"9" * 5000, f"number {'9' * 40} overflows a 64-bit float"),
    "duplicate member": (b'{"a": 1, "a": 1}', 'member name "a" stands twice in one object'),
    "duplicate by escape": (b'{"a": 1, "\\u0061": 2}', 'member name "a" stands twice in one object'),
    "deep duplicate": (b'[{"a": {"b": [{"c": 1, "c": 2}]}}]', 'member name "c" stands twice in one object'),
    "duplicate beside a long array": (b'{"e": ' + LONG + b', "e": []}', 'member name "e" stands twice in one object'),
    "duplicate after a lone surrogate": (b'{"a": "\\ud800", "a": 2}', 'member name "a" stands twice in one object'),
    "byte order mark": (b"\xef\xbb\xbf{}", "starts with a byte order mark"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8: invalid start byte at byte 0"),
    "invalid UTF-8": (b'["\xff"]', "not UTF-8: invalid start byte at byte 2"),
    "a surrogate as bytes": (b'"\xed\xa0\x80"', "not UTF-8: invalid continuation byte at byte 1"),
    "too deep": (b"[" * 100_000 + b"]" * 100_000, "nested too deeply to be read"),
}

UNPARSABLE = {
    "empty": b"",
    "blank": b" \n\t ",
    "trailing bytes": b"{}x",
    "two documents": b"{}{}",
    "trailing comma": b"[1,]",
    "leading zero": b"[01]",
    "bare fraction": b"[.5]",
    "single quotes": b"{'a': 1}",
    "control character": b'["\x01"]',
    "comment": b"{} // all",
    "cut": b'{"data": [',
}

FINE = {
    "null": b"null",
    "white space around": b' \r\n\t{"a": [1, 2.5e-3, -0]}\n\n',
    "lone surrogate escape": b'{"a": "\\ud800"}',
    "surrogate pair escape": b'"\\ud83d\\ude42"',
    "escaped NUL": b'"\\u0000"',
    "one name in two objects": b'{"a": {"x": 1}, "b": {"x": 1}}',
    "names that differ in case": b'{"a": 1, "A": 2}',
    "a long array": b'{"e": ' + LONG + b', "f": ' + LONG + b"}",
    "a long array within a string": b'{"e": "' + LONG + b'", "f": "' + LONG + b'"}',
    "names that are long arrays": b'{"' + LONG + b'": 1, "[2, ' + LONG[1:] + b'": 1}',
    "an integer over 64 bits beside an escape": b'["\\ud800", 123456789012345678901234567890]',
    "underflow": b"[1e-400]",
    "a hundred levels": b"[" * 100 + b"]" * 100,
}


@pytest.mark.parametrize(("body", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_not_strict_is_named(body: bytes, problem: str) -> None:
    """Each departure that a lenient parser overlooks, or reports in other words, is told in ours."""
    parsed = parse(body)
    assert parsed.value is None
    assert str(parsed.problem) == problem


@pytest.mark.parametrize("body", UNPARSABLE.values(), ids=UNPARSABLE)
def test_what_no_parser_takes_has_a_problem_of_one_line(body: bytes) -> None:
    """A body that is not JSON at all has the parser's own words as its problem, and no value."""
    parsed = parse(body)
    assert parsed.value is None
    assert parsed.problem
    assert "\n" not in str(parsed.problem)


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_unusual_json_is_read_without_a_problem(body: bytes) -> None:
    """Whatever RFC 8259 allows is read, to the value any parser gives."""
    parsed = parse(body)
    assert parsed.problem is None
    assert parsed.value == json.loads(body)


def test_an_integer_over_64_bits_is_read_as_a_number() -> None:
    """JSON bounds no integer, so a large one is a number, to the precision of a 64-bit float."""
    assert parse(b"[36893488147419103232]").value == [2**65]


def test_an_unread_body_has_neither_value_nor_problem() -> None:
    """The stand-in for a body that was never read says nothing."""
    assert parse(b"null") == NOTHING


def _repeated(object_: dict[str, object], name: str) -> bytes:
    return json.dumps(object_)[:-1].encode() + b", " + json.dumps(name).encode() + b": " + LONG + b"}"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(database=None, derandomize=True, max_examples=150)
@given(value=VALUES, escaped=st.booleans())
def test_any_value_survives_the_way_through_json(value: object, escaped: bool) -> None:
    """What a serialiser writes, escaped or not, is read back equal and without a problem."""
    text = json.dumps(value, ensure_ascii=escaped)
    if not escaped and any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        text = json.dumps(value)
    parsed = parse(text.encode())
    assert parsed.problem is None
    assert parsed.value == value


@settings(database=None, derandomize=True, max_examples=100)
@given(members=st.dictionaries(st.text(), VALUES, min_size=1, max_size=4), place=st.integers(0, 3))
def test_any_repeated_member_is_found(members: dict[str, object], place: int) -> None:
    """A name that stands twice is a problem whatever the name and whatever lies between."""
    name = list(members)[place % len(members)]
    problem = parse(_repeated(members, name)).problem
    assert problem is not None
    assert (problem.id, problem.values["name"]) == ("json.repeated-member", wire_value(name))
