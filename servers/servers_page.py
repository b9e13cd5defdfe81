"""Writes docs/servers.md from what ``judge.py`` left: ``python servers/servers_page.py [--from FOLDER] [--page PATH]``.

A server that was not judged is told of with what is missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inventory import FOLDER, SERVERS, Server

__all__ = ["Judged", "page"]

_EXAMPLES = FOLDER.parent / "reports" / "examples"
_SAID = {"fail": "**fails**", "advice": "warning"}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A server with what was judged: the exit status of each step, and the results of each run, by the step's name."""

    server: Server
    version: str
    statuses: Mapping[str, int]
    results: Mapping[str, Document]

    @classmethod
    def read(cls, server: Server, folder: Path) -> Judged:
        """Return what lies in the folder of a server; raises OSError where it was not judged."""
        told = json.loads((folder / "judged.json").read_bytes())
        steps = told["steps"]
        runs = [step for step in steps if step["leaves"].endswith("results.json")]
        results = {step["name"]: json.loads((folder / step["leaves"]).read_bytes()) for step in runs}
        return cls(server, told["version"], {step["name"]: step["exit_status"] for step in steps}, results)


def page(judged: Sequence[Judged]) -> str:
    """Return the page as Markdown."""
    lines = [
        "# Servers that were judged",
        "",
        "Written by `python servers/servers_page.py`: the servers kept in [servers/](../servers/README.md), each",
        "installed from its pins, started on a CPU and judged by its own contract and by `openai-compatible`. Mocks",
        "are judged without the relations between vectors. *Found out* is how often a server passed the contract that",
        "`discover` wrote of it, in three runs with other texts. Facts about these versions and these settings;",
        "nothing here is a verdict on a project.",
        "",
        "| server | version | contract | verdict | drop-in | found out |",
        "| --- | --- | --- | --- | --- | --- |",
        *(row for each in judged for row in _rows(each)),
        "",
        "## What was found",
        "",
        "The sentences are written by hand, after the commands that the reports print were sent again.",
        *(line for each in judged for line in _findings(each)),
    ]
    there = {each.server.name for each in judged}
    others = [
        f"- {each.title}: {each.missing or 'not judged yet.'}" for each in SERVERS.values() if each.name not in there
    ]
    return "\n".join([*lines, "", "## Not run", "", *others]) + "\n"


def _contracts(each: Judged) -> list[str]:
    return [name for name in each.results if not name.startswith("observed-")]


def _rows(each: Judged) -> Iterator[str]:
    found_out = _found_out([status for name, status in each.statuses.items() if name.startswith("observed-")])
    for contract in _contracts(each):
        document = each.results[contract]
        drop_in = document.get("drop_in") or {}
        verdict = document["run"]["verdict"] + _counted(document)
        cells = [each.server.title, each.version, f"`{contract}`", verdict, drop_in.get("verdict", "·"), found_out]
        yield f"| {' | '.join(cells)} |"


def _found_out(statuses: Sequence[int]) -> str:
    """Return how often the contract that was found out was passed, and how often that could not be told."""
    if not statuses:
        return "·"
    undecided = f", undecided {statuses.count(10)}" if 10 in statuses else ""
    return f"conformant {statuses.count(0)} of {len(statuses)} times{undecided}"


def _counted(document: Document) -> str:
    """Return how many checks of a run fail, and how many warn."""
    verdicts = [result["verdict"] for result in document["results"]]
    counts = {"to fail": verdicts.count("fail"), "to warn": verdicts.count("advice")}
    told = [f"{count} {'check' if count == 1 else 'checks'} {what}" for what, count in counts.items() if count]
    return "".join(f", {each}" for each in told)


def _findings(each: Judged) -> Iterator[str]:
    yield from ("", f"### {each.server.title} {each.version}", "")
    yield from _reports(each.server)
    found: dict[str, dict[str, str]] = {}
    for contract in _contracts(each):
        for result in each.results[contract]["results"]:
            if result["verdict"] in _SAID:
                found.setdefault(result["id"], {})[contract] = _SAID[result["verdict"]]
    for check, verdicts in sorted(found.items()):
        where = ", ".join(f"{verdict} by `{contract}`" for contract, verdict in verdicts.items())
        yield f"- `{check}` ({where}): {each.server.explained.get(check, 'not explained yet')}"
    yield from () if found else ("Nothing is amiss.",)


def _reports(server: Server) -> Iterator[str]:
    """Yield where whole reports of a server are kept, which are of the version that they name."""
    folders = [name for name in (server.name, f"{server.name}-observed") if (_EXAMPLES / name / "README.md").is_file()]
    links = [f"[{name}](../reports/examples/{name}/README.md)" for name in folders]
    yield from (f"Reports that are kept: {', '.join(links)}.", "") if links else ()


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--from", type=Path, default=FOLDER.parent / "reports" / "servers", metavar="FOLDER", dest="source"
    )
    parser.add_argument("--page", type=Path, default=FOLDER.parent / "docs" / "servers.md")
    asked = parser.parse_args()
    servers = [each for each in SERVERS.values() if (asked.source / each.name / "judged.json").is_file()]
    if not servers:
        sys.exit(f"nothing was judged in {asked.source}; judge servers with: python servers/judge.py")
    asked.page.write_text(page([Judged.read(server, asked.source / server.name) for server in servers]), "utf-8")


if __name__ == "__main__":
    main()
