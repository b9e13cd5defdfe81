"""The commands that turn results files into what people read, and what machines take in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from conformance.cli.output import TO, put
from conformance.errors import UsageError

__all__ = ["Format", "compare", "read", "report"]


class Format(StrEnum):
    """The forms a report can take."""

    HTML = "html"
    MD = "md"
    JUNIT = "junit"
    CSV = "csv"


_Results = Annotated[list[Path], typer.Argument(metavar="RESULTS", help="Results files that runs have written.")]
_Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help=TO)]
_Language = Annotated[str, typer.Option("--lang", help="The language of the page: en or zh.")]


def report(
    results: _Results,
    format: Annotated[Format, typer.Option("--format", help="What to make of them.")] = Format.HTML,  # noqa: A002
    output: _Output = None,
    lang: _Language = "en",
) -> None:
    """Render results: the audit page, a Markdown summary, JUnit XML, or a table."""
    documents = [read(path) for path in results]
    put(_renderers(lang)[format](documents), output)


def compare(results: _Results, output: _Output = None, lang: _Language = "en") -> None:
    """Lay several results beside each other: targets, or dates of one target; the first is the one compared with."""
    from conformance.reports.html import compare as page  # noqa: PLC0415  # a command imports what it needs only

    put(page.render([read(path) for path in results], lang), output)


def _renderers(language: str) -> Mapping[Format, Callable[[Sequence[Mapping[str, Any]]], str]]:
    from conformance.reports.files import csv_table, junit, markdown  # noqa: PLC0415  # as above
    from conformance.reports.html import audit  # noqa: PLC0415

    def html(documents: Sequence[Mapping[str, Any]]) -> str:
        if len(documents) > 1:
            raise UsageError("an audit page shows one run", "render each by itself, or use the command compare")
        return audit.render(documents[0], language)

    return {Format.HTML: html, Format.MD: markdown.render, Format.JUNIT: junit.render, Format.CSV: csv_table.render}


def read(path: Path) -> dict[str, Any]:
    """Return a results document that its schema allows; raises UsageError for any other file."""
    from conformance.contract.suite_schema import refuse_broken  # noqa: PLC0415  # as above
    from conformance.reports.files import results_file  # noqa: PLC0415

    document = results_file.read(path)
    refuse_broken("results", document, path)
    return document
