"""The commands that render and compare results files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conformance.cli.output import TO, write_output
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.results.view import ResultsView

__all__ = ["ComparisonFormat", "Format", "compare", "read", "report", "views"]


class Format(StrEnum):
    """The formats of reports."""

    HTML = "html"
    MD = "md"
    JUNIT = "junit"
    CSV = "csv"
    CTRF = "ctrf"
    BADGE = "badge"


class ComparisonFormat(StrEnum):
    """The formats of a comparison."""

    HTML = "html"
    MD = "md"
    JSON = "json"


_Results = Annotated[list[Path], typer.Argument(metavar="RESULTS", help="Results files that runs have written.")]
_Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help=TO)]
_Language = Annotated[str, typer.Option("--lang", help="The language of pages and Markdown: en or zh.")]


def report(
    results: _Results,
    format: Annotated[Format, typer.Option("--format", help="What to make of them.")] = Format.HTML,  # noqa: A002
    output: _Output = None,
    lang: _Language = "en",
) -> None:
    """Render results: the audit page, Markdown, JUnit XML, a table, CTRF, or a badge (SVG, or JSON for a .json)."""
    write_output(_renderers(lang, output)[format](views(results)), output)


def compare(
    results: _Results,
    format: Annotated[ComparisonFormat, typer.Option("--format", help="What to make of them.")] = ComparisonFormat.HTML,  # noqa: A002
    output: _Output = None,
    lang: _Language = "en",
    *,
    gate: Annotated[bool, typer.Option("--gate", help="Exit 1 where a later run is worse, 10: cannot tell.")] = False,
) -> None:
    """Compare several results, of targets or of dates of one target, with the first."""
    from conformance.reports.files import comparison_file
    from conformance.reports.html import compare as page

    runs = views(results)
    page.refuse_other_counts(runs)
    match format:
        case ComparisonFormat.HTML:
            write_output(page.render(runs, lang), output)
        case ComparisonFormat.MD:
            write_output(comparison_file.render_markdown(runs, lang), output)
        case ComparisonFormat.JSON:
            write_output(comparison_file.render_json(runs), output)
    if gate:
        raise typer.Exit(comparison_file.comparison_status(runs))


def _renderers(language: str, output: Path | None) -> Mapping[Format, Callable[[Sequence[ResultsView]], str]]:
    from conformance.reports.files import badge, csv_table, ctrf, junit, markdown
    from conformance.reports.html import results_page

    def of_badge(views: Sequence[ResultsView]) -> str:
        if len(views) > 1:
            raise UsageError("a badge shows one run", "render each by itself")
        as_json = output is not None and output.suffix == ".json"
        return badge.render_json(views[0]) if as_json else badge.render_svg(views[0])

    md = partial(markdown.render, language=language)
    return {
        Format.HTML: partial(results_page.render_several, language=language),
        Format.MD: md,
        Format.JUNIT: junit.render,
        Format.CSV: csv_table.render,
        Format.CTRF: ctrf.render,
        Format.BADGE: of_badge,
    }


_DECLARING = ("checks", "client.http", "clients.document", "engine.run", "inference.observations", "probes")
"""What says the sentences of a results file: their templates are declared there."""


def views(paths: Sequence[Path]) -> list[ResultsView]:
    """Return results as typed values, when all that they may say is declared. Raises UsageError as ``read`` does."""
    from conformance.results.view import ResultsView

    for name in _DECLARING:
        import_module(f"conformance.{name}")
    return [ResultsView.of(read(path)) for path in paths]


def read(path: Path) -> dict[str, Any]:
    """Read a results document; raises UsageError where it cannot be read or violates schemas/suite/results.json."""
    from conformance.contract.suite_schema import refuse_broken
    from conformance.reports.files import results_file

    document = results_file.read(path)
    refuse_broken("results", document, path)
    return document
