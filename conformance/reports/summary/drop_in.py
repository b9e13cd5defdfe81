"""The second layer of a verdict in words: whether a client of OpenAI works unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.i18n.catalogue import Translate

__all__ = ["DropInRow", "drop_in_rows", "drop_in_sentence"]

_TOLD = frozenset({Verdict.FAIL, Verdict.ADVICE})


@dataclass(frozen=True, slots=True)
class DropInRow:
    """One check that a client of OpenAI trips over: what was seen first, and of which models (None: the target)."""

    check: str
    title: str
    level: str
    verdict: str
    models: tuple[str | None, ...]
    message: str


def drop_in_sentence(document: Mapping[str, Any], say: Translate = str) -> str:
    """Return the sentence of the second layer; empty where a document has none."""
    layer = document.get("drop_in")
    if not layer:
        return ""
    told = {
        "yes": say("an OpenAI client works unchanged (%(count)s checks)"),
        "differences": say("an OpenAI client works, but meets differences"),
        "no": say("an OpenAI client does not work unchanged"),
    }.get(layer["verdict"], say("whether an OpenAI client works unchanged could not be judged whole"))
    return told % {"count": layer["checks"]} if "%(" in told else told


def drop_in_rows(document: Mapping[str, Any]) -> list[DropInRow]:
    """Return what such a client trips over, a row for each check, the gravest first."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for result in (document.get("drop_in") or {}).get("results", ()):
        if result["verdict"] in _TOLD:
            rows.setdefault(result["id"], []).append(result)
    return sorted(map(_row, rows.values()), key=lambda row: row.verdict != Verdict.FAIL)


def _row(results: list[Mapping[str, Any]]) -> DropInRow:
    first = min(results, key=lambda result: result["verdict"] != Verdict.FAIL)
    return DropInRow(
        check=str(first["id"]),
        title=str(first["title"]),
        level=str(first["level"]),
        verdict=str(first["verdict"]),
        models=tuple(result["model"] for result in results),
        message=next(_messages(first), ""),
    )


def _messages(result: Mapping[str, Any]) -> Iterator[str]:
    return (str(finding["message"]) for finding in result["findings"])
