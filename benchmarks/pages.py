"""How large an audit page of three models and a hundred findings is, and how soon it can be read and searched.

In the Chromium of the distribution, best of several loads; ends with 1 where it is beyond what a page may be.

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
_MOST_BYTES, _MOST_ELEMENTS, _MOST_MILLISECONDS = 1_000_000, 12_000, 500
_ELEMENTS = "() => document.querySelectorAll('*').length"
_READY = "() => performance.getEntriesByType('navigation')[0].domInteractive"
_SEARCHED = """() => {
    const start = performance.now(), field = document.getElementById('filter-text');
    field.value = 'number';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - start;
}"""


def main() -> int:
    """Print bytes, elements, and milliseconds until the page can be read and has been searched."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "large.html"
        audit.write(ResultsView.of(large()), path)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        ready, searched, elements = [], [], 0
        for _ in range(_LOADS):
            page = browser.new_page()
            page.goto(path.as_uri())
            ready.append(page.evaluate(_READY))
            searched.append(page.evaluate(_SEARCHED))
            elements = page.evaluate(_ELEMENTS)
            page.close()
        browser.close()
        size = path.stat().st_size
    print(f"{size:,} bytes of at most {_MOST_BYTES:,}; {elements:,} elements of at most {_MOST_ELEMENTS:,}")  # noqa: T201  # a command
    print(f"read after {min(ready):.0f} ms of at most {_MOST_MILLISECONDS}; searched in {min(searched):.0f} ms")  # noqa: T201
    return int(size > _MOST_BYTES or elements > _MOST_ELEMENTS or min(ready) > _MOST_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
