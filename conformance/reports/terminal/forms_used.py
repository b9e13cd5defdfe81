"""Which documented forms of a request a client used, told in few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.reports.sanitising import one_line
from conformance.reports.summary.tally import number
from conformance.reports.terminal.wrapping import wrap

__all__ = ["forms_used"]

_FORMS = "forms."
_UNUSED = "never used"


def forms_used(document: Mapping[str, Any], width: int = 80) -> list[str]:
    """Return lines of at most ``width`` columns; none where no form is documented."""
    facts = [fact for fact in document["observations"] if str(fact["id"]).startswith(_FORMS)]
    if not facts:
        return []
    unused: dict[str, list[str]] = {}
    for fact in facts:
        if fact["value"] == _UNUSED:
            unused.setdefault(str(fact["model"]), []).append(str(fact["statement"]))
    count = sum(map(len, unused.values()))
    lines = [
        f"{len(facts) - count} of {number(len(facts), 'documented form')} used" + (", never used:" if count else "")
    ]
    for model, statements in unused.items():
        whole = len(statements) == sum(fact["model"] == model for fact in facts)
        named = "no form at all" if whole else ", ".join(statements)
        lines += wrap(one_line(named), width, f"    {one_line(model)}: ", "        ")
    return lines
