"""docs/clients.md and a page for browsers, made of what is published of the clients kept here.

``python drivers/page.py PATH`` writes the page for browsers, ``--lang zh`` in Chinese; docs/clients.md is written by
``python servers/publish.py``.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue import CLIENTS, FOLDER, Client

from conformance.reports.html import clients_page
from conformance.reports.html.clients_page import ClientTable, DrivenClient
from conformance.results.view import ResultsView
from conformance.site.bundles.opening import laid_open

__all__ = ["WAYS", "Driven", "html", "page", "settled"]

WAYS: Mapping[str, Sequence[str]] = {"floats": (), "base64": ("base64-honoured",)}
"""How base64 is answered where a client asks for it, with the oddities that make the reference service do so."""
TOLD = {
    "floats": "A client that asks for base64 gets floats, as it may of a service whose document knows floats only.",
    "base64": (
        "A client that asks for base64 gets base64, in which faults of lists of numbers have no place: strings or null"
        " for numbers, nested or empty lists. Scenarios that are about base64 themselves are in the other table."
    ),
}
_GOT = {"its vectors": "vectors", "other vectors": "others", "an error": "error", "nothing": "nothing"}
_MARKS = {"fail": "**{}**", "advice": "*{}*"}
_CELLS = {**_MARKS, "inconclusive": "({})", "not-applicable": "–"}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Driven:
    """A client with the results of its runs, by the way base64 is answered."""

    client: Client
    results: Mapping[str, Document]

    @classmethod
    def read(cls, client: Client, path: Path) -> Driven:
        """Return what a bundle holds of a client."""
        with tempfile.TemporaryDirectory() as scratch:
            bundle = laid_open(path, Path(scratch), sparing=True)
            documents = [settled(client, bundle.results(run)) for run in bundle.manifest.runs]
        by_oddities = {tuple(document["target"].get("oddities", ())): document for document in documents}
        return cls(client, {way: by_oddities[tuple(oddities)] for way, oddities in WAYS.items()})


def settled(client: Client, document: Document) -> Document:
    """Return results in which a scenario that ends by chance says nothing of the client."""
    chance = {f"scenarios.{name}" for name in client.by_chance}
    rows = [row if row["id"] not in chance else {**row, "verdict": "inconclusive"} for row in document["scenarios"]]
    return {**document, "scenarios": rows}


def page(clients: Sequence[Driven]) -> str:
    """Return the page as Markdown."""
    lines = [
        "# Clients",
        "",
        "Written by `python servers/publish.py` from the bundles in [reports/site](../reports/site/README.md): the",
        "clients kept in [drivers/](../drivers/README.md), each put through the [scenarios of the",
        "gate](gate.md#scenarios) against the reference service of `dashscope`, with the settings it comes with, or",
        "those that are named [below](#in-detail). Facts about these versions; nothing here is a verdict on a project.",
        "",
        "| client | version | what its requests break | scenarios amiss, with floats | with base64 |",
        "| --- | --- | --- | --: | --: |",
        *(_summary(each) for each in clients),
        "",
        "In the tables `vectors` means that the caller got its vectors, `others` that it got vectors that are not",
        "those of its texts, `error` an error, `nothing` no answer in time. **Bold** is a failure, *slanted* advice;",
        "what stands in brackets says nothing, since the client's plainest calls bring an error too, or since chance",
        "decides: at `gzip-header-lie` Node's own `fetch` (seen with 20.20) brings an error where the body comes with",
        "the head, and waits for ever where it comes after it. A dash stands where the client did not ask for the form",
        "that is spoilt. All else is what a sound client does.",
    ]
    for way in WAYS:
        lines += ["", f"## Where base64 is answered with {way}", "", TOLD[way], "", *_table(clients, way)]
    return "\n".join([*lines, "", "## In detail", *_details(clients)]) + "\n"


def html(clients: Sequence[Driven], language: str) -> str:
    """Return the page as HTML."""
    tables = [
        ClientTable(
            way,
            tuple(
                DrivenClient(each.client.title, each.client.version, ResultsView.of(each.results[way]))
                for each in clients
            ),
        )
        for way in WAYS
    ]
    return clients_page.render(tables, language)


def _summary(each: Driven) -> str:
    played = [_played(each.results[way], way) for way in WAYS]
    amiss = [f"{len(_amiss(rows))} of {len(rows)}" for rows in played]
    broken = ", ".join(f"`{result['id']}`" for result in each.results["floats"]["results"] if _breaks(result))
    return f"| {each.client.title} | {each.client.version or '·'} | {broken or 'nothing'} | {' | '.join(amiss)} |"


def _breaks(result: Document) -> bool:
    return result["id"].startswith("requests.") and result["verdict"] in _MARKS


def _amiss(rows: Sequence[Document]) -> list[Document]:
    return [row for row in rows if row["verdict"] in _MARKS]


def _played(document: Document, way: str) -> list[Document]:
    """Return the scenarios that were played: those that switch base64 on say nothing where it is on anyway."""
    about = re.compile(r"scenarios\.(b64|base64)-") if way == "base64" else re.compile(r"(?!)")
    return [row for row in document["scenarios"] if not about.match(row["id"])]


def _table(clients: Sequence[Driven], way: str) -> Iterator[str]:
    yield f"| scenario | {' | '.join(each.client.title for each in clients)} |"
    yield f"| --- |{' --- |' * len(clients)}"
    rows = [{row["id"]: row for row in _played(each.results[way], way)} for each in clients]
    for name in dict.fromkeys(name for each in rows for name in each):
        cells = [_cell(each.get(name)) for each in rows]
        yield f"| `{name.partition('.')[2]}` | {' | '.join(cells)} |"


def _cell(row: Document | None) -> str:
    if row is None:
        return "·"
    return _CELLS.get(row["verdict"], "{}").format(_GOT.get(row["got"], row["got"]))


def _details(clients: Sequence[Driven]) -> Iterator[str]:
    for each in clients:
        told: dict[str, list[str]] = {}
        for way in WAYS:
            for row in _amiss(_played(each.results[way], way)):
                names = told.setdefault(_plain(row["detail"] or row["got"]), [])
                names += [] if row["id"] in names else [row["id"]]
        yield from ("", f"### {each.client.title}", "")
        yield from (each.client.note, "") if each.client.note else ()
        yield from (f"- {detail}: {', '.join(_short(names))}" for detail, names in told.items())
        yield from () if told else ("Nothing is amiss.",)


def _short(names: Sequence[str]) -> list[str]:
    return [f"`{name.partition('.')[2]}`" for name in names]


def _plain(detail: str) -> str:
    """Return what was said as text that Markdown leaves alone."""
    return f"`{detail.replace('`', chr(39))}`"


def main() -> None:
    """Write the page for browsers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument("--lang", default="en")
    asked = parser.parse_args()
    published = FOLDER.parent / "reports" / "site" / "clients"
    clients = [Driven.read(client, published / f"{client.pinned}.zip") for client in CLIENTS.values()]
    asked.path.write_text(html(clients, asked.lang), "utf-8")


if __name__ == "__main__":
    main()
