"""How soon a large audit page can be read and searched, in the Chromium of the distribution; best of several loads.

``python benchmarks/pages.py`` needs what the tox environment ``browser`` installs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from playwright.sync_api import sync_playwright
from sample_audit import large

from conformance.reports.html import audit
from conformance.results.view import ResultsView

__all__ = ["main"]

_LOADS = 5
_READY = "() => performance.getEntriesByType('navigation')[0].domInteractive"
_SEARCHED = """() => {
    const start = performance.now(), field = document.getElementById('filter-text');
    field.value = 'number';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - start;
}"""


def main() -> None:
    """Print size in megabytes, and milliseconds until the page can be read and has been searched."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "large.html"
        audit.write(ResultsView.of(large()), path)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        ready, searched = [], []
        for _ in range(_LOADS):
            page = browser.new_page()
            page.goto(path.as_uri())
            ready.append(page.evaluate(_READY))
            searched.append(page.evaluate(_SEARCHED))
            page.close()
        browser.close()
        size = path.stat().st_size / 1e6
    print(f"{size:.2f} MB; read after {min(ready):.0f} ms, searched in {min(searched):.0f} ms")  # noqa: T201  # a command


if __name__ == "__main__":
    main()
