"""The page that fits a results document: of a soak, of a client, or the audit page of a service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conformance.errors import UsageError
from conformance.reports.html import audit, client_page, clients_page, soak_page
from conformance.reports.html.clients_page import ClientTable, DrivenClient
from conformance.reports.html.page import put
from conformance.results.soak_view import SoakView
from conformance.results.view import ResultsView

__all__ = ["render", "render_several", "write"]


def write(view: ResultsView, path: Path, language: str = "en") -> None:
    """Write the page of results; missing folders are made.

    Raises UsageError where the path cannot be written, or there is no such language.
    """
    put(render(view, language), path)


def render(view: ResultsView, language: str = "en") -> str:
    """Return the page of results as HTML. Raises UsageError where there is no such language."""
    soak = SoakView.of(view.measurements)
    if soak is not None:
        return soak_page.render(view, soak, language)
    return client_page.render(view, language) if view.target.client else audit.render(view, language)


def render_several(views: Sequence[ResultsView], language: str = "en") -> str:
    """Return the page of one run, or of several clients that were put through the scenarios.

    Raises UsageError for several runs of services, and where there is no such language.
    """
    if len(views) == 1:
        return render(views[0], language)
    if not all(view.scenarios for view in views):
        raise UsageError("an audit page shows one run", "render each by itself, or use the command compare")
    clients = tuple(DrivenClient(view.target.client, "", view) for view in views)
    return clients_page.render([ClientTable("", clients)], language)
