"""A page of one file: a template with its style and script inside, under a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from conformance.errors import UsageError
from conformance.model.message import Message
from conformance.model.verdict import Verdict
from conformance.reports.html.quoting import in_html, marked
from conformance.reports.html.shapes import got_shape, shape
from conformance.reports.html.tongue import tongue
from conformance.reports.html.web import is_web, page_of_the_tool
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.statement import headings_told, stated
from conformance.results.sentence import Sentence

__all__ = ["PAGES", "Look", "environment", "page", "put"]

_FOLDER = Path(__file__).parent / "templates"
_LONGEST_HEAD = 100
_NO_NAME = re.compile("[^0-9A-Za-z._-]+")
_INDENTATION = re.compile("^[ ]+", re.MULTILINE)
_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Look:
    """Where the templates of pages are looked for, and what they wear and run, by the names of files there."""

    folders: tuple[Path, ...] = (_FOLDER,)
    styles: tuple[str, ...] = ("page.css", "matrix.css", "charts.css")
    scripts: tuple[str, ...] = ("page.js",)
    of_strangers: bool = False
    """Whether sentences are made of their data, in English too, since whoever wrote the results is not known."""

    def of_site(self, folder: Path, styles: tuple[str, ...]) -> Look:
        """Return the look of pages of strangers' results, with templates and styles of their own and no script."""
        return Look((folder, *self.folders), styles, (), of_strangers=True)

    def read(self, names: Iterable[str]) -> str:
        """Return some files, one after another."""
        found = (next(folder / name for folder in self.folders if (folder / name).is_file()) for name in names)
        return "".join(path.read_text("utf-8") for path in found)


class _Unindented(Extension):
    """Leaves out how templates are indented, which is for those who read them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 (of jinja2)
        """Return a template without it."""
        return _INDENTATION.sub("", source)


PAGES = Look()
"""The look of the reports."""


def page(template: str, language: Language, /, look: Look = PAGES, running: str = "", **values: Any) -> str:
    """Return a template filled in: escaped, harmless, complete in itself.

    The page may run its own script and wear its own style, known by their digests, and load nothing. On paper each
    sheet begins with ``running``.
    """
    style, script = look.read(look.styles) + _running_head(running), look.read(look.scripts)
    policy = _POLICY.format(style=_digest(style), script=_digest(script))
    return (
        environment(language, look)
        .get_template(template)
        .render(
            **values,
            style=_ours(style),
            script=_ours(script),
            policy=policy,
        )
    )


@cache
def environment(language: Language, look: Look = PAGES) -> Environment:
    """Return the templates' environment: whatever a template shows is made harmless, then escaped.

    Filters: ``say`` renders a phrase, ``sentence`` a sentence of the results, ``message`` a message of a page.
    """
    made = Environment(
        loader=FileSystemLoader(look.folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_harmless_value, language.code),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", _Unindented],
    )
    # Not gettext: what that returns is not escaped any more, and some of what is translated comes from results.
    made.filters["say"] = lambda text: language.say(str(text))
    quoting = language.quoting(marked)
    made.filters["sentence"] = partial(_sentence, quoting, look)
    made.filters["message"] = quoting.message
    made.filters["harmless"] = harmless
    made.filters["headings"] = lambda locator: headings_told(str(locator), language)
    made.filters["anchor"] = _anchor
    made.filters["tongue"] = tongue
    made.tests["web"] = is_web
    made.globals |= {
        "words": language,
        "shape": shape,
        "got_shape": got_shape,
        "stated": stated,
        "verdicts": tuple(Verdict),
        "home": page_of_the_tool(),
    }
    made.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        gettext=language.say,
        ngettext=lambda one, many, count: language.say(one if count == 1 else many),
        newstyle=True,
    )
    return made


def _sentence(language: Language, look: Look, sentence: Sentence | Message) -> Markup | str:
    """Return a sentence, marked where it stands in another language than the page."""
    if isinstance(sentence, Message):
        return language.message(sentence)
    words = language.rendered(sentence) if look.of_strangers else language.sentence(sentence)
    foreign = language.code != "en" and words and not language.knows(sentence)
    return Markup('<span lang="en">{}</span>').format(in_html(words, "en")) if foreign else words


def put(content: str, path: Path) -> None:
    """Write a page as UTF-8; missing folders are made. Raises UsageError where the path cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror})", "give another path with -o") from error


def _running_head(words: str) -> str:
    """Return the style that repeats words on each sheet, every character as an escape, so that none ends the string."""
    escaped = "".join(f"\\{ord(character):x} " for character in one_line(words)[:_LONGEST_HEAD])
    return f'@page {{ @top-left {{ content: "{escaped}"; font-size: 9pt; }} }}\n' if words else ""


def _ours(asset: str) -> Markup:
    return Markup(asset)  # noqa: S704 (a file of this package)


def _harmless_value(language: str, value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, Markup) else in_html(value, language)


def _anchor(name: object) -> str:
    """Return the name of a place on the page that is the same in an address."""
    return _NO_NAME.sub("-", str(name))


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
