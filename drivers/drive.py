"""Puts the clients here, or those named, through all scenarios of the gate: ``python drivers/drive.py [CLIENT …]``.

Each meets a service that answers base64 with floats, and one that answers it with base64. Results, evidence and a slim
bundle of both, which is what is published, go into a folder of the client's name and version (``--into``,
reports/clients). Takes minutes, since clients wait before they ask again. Ends with status 1 where a client cannot be
driven; what it was found to do is no mishap.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from catalogue import CLIENTS, FOLDER, Client, chosen
from page import WAYS

__all__ = ["PUBLISHED", "drive"]

OURS = [sys.executable, "-c", "from conformance.cli import main; main()"]
PUBLISHED = "published.zip"
TELLING = frozenset({0, 1, 10})
"""Exit statuses of the gate that say something of a client."""


def drive(client: Client, into: Path) -> str:
    """Put a client through all scenarios both ways, and return what kept it from that; empty where nothing did."""
    folder = into / client.pinned
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not client.ready:
        return f"{client.title} is not installed; make its environment with: python drivers/install.py {client.name}"
    results = []
    for way, oddities in WAYS.items():
        results.append(f"{way}/results.json")
        options = ["--driver", "--patience=180s", "--progress=off", f"--results={folder / results[-1]}"]
        unusual = [f"--oddity={oddity}" for oddity in oddities]
        command = [sys.executable, str(FOLDER / "run.py"), client.name]
        if (said := _ended(["gate", *options, *unusual, "--", *command], folder, TELLING)) is not None:
            return f"{client.title} cannot be driven: {said}"
    named = f"--name={' '.join(filter(None, [client.title, client.version]))}"
    packed = ["pack", *results, "--slim", named, "--where=the machine it ran on", f"--output={PUBLISHED}"]
    said = _ended(packed, folder, frozenset({0}))
    return "" if said is None else f"{client.title} cannot be packed: {said}"


def _ended(arguments: list[str], folder: Path, right: frozenset[int]) -> str | None:
    """Run a command of ours, and return its last line where it ends with another status than a right one."""
    done = subprocess.run(  # noqa: S603  # a command of ours
        [*OURS, *arguments], cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    return None if done.returncode in right else (done.stderr.strip().splitlines() or ["it says nothing"])[-1]


def main() -> int:
    """Drive what is asked for, as many at once as there are cores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", nargs="*", metavar="CLIENT")
    parser.add_argument("--into", type=Path, default=FOLDER.parent / "reports" / "clients", metavar="FOLDER")
    asked = parser.parse_args()
    clients, lost = chosen(asked.client or [*CLIENTS]), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for client, said in zip(clients, pool.map(partial(drive, into=asked.into.resolve()), clients), strict=True):
            lost += bool(said)
            told = said or " ".join(filter(None, [client.title, client.version, "was driven"]))
            print(told, flush=True)  # noqa: T201  # a command
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
