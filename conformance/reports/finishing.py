"""What the end of a run leaves behind: the audit page, and in a GitHub workflow its summary and annotations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.errors import UsageError
from conformance.reports.files import markdown
from conformance.reports.html import results_page
from conformance.results.files_beside import file_beside
from conformance.results.view import ResultsView

__all__ = ["finish"]

_SUMMARY, _WORKFLOW = "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"


def finish(view: ResultsView, results: Path, environment: Mapping[str, str], language: str = "en") -> list[str]:
    """Write the audit page beside the results, and a summary where the environment asks for one.

    Returns the lines to print after it: annotations in a GitHub workflow, else none. Raises UsageError where something
    cannot be written.
    """
    results_page.write(view, file_beside(results, "audit.html"), language)
    if summary := environment.get(_SUMMARY):
        _append(Path(summary), markdown.render([view], language))
    return markdown.workflow_commands(view, language) if environment.get(_WORKFLOW) == "true" else []


def _append(path: Path, content: str) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(content + "\n")
    except OSError as error:
        raise UsageError(f"${_SUMMARY} {path} cannot be written ({error.strerror})", "unset it, or mend it") from error
