"""The output of a judging command: results, evidence, the audit page, and the summary in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from conformance.model.exchange import Exchange

__all__ = ["holding", "leave"]


@contextmanager
def holding(results: Path, option: str = "--results") -> Iterator[None]:
    """Keep a results file, and what stands beside it, for one command.

    Raises UsageError where it cannot be written, or another run writes it.
    """
    from conformance.evidence.run_lock import run_lock
    from conformance.reports.files.results_file import refuse_unwritable

    refuse_unwritable(results)
    with run_lock(results, option):
        yield


def leave(document: Mapping[str, Any], exchanges: Iterable[Exchange], results: Path, language: str) -> int:
    """Write everything beside the results file, print the summary, and return the exit status of the verdict.

    Raises UsageError where something cannot be written.
    """
    from conformance.evidence.store import Store
    from conformance.reports.files import results_file
    from conformance.reports.finishing import finish
    from conformance.reports.i18n.language import Language
    from conformance.reports.sanitising import one_line
    from conformance.reports.terminal import run_summary as terminal
    from conformance.reports.terminal.forms_used import forms_used
    from conformance.reports.terminal.scenario_lines import scenario_lines
    from conformance.reports.terminal.wrapping import fitting_width, wrap
    from conformance.results.files_beside import file_beside
    from conformance.results.view import ResultsView

    results_file.write(document, results)
    store = Store(file_beside(results, "evidence.jsonl"))
    for exchange in exchanges:
        store.append(exchange)
    width = fitting_width(shutil.get_terminal_size().columns)
    words = Language.named(language)
    view, page = ResultsView.of(document), file_beside(results, "audit.html").name
    annotations = finish(view, results, os.environ, language)
    lines = [
        *scenario_lines(view, width, language),
        *forms_used(view, width, language),
        "",
        *(line for trouble in view.run.troubles for line in wrap(one_line(words.sentence(trouble)), width)),
        *terminal.summary(view, width, colour=sys.stdout.isatty(), page=page, language=language),
    ]
    for line in (*lines, terminal.where_results_are(results, page, language), *annotations):
        typer.echo(line)
    return view.run.exit_status
