"""What checks and clauses state, in the language of a page."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.model.message import Message
from conformance.reports.i18n.language import Language
from conformance.reports.summary.causes import Cause
from conformance.results.result_view import ResultView
from conformance.results.section_views import ClauseView
from conformance.results.sentence import Sentence

__all__ = ["clause_told", "headings_told", "leading", "stated", "titled"]

_BETWEEN = re.compile(r"( > |; | \()")
"""What parts the headings of a locator, and a heading from a remark."""
_ABOUT_CLIENTS = "client."
"""What begins the ids of clauses that are no contract's: the catalogues have their statements."""


def titled(result: ResultView) -> Sentence:
    """Return the title of a result."""
    return stated(result.id, result.title.english)


def stated(id_: str, english: str) -> Sentence:
    """Return what a check, a requirement or a scenario states."""
    return Sentence(english, Message(f"statement.{id_}"))


def leading(cause: Cause, language: Language) -> Sentence:
    """Return what a cause is headed by: what was found, or what is demanded where only that is told in a language.

    What stands in the words of the target, or in those of another version, is then shown below.
    """
    demanded = titled(cause.lead)
    if language.code == "en" or language.knows(cause.headline) or not language.knows(demanded):
        return cause.headline
    return demanded


def clause_told(clause: ClauseView, language: Language) -> ClauseView:
    """Return a clause in a language: in the words of its contract, or if it is about clients, in ours."""
    if clause.id.startswith(_ABOUT_CLIENTS) and not clause.translations.get(language.code):
        return replace(clause, statement=language.sentence(stated(clause.id, clause.statement)))
    return clause.in_language(language.code)


def headings_told(locator: str, language: Language) -> str:
    """Return a locator with the headings of its document in a language; empty where it knows none of them."""
    translated = "".join(map(language.say, _BETWEEN.split(locator)))
    return "" if translated == locator else translated
