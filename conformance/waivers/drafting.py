"""Drafts a waivers file from the results of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomli_w

from conformance.errors import UsageError
from conformance.model.verdict import Verdict
from conformance.model.waiver import Waiver

__all__ = ["draft", "write"]

_DAYS = 90
_LONGEST_REASON = 160
_HEAD = """\
# Known deviations. Each is still judged and reported; while its waiver is in force, it does not fail the run.
# State in each reason why you accept it, name a ticket, and choose the last day. A waiver that has expired or is no
# longer needed fails the run. One that says cause in place of id waives with its check all that the check explains.

"""


def draft(
    results: Sequence[Mapping[str, Any]], waivers: Sequence[Waiver], today: date, *, strict: bool = False
) -> tuple[Waiver, ...]:
    """Return the waivers in force that are still needed, and a new one for every other result that gates.

    The reason of a new waiver is the first finding.
    """
    gating = {Verdict.FAIL, *([Verdict.ADVICE] if strict else [])}
    waived = [row for row in results if row["verdict"] == Verdict.WAIVED]
    needed = [
        waiver
        for waiver in waivers
        if waiver.in_force(today) and any(waiver.covers(row["id"], row["model"]) for row in waived)
    ]
    last = today + timedelta(days=_DAYS)
    new = [Waiver(row["id"], _describe_finding(row), last, row["model"]) for row in results if row["verdict"] in gating]
    return (*needed, *new)


def write(waivers: Sequence[Waiver], path: Path) -> None:
    """Write a waivers file. Raises UsageError where it cannot be written."""
    content = tomli_w.dumps({"waiver": [_table(waiver) for waiver in waivers]}) if waivers else ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_HEAD + content, "utf-8")
    except OSError as error:
        raise UsageError(f"waivers cannot be written to {path} ({error.strerror})", "give a writable path") from error


def _describe_finding(row: Mapping[str, Any]) -> str:
    """Return the first finding on one line of printable characters, at most 160."""
    message = str(row["findings"][0]["message"]) if row["findings"] else str(row["title"])
    plain = "".join(character if character.isprintable() else " " for character in message)
    return f"seen: {plain}"[:_LONGEST_REASON]


def _table(waiver: Waiver) -> dict[str, Any]:
    name = "cause" if waiver.whole_cause else "id"
    values = {name: waiver.id, "model": waiver.model, "reason": waiver.reason, "ticket": waiver.ticket}
    return {**{name: value for name, value in values.items() if value}, "expires": waiver.expires}
