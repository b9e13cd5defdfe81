"""What the tests of bundles and the site share: a run that was judged once, and the bundle of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from judged_run import judged_run

from conformance.site.bundles import archive
from conformance.site.bundles.packing import pack


@pytest.fixture(scope="session")
def broken_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a service that ignores `dimensions` and begins to count at 1, its evidence beside them."""
    return judged_run(tmp_path_factory.mktemp("broken"), "dim-ignored", "index-starts-at-one", name="broken 1.0")


@pytest.fixture(scope="session")
def bundle(broken_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole bundle of that run."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    archive.write(pack([broken_run], by="a test", where="this machine"), path)
    return path
