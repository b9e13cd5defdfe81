"""Makes the examples in this folder anew: ``tox -e examples``.

The reference service as it is, the same with a dozen faults, and both compared; the same under load; a client that goes
wrong, clients beside each other, and what a survey finds. Those of recorded servers are not touched, but for their
pages, which are rendered from the results that lie there.
"""  # noqa: INP001 (a command, no package)

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from discovery_example import discovered
from gate_example import clients_page, gate_results
from soak_example import soak_results

from conformance.cli.reports import views
from conformance.reports.html import compare, results_page
from conformance.reports.html.page import put
from conformance.results.view import ResultsView

FOLDER = Path(__file__).parent
MADE = frozenset({"reference", "broken", "soak", "gate"})
FAULTS = (
    "rows-swapped-at-cap",
    "index-starts-at-one",
    "dim-ignored",
    "usage-total-missing",
    "code-null",
    "param-missing",
    "wrong-key-403",
    "digits-500",
    "over-cap-answered",
    "cut-at-512",
    "html-content-type",
    "cache-by-64-characters",
)


def _judged(name: str, faults: Sequence[str]) -> ResultsView:
    """Judge the embedded service with faults, keep results and page, and return the results."""
    kept = FOLDER / name
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        options = ["--pyargs", "conformance", "-q", "-p", "no:cacheprovider", f"--emb-results={path}"]
        command = [sys.executable, "-m", "pytest", *options, *(f"--emb-fault={fault}" for fault in faults)]
        subprocess.run(command, cwd=folder, check=False)  # noqa: S603 (our own command)
        (kept / "results.json").write_bytes(path.read_bytes())
    view = views([kept / "results.json"])[0]
    results_page.write(view, kept / "audit.html")
    return view


def _kept(name: str, results: bytes) -> None:
    """Keep results, and their page in both languages."""
    kept = FOLDER / name
    kept.mkdir(exist_ok=True)
    (kept / "results.json").write_bytes(results)
    (view,) = views([kept / "results.json"])
    for language, page in (("en", "audit.html"), ("zh", "audit.zh.html")):
        results_page.write(view, kept / page, language)


def main() -> None:
    """Make all examples."""
    runs = [_judged("reference", ()), _judged("broken", FAULTS)]
    compare.write(runs, FOLDER / "comparison.html")
    compare.write(runs, FOLDER / "comparison.zh.html", "zh")
    _kept("soak", soak_results())
    _kept("gate", gate_results())
    for language, page in (("en", "clients.html"), ("zh", "clients.zh.html")):
        put(clients_page(language), FOLDER / page)
    for language, page in (("en", "discovered.html"), ("zh", "discovered.zh.html")):
        put(discovered(language), FOLDER / page)
    for recorded in FOLDER.glob("*/results.json"):
        if recorded.parent.name not in MADE:
            results_page.write(*views([recorded]), recorded.with_name("audit.html"))


if __name__ == "__main__":
    main()
