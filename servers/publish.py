"""Makes what is published of servers and clients: ``python servers/publish.py [--from FOLDER] [--site FOLDER]``.

What ``judge.py`` here and ``drive.py`` of drivers/ left in a folder (``--from``, reports) goes into reports/site, slim,
a bundle for each version; what was not judged again stays as it is. Of what lies there then, docs/servers.md,
docs/clients.md and the site (``--site``, build/site) are made.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "drivers"))

import page as clients_page  # the path to it is set above
from catalogue import CLIENTS
from inventory import FOLDER, SERVERS
from judge import PUBLISHED
from page import Driven
from servers_page import Judged, page

from conformance.site.writing import write_site

__all__ = ["KEPT", "KEPT_OF_CLIENTS", "driven", "kept"]

_ROOT = FOLDER.parent
KEPT = _ROOT / "reports" / "site" / "servers"
"""Where what is published of servers is kept: a bundle for each version, and which steps were taken."""
KEPT_OF_CLIENTS = _ROOT / "reports" / "site" / "clients"
"""Where bundles of clients are kept, one for each version."""


def kept() -> list[Judged]:
    """Return the servers of which something is published, each with its latest version first."""
    found = [Judged.read(path) for path in KEPT.glob("*.json")]
    names = [*SERVERS]
    found.sort(key=lambda each: each.runs[0]["run"]["started"], reverse=True)
    return sorted(found, key=lambda each: names.index(each.server.name))


def driven() -> list[Driven]:
    """Return the clients of which something is published, in the version that is pinned."""
    paths = [(client, KEPT_OF_CLIENTS / f"{client.pinned}.zip") for client in CLIENTS.values()]
    return [Driven.read(client, path) for client, path in paths if path.is_file()]


def _keep(source: Path) -> None:
    for server in SERVERS.values():
        judged, bundle = (source / "servers" / server.name / name for name in ("judged.json", PUBLISHED))
        if judged.is_file() and bundle.is_file():
            of_version = f"{server.name}-{json.loads(judged.read_bytes())['version']}"
            KEPT.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(judged, KEPT / f"{of_version}.json")
            shutil.copyfile(bundle, KEPT / f"{of_version}.zip")
    for bundle in (source / "clients").glob(f"*/{PUBLISHED}"):
        KEPT_OF_CLIENTS.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle, KEPT_OF_CLIENTS / f"{bundle.parent.name}.zip")


def main() -> None:
    """Keep what is new, and make page and site."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", type=Path, default=_ROOT / "reports", metavar="FOLDER", dest="source")
    parser.add_argument("--site", type=Path, default=_ROOT / "build" / "site", metavar="FOLDER")
    asked = parser.parse_args()
    _keep(asked.source)
    judged, clients = kept(), driven()
    if not judged:
        sys.exit(f"nothing was judged in {asked.source}; judge servers with: python servers/judge.py")
    (_ROOT / "docs" / "servers.md").write_text(page(judged), "utf-8")
    (_ROOT / "docs" / "clients.md").write_text(clients_page.page(clients), "utf-8")
    shutil.rmtree(asked.site, ignore_errors=True)
    write_site([*sorted(KEPT.glob("*.zip")), *sorted(KEPT_OF_CLIENTS.glob("*.zip"))], asked.site)
    told = f"{len(judged)} versions of servers, {len(clients)} clients"
    print(f"docs/servers.md, docs/clients.md and {asked.site / 'index.html'}: {told}")  # noqa: T201  # a command


if __name__ == "__main__":
    main()
