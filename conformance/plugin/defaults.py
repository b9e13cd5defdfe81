"""What other plugins do while our suite runs, unless the user says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.plugin.settings import Settings
from conformance.reports import pytest_html

__all__ = ["prefer_our_reports"]

_CSS = Path(pytest_html.__file__).with_name("pytest_html.css")


def prefer_our_reports(config: pytest.Config, settings: Settings) -> None:
    """Set what other plugins would do by default, where the user has not."""
    option = config.option
    if getattr(option, "htmlpath", "") is None:
        option.htmlpath = str(settings.results.with_name("report.html"))
        option.self_contained_html = True
    if getattr(option, "htmlpath", None):
        option.css = [*option.css, _without_the_users_path(_CSS)]
    if option.tbstyle == "auto":
        option.tbstyle = "no"
    if option.reportchars == "fE":
        option.reportchars = ""
    if getattr(option, "dist", "no") == "load":
        option.dist = "loadgroup"


def _without_the_users_path(path: Path) -> str:
    """Return a path from here, since pytest-html prints it; on another drive there is none."""
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)
