"""A language of the reports: phrases of pages, words, and messages with their values."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from conformance.errors import UsageError
from conformance.model.message import TEMPLATES, Message, fill, is_noun
from conformance.reports.i18n.former import former
from conformance.results.sentence import Sentence

__all__ = ["LANGUAGES", "Language", "needs_words"]

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words of one language.

    ``messages`` holds templates by their ids, where a place is written ``{name}``; ``phrases`` holds the fixed words of
    pages by the English ones, where a place is written ``%(name)s``. What a language lacks is told in English.
    """

    code: str
    messages: Mapping[str, str]
    phrases: Mapping[str, str]
    quoted: Callable[[str], str] = str
    """What is done to the words of others that stand in a sentence."""

    @classmethod
    def named(cls, code: str) -> Language:
        """Return a language by its code. Raises UsageError for one there is no catalogue of."""
        if code not in LANGUAGES:
            raise UsageError(f"there are no reports in {code!r}", f"choose one of {', '.join(LANGUAGES)}")
        return _loaded(code)

    def quoting(self, quoted: Callable[[str], str]) -> Language:
        """Return the same language, in which something is done to the words of others."""
        return replace(self, quoted=quoted)

    @property
    def tag(self) -> str:
        """The language as HTML names it (RFC 5646)."""
        return {"zh": "zh-Hans"}.get(self.code, self.code)

    def say(self, phrase: str) -> str:
        """Return a fixed phrase of a page, given in English."""
        return self.phrases.get(phrase, phrase)

    def message(self, message: Message) -> str:
        """Return the sentence of a message."""
        return fill(message, self.messages, self.quoted)

    def sentence(self, sentence: Sentence) -> str:
        """Return a sentence of a results document by its data, or as it is stored where this language lacks it.

        What is stored is English: there its data is of use only where it says the same, with the words of others known.
        """
        if sentence.data is None or not self.tells(sentence.data):
            return sentence.english
        if self.code == "en" and (self.quoted is str or str(sentence.data) != sentence.english):
            return sentence.english
        return self._told(sentence.data, sentence.english)

    def rendered(self, sentence: Sentence) -> str:
        """Return a sentence made of its data, whatever is stored, which a stranger may have written."""
        if sentence.data is None or not self.tells(sentence.data):
            return self.sentence(sentence)
        return self._told(sentence.data, sentence.english)

    def _told(self, message: Message, stored: str) -> str:
        try:
            return self.message(message)
        except (KeyError, TypeError, ValueError):  # written by another version, whose template had other places
            earlier = former(message)
            return stored if earlier is None else self._told(earlier, stored)

    def knows(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is told in this language and not as it is stored; a number is of every language."""
        if sentence.data is None:
            return not re.search(r"[^\W\d_]", sentence.english)
        return self.code == "en" or self.tells(sentence.data)

    def tells(self, message: Message) -> bool:
        """Tell whether a message, and all that stands in it, has its words in this language."""
        return self._has(message.id) and all(map(self.tells, _within(message)))

    def _has(self, id_: str) -> bool:
        declared = TEMPLATES.get(id_)
        return id_ in self.messages or (declared is not None and (self.code == "en" or not needs_words(declared)))

    def listed(self, names: Iterable[str]) -> str:
        """Return names, each once, one after another as the language lists them."""
        return self.word("list.comma", ", ").join(dict.fromkeys(names))

    def inside(self, text: str) -> str:
        """Return a text in brackets, to be put behind another."""
        return self.say(" (%(text)s)") % {"text": text}

    def word(self, id_: str, otherwise: str = "") -> str:
        """Return a word by its id, or ``otherwise`` where no catalogue has it."""
        return self.messages.get(id_) or _loaded("en").messages.get(id_, otherwise)

    def verdict(self, verdict: str) -> str:
        """Return the word for a verdict; itself where it is none of ours."""
        return self.word(f"verdict.{verdict}", verdict)

    def counted(self, count: int, verdict: str) -> str:
        """Return how many results have a verdict, given the word for it."""
        return self.say("%(count)s %(verdict)s") % {"count": count, "verdict": verdict}

    def run_verdict(self, verdict: str) -> str:
        """Return the word for the verdict of a run; itself where it is none of ours."""
        return self.word(f"run.{verdict}", verdict)

    def waiver_state(self, state: str) -> str:
        """Return the word for what became of a waiver."""
        return self.word(f"waiver-state.{_id_of(state)}", state)

    def got(self, got: str) -> str:
        """Return the words for what a client's caller got."""
        return self.word(f"got.{_id_of(got)}", got)

    def family(self, name: str) -> str:
        """Return what a family of checks is about, for those who do not read the contract; empty where unknown."""
        return self.word(f"family.{name}")


def needs_words(text: str) -> bool:
    """Tell whether a template holds a word that has another one in another language, and not places alone."""
    parts = tuple(string.Formatter().parse(text))
    return any(re.search(r"[^\W\d_]", literal) or (spec and is_noun(spec)) for literal, _, spec, _ in parts)


def _id_of(word: str) -> str:
    return word.replace(" ", "-")


def _within(message: Message) -> Iterator[Message]:
    """Yield the messages that stand in the places of a message."""
    for _, value in message.items:
        for member in value if isinstance(value, list | tuple) else (value,):
            if isinstance(member, Message):
                yield member


@cache
def _loaded(code: str) -> Language:
    contents = [tomllib.loads(path.read_text("utf-8")) for path in sorted((_FOLDER / code).glob("*.toml"))]
    messages = {id_: text for content in contents for id_, text in content.get("messages", {}).items()}
    phrases = {phrase: text for content in contents for phrase, text in content.get("phrases", {}).items()}
    return Language(code, messages, phrases)
