"""Defaults of other plugins' options while our suite runs."""

from __future__ import annotations

import pytest

from conformance.plugin.settings import Settings
from conformance.results.files_beside import file_beside

__all__ = ["prefer_our_reports"]


def prefer_our_reports(config: pytest.Config, settings: Settings) -> None:
    """Change the defaults of other plugins' options, but no option that the user set."""
    option = config.option
    if getattr(option, "htmlpath", "") is None:
        option.htmlpath = str(file_beside(settings.results, "report.html"))
        option.self_contained_html = True
    if option.tbstyle == "auto":
        option.tbstyle = "no"
    if option.reportchars == "fE":
        option.reportchars = ""
    if getattr(option, "dist", "no") == "load":
        option.dist = "loadgroup"
