"""docs/servers.md, made of what is published; a server that was not judged is told of with what is missing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inventory import FOLDER, SERVERS, Server

from conformance.site.bundles.opening import laid_open

__all__ = ["Judged", "page"]

_EXAMPLES = FOLDER.parent / "reports" / "examples"
_SAID = {"fail": "**fails**", "advice": "warning"}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A server with what is published of it: its version, the exit status of each step, and the results of each run."""

    server: Server
    version: str
    statuses: Mapping[str, int]
    runs: Sequence[Document]
    """By its own contract first; under load last."""

    @classmethod
    def read(cls, path: Path) -> Judged:
        """Return what is published of a version of a server, with the bundle of the same name beside it."""
        told = json.loads(path.read_bytes())
        with tempfile.TemporaryDirectory() as scratch:
            bundle = laid_open(path.with_name(f"{path.stem}.zip"), Path(scratch), sparing=True)
            runs = [bundle.results(run) for run in bundle.manifest.runs]
        statuses = {step["name"]: step["exit_status"] for step in told["steps"]}
        return cls(SERVERS[told["server"]], told["version"], statuses, runs)

    @property
    def pinned(self) -> bool:
        """Whether it is the version of today, which the sentences of its folder are about."""
        return self.version == self.server.version

    @property
    def judged(self) -> Sequence[Document]:
        """The runs without those under load."""
        return [run for run in self.runs if "soak" not in run["measurements"]]

    @property
    def soaks(self) -> Sequence[Document]:
        """The runs under load."""
        return [run for run in self.runs if "soak" in run["measurements"]]


def page(judged: Sequence[Judged]) -> str:
    """Return the page as Markdown."""
    lines = [
        "# Servers that were judged",
        "",
        "Written by `python servers/publish.py` from the bundles in [reports/site](../reports/site/README.md):",
        "the servers kept in [servers/](../servers/README.md), each installed from its pins, started on a CPU and",
        "judged by its own contract and by `openai-compatible`. Mocks are judged without the relations between",
        "vectors. *Found out* is how often a server passed the contract that `discover` wrote of it, in three runs",
        "with other texts. Older versions stay beside those that are pinned now. Facts about these versions and these",
        "settings; nothing here is a verdict on a project.",
        "",
        "| server | version | judged on | contract | verdict | drop-in | found out |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row for each in judged for row in _rows(each)),
        "",
        "## What was found",
        "",
        "The sentences are written by hand, after the commands that the reports print were sent again.",
        *(line for each in judged if each.pinned for line in _findings(each)),
        *_under_load(judged),
    ]
    there = {each.server.name for each in judged}
    others = [each for each in SERVERS.values() if each.name not in there]
    reasons = [f"- {each.title}: {each.missing or 'nothing is published of it.'}" for each in others]
    return "\n".join([*lines, "", "## Not run", "", *reasons]) + "\n"


def _rows(each: Judged) -> Iterator[str]:
    found_out = _found_out([status for name, status in each.statuses.items() if name.startswith("observed-")])
    for document in each.judged:
        drop_in = document.get("drop_in") or {}
        verdict = document["run"]["verdict"] + _counted(document)
        told = [each.server.title, each.version, document["run"]["started"][:10], _contract(document), verdict]
        yield f"| {' | '.join([*told, drop_in.get('verdict', '·'), found_out])} |"


def _contract(document: Document) -> str:
    return f"`{document['target']['contract']}`"


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
    for document in each.judged:
        for result in document["results"]:
            if result["verdict"] in _SAID:
                found.setdefault(result["id"], {})[_contract(document)] = _SAID[result["verdict"]]
    for check, verdicts in sorted(found.items()):
        where = ", ".join(f"{verdict} by {contract}" for contract, verdict in verdicts.items())
        yield f"- `{check}` ({where}): {each.server.explained.get(check, 'not explained yet')}"
    yield from () if found else ("Nothing is amiss.",)


def _reports(server: Server) -> Iterator[str]:
    """Yield where whole reports of a server are kept, which are of the version that they name."""
    folders = [name for name in (server.name, f"{server.name}-observed") if (_EXAMPLES / name / "README.md").is_file()]
    links = [f"[{name}](../reports/examples/{name}/README.md)" for name in folders]
    yield from (f"Reports that are kept: {', '.join(links)}.", "") if links else ()


def _under_load(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield what was found of servers that were put under load, if any was."""
    soaked = [(each, document) for each in judged for document in each.soaks]
    if not soaked:
        return
    yield from ("", "## Under load", "", "| server | version | judged on | users | seconds | requests | verdict |")
    yield "| --- | --- | --- | ---: | ---: | ---: | --- |"
    for each, document in soaked:
        load = document["measurements"]["soak"]
        sizes = [load["users"], round(load["seconds"]), f"{load['requests']:,}"]
        found = document["run"]["verdict"] + _counted(document)
        told = [each.server.title, each.version, document["run"]["started"][:10], *map(str, sizes), found]
        yield f"| {' | '.join(told)} |"
