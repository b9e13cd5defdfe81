"""The fixed phrases of reports in the language asked for; English is their key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from conformance.errors import UsageError

__all__ = ["LANGUAGES", "Translate", "catalogue", "translator"]

Translate = Callable[[str], str]

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "languages"


def translator(language: str) -> Translate:
    """Return what gives a phrase in a language: in English itself, and itself too where it is not translated yet.

    Raises UsageError for a language there is no catalogue of.
    """
    if language not in LANGUAGES:
        raise UsageError(f"there are no reports in {language!r}", f"choose one of {', '.join(LANGUAGES)}")
    phrases = catalogue(language)
    return lambda phrase: phrases.get(phrase, phrase)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return all phrases of a language by the English ones; none for English."""
    path = _FOLDER / f"{language}.toml"
    if language == "en" or not path.exists():
        return {}
    return {entry["en"]: entry[language] for entry in tomllib.loads(path.read_text("utf-8"))["phrase"]}
