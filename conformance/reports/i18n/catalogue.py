"""The catalogues of reports: phrases, sentences with changing parts, and statements, in the language asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.reports.i18n.patterns import compiled, retold

__all__ = ["LANGUAGES", "Translate", "catalogue", "entries", "statements", "translator"]

Translate = Callable[[str], str]

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "languages"


def translator(language: str) -> Translate:
    """Return what gives a phrase in a language: in English itself, and itself too where it is not translated yet.

    Raises UsageError for a language there is no catalogue of.
    """
    if language not in LANGUAGES:
        raise UsageError(f"there are no reports in {language!r}", f"choose one of {', '.join(LANGUAGES)}")
    phrases, patterns = catalogue(language), compiled(entries(language, "pattern"), language)
    return lambda phrase: phrases.get(phrase) or retold(phrase, patterns)


def catalogue(language: str) -> Mapping[str, str]:
    """Return all phrases of a language by the English ones; none for English."""
    return {entry["en"]: entry[language] for entry in entries(language, "phrase")}


def statements(language: str) -> Mapping[str, str]:
    """Return what checks and contracts state (titles, clauses, reasons, locators) in a language, by the English."""
    return {entry["en"]: entry[language] for entry in entries(language, "statement")}


def entries(language: str, kind: str) -> Sequence[Mapping[str, str]]:
    """Return the entries of one kind in the catalogue of a language: phrase, pattern or statement; none for English."""
    return [] if language == "en" else _file(language)[kind]


@cache
def _file(language: str) -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
