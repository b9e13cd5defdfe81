"""What a run is against an older one, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.model.message import Message, template
from conformance.results.section_views import BaselineRow
from conformance.results.view import ResultsView

__all__ = ["against_baseline"]

_AGAINST = template(
    "summary.against-baseline",
    "Against the run of {started}: {new} new{new_checks}, {fixed} fixed{fixed_checks}, {unchanged} unchanged.{gate}",
)
_CHECKS = template("summary.baseline-checks", " ({checks})")
_NOTHING_NEW = template("summary.baseline-nothing-new", " What is unchanged does not gate.")


def against_baseline(view: ResultsView) -> Message | None:
    """Return what is new, fixed and unchanged, or None where a run was held against none."""
    baseline = view.baseline
    if baseline is None:
        return None
    return _AGAINST(
        started=baseline.started[:10],
        new=len(baseline.new),
        new_checks=_named(baseline.new),
        fixed=len(baseline.fixed),
        fixed_checks=_named(baseline.fixed),
        unchanged=len(baseline.unchanged),
        gate=_NOTHING_NEW() if baseline.unchanged and not baseline.new else None,
    )


def _named(rows: Sequence[BaselineRow]) -> Message | None:
    return _CHECKS(checks=tuple(dict.fromkeys(row.id for row in rows))) if rows else None
