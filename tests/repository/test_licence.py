"""The licence that pyproject.toml names is the one that is shipped."""

from __future__ import annotations

import tomllib

from checkout import ROOT


def test_the_licence_file_holds_the_licence_named() -> None:
    """Apache-2.0 is said and shipped."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text("utf-8")
