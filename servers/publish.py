"""Makes what is published of the servers kept here: ``python servers/publish.py [--from FOLDER] [--site FOLDER]``.

What ``judge.py`` left in a folder (``--from``, reports/servers) goes into reports/site, slim; a server that was not
judged again stays as it is. Of what lies there then, docs/servers.md and the site (``--site``, build/site) are made.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from inventory import FOLDER, SERVERS
from judge import PUBLISHED
from servers_page import Judged, page

from conformance.site.writing import write_site

__all__ = ["CLIENTS", "KEPT", "kept"]

_ROOT = FOLDER.parent
KEPT = _ROOT / "reports" / "site" / "servers"
"""Where what is published of servers is kept: a bundle for each, and which steps were taken."""
CLIENTS = _ROOT / "reports" / "site" / "clients"
"""Where bundles of clients are kept."""


def kept() -> list[Judged]:
    """Return the servers of which something is published."""
    return [Judged.read(server, KEPT) for server in SERVERS.values() if (KEPT / f"{server.name}.json").is_file()]


def _keep(source: Path) -> None:
    for server in SERVERS.values():
        judged, bundle = (source / server.name / name for name in ("judged.json", PUBLISHED))
        if judged.is_file() and bundle.is_file():
            KEPT.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(judged, KEPT / f"{server.name}.json")
            shutil.copyfile(bundle, KEPT / f"{server.name}.zip")


def main() -> None:
    """Keep what is new, and make page and site."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", type=Path, default=_ROOT / "reports" / "servers", metavar="FOLDER", dest="source")
    parser.add_argument("--site", type=Path, default=_ROOT / "build" / "site", metavar="FOLDER")
    asked = parser.parse_args()
    _keep(asked.source)
    judged = kept()
    if not judged:
        sys.exit(f"nothing was judged in {asked.source}; judge servers with: python servers/judge.py")
    (_ROOT / "docs" / "servers.md").write_text(page(judged), "utf-8")
    shutil.rmtree(asked.site, ignore_errors=True)
    write_site([*sorted(KEPT.glob("*.zip")), *sorted(CLIENTS.glob("*.zip"))], asked.site)
    print(f"docs/servers.md and {asked.site / 'index.html'}: {len(judged)} servers")  # noqa: T201  # a command


if __name__ == "__main__":
    main()
