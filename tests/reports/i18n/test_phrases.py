"""Every fixed phrase of the pages is there in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import reports, site
from conformance.reports.html import compare
from conformance.reports.html.page import environment
from conformance.reports.i18n.language import LANGUAGES, Language

FOLDERS = [Path(reports.__file__).parent, Path(str(site.__file__)).parent]
OTHERS = [code for code in LANGUAGES if code != "en"]
_SAID = re.compile(r"'((?:[^'\\]|\\.)*)'\|say")
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)(?:\.[0-9])?[a-z]|%[sd]")
_COLUMNS = {"Verdict", "Level", "Clause"}
"""Heads of columns that pytest-html sorts by."""


def _in_templates() -> Iterator[str]:
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*.html")):
        source = path.read_text("utf-8")
        yield from _SAID.findall(source)
        found = environment(Language.named("en")).extract_translations(source)  # type: ignore[attr-defined]
        for _, _, phrase in found:
            yield from [phrase] if isinstance(phrase, str) else [each for each in phrase if each]


def _in_modules() -> Iterator[str]:
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == "say":
                yield from (word for each in node.args for word in _worded(each))


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _worded(argument: ast.expr) -> Iterator[str]:
    """Yield the phrases an argument can be: itself, or either of two."""
    if isinstance(argument, ast.IfExp):
        yield from (*_worded(argument.body), *_worded(argument.orelse))
    elif isinstance(argument, ast.Constant):
        yield str(argument.value)


def _phrases() -> set[str]:
    return {*_in_templates(), *_in_modules(), *compare.NOTES, *_COLUMNS} - {""}


@pytest.mark.parametrize("code", OTHERS)
def test_no_phrase_is_missing_and_none_is_left_over(code: str) -> None:
    """The catalogue and what the pages say are one and the same."""
    known = set(Language.named(code).phrases)
    assert _phrases() - known == set()
    assert known - _phrases() == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_for_values_of_its_original(code: str) -> None:
    """Nothing is filled in at the wrong place, or not at all."""
    for phrase, told in Language.named(code).phrases.items():
        assert sorted(_PLACEHOLDER.findall(told)) == sorted(_PLACEHOLDER.findall(phrase)), phrase
