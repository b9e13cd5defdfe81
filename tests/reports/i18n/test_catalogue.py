"""Every fixed phrase of the pages is there in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_audit import measured

from conformance import reports
from conformance.errors import UsageError
from conformance.model.waiver import WaiverState
from conformance.reports.html import audit, compare
from conformance.reports.html.page import environment
from conformance.reports.html.vector_comparison import Kinship
from conformance.reports.i18n.catalogue import LANGUAGES, catalogue, translator
from conformance.reports.i18n.wording import FAMILIES, OUTCOMES, RUN_WORDS, SCENARIO_KINDS, VERDICT_WORDS

FOLDER = Path(reports.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
_SAID = re.compile(r"'((?:[^'\\]|\\.)*)'\|say")
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)(?:\.[0-9])?[a-z]|%[sd]")


def _in_templates() -> Iterator[str]:
    for path in sorted(FOLDER.rglob("*.html")):
        source = path.read_text("utf-8")
        yield from _SAID.findall(source)
        for _, _, phrase in environment("en").extract_translations(source):  # type: ignore[attr-defined]
            yield from [phrase] if isinstance(phrase, str) else [each for each in phrase if each]


def _in_modules() -> Iterator[str]:
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                yield from (word for each in node.args for word in _worded(each))


def _worded(argument: ast.expr) -> Iterator[str]:
    """Yield the phrases an argument can be: itself, or either of two."""
    if isinstance(argument, ast.IfExp):
        yield from (*_worded(argument.body), *_worded(argument.orelse))
    elif isinstance(argument, ast.Constant):
        yield str(argument.value)


def _phrases() -> set[str]:
    named = (each.value for each in (*Kinship, *WaiverState))
    words = {*VERDICT_WORDS.values(), *RUN_WORDS.values(), *FAMILIES.values(), *named}
    words |= {*SCENARIO_KINDS.values(), *OUTCOMES}
    return {*_in_templates(), *_in_modules(), *compare.NOTES, *words} - {""}


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_is_missing_and_none_is_left_over(language: str) -> None:
    """The catalogue and what the pages say are one and the same."""
    assert _phrases() - set(catalogue(language)) == set()
    assert set(catalogue(language)) - _phrases() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_for_values_of_its_original(language: str) -> None:
    """Nothing is filled in at the wrong place, or not at all."""
    for phrase, told in catalogue(language).items():
        assert sorted(_PLACEHOLDER.findall(told)) == sorted(_PLACEHOLDER.findall(phrase)), phrase


def test_english_is_its_own_key() -> None:
    """A phrase without a translation is shown in English."""
    assert translator("en")("Findings") == "Findings"
    assert translator("zh")("no such phrase") == "no such phrase"


def test_pages_speak_the_language_asked_for() -> None:
    """Headings, verdicts and captions of both pages are Chinese."""
    for told in (audit.render(measured(), "zh"), compare.render([measured(), measured()], "zh")):
        assert '<html lang="zh-Hans">' in told
        assert "不符合" in told
        assert "Observed behaviour" not in told


def test_other_languages_are_refused() -> None:
    """The message names those there are."""
    with pytest.raises(UsageError, match="en, zh"):
        translator("de")
